"""The phone page’s addresses, below /m/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.h5 import consents, join

app_name = "h5"
urlpatterns: list[URLPattern] = [
    *join.ROUTES,
    *consents.ROUTES,
]
