"""The addresses of the pages."""

from django.urls import path
from django.views.i18n import set_language

from guanxi.web import views

urlpatterns = [
    path("", views.show_overview, name="first"),
    path("s/<slug:slug>/", views.show_overview, name="overview"),
    path("language/", set_language, name="language"),
]
