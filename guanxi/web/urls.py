"""The addresses of the pages."""

from django.urls import include, path
from django.views.i18n import set_language

from guanxi.web.console import overview

urlpatterns = [
    path("", overview.show_overview, name="first"),
    path("s/<slug:slug>/", overview.show_overview, name="overview"),
    path("s/<slug:slug>/", include("guanxi.web.console.urls")),
    path("m/<slug:slug>/", include("guanxi.web.h5.urls")),
    path("", include("guanxi.web.public.urls")),
    path("", include("guanxi.web.signin.urls")),
    path("language/", set_language, name="language"),
]
