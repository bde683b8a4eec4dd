"""The addresses of signing in: allauth's below /account/, and ours."""

from django.urls import include, path

from guanxi.web import routes
from guanxi.web.signin import views

urlpatterns = [
    routes.public("account/me/", views.account, name="my-account"),
    # An address changes by another invitation: instead of allauth's page for it, one's account.
    routes.public("account/email/", views.account, name="my-address"),
    routes.public("account/second-factor/", views.second_factor, name="second-factor"),
    path("account/", include("allauth.urls")),
    routes.public("welcome/<str:token>/", views.welcome, name="welcome"),
    routes.public("spaces/new/", views.new_space, name="new-space"),
    routes.public("here/<str:token>/", views.here, name="here"),
    routes.public("demo/<slug:slug>/enter/", views.look_around, name="look-around"),
]
