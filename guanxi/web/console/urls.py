"""The console's addresses, below /s/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.console import (
    audit,
    certificates,
    circles,
    circles_posts,
    circles_room,
    codes,
    grants,
    help,
    ledger,
    member,
    members,
    moderation,
    overview,
    pictures,
    quests,
    quests_launch,
    recipes,
    search,
    segments,
    settings,
    staff,
    surveys,
)

app_name = "console"
urlpatterns: list[URLPattern] = [
    *members.ROUTES,
    *member.ROUTES,
    *segments.ROUTES,
    *surveys.ROUTES,
    *staff.ROUTES,
    *settings.ROUTES,
    *overview.ROUTES,
    *recipes.ROUTES,
    *quests_launch.ROUTES,
    *quests.ROUTES,
    *grants.ROUTES,
    *ledger.ROUTES,
    *audit.ROUTES,
    *help.ROUTES,
    *search.ROUTES,
    *codes.ROUTES,
    *certificates.ROUTES,
    *moderation.ROUTES,
    *pictures.ROUTES,
    *circles.ROUTES,
    *circles_posts.ROUTES,
    *circles_room.ROUTES,
]
