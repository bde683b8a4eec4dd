"""All addresses; the pages live in `guanxi.web`."""

from django.urls import include, path

urlpatterns = [path("", include("guanxi.web.urls"))]
