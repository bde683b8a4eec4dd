"""The console's addresses, below /s/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.console import member, members, segments, settings, staff

app_name = "console"
urlpatterns: list[URLPattern] = [
    *members.ROUTES,
    *member.ROUTES,
    *segments.ROUTES,
    *staff.ROUTES,
    *settings.ROUTES,
]
