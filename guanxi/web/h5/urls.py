"""The phone page’s addresses, below /m/<slug>/: one line for each area."""

from django.urls import URLPattern

app_name = "h5"
urlpatterns: list[URLPattern] = []
