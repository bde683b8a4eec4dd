"""The console's addresses, below /s/<slug>/: one line for each area."""

from django.urls import URLPattern

app_name = "console"
urlpatterns: list[URLPattern] = []
