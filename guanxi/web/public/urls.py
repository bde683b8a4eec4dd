"""Addresses for everybody, below /: one line for each area."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
