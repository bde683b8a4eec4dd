"""The console's addresses, below /s/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.console import (
    audit,
    certificates,
    challenge_board,
    circles,
    circles_posts,
    circles_room,
    codes,
    grants,
    imports,
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
from guanxi.web.console import (
    help as help_page,
)

app_name = "console"
urlpatterns: list[URLPattern] = [
    *members.ROUTES,
    *member.ROUTES,
    *segments.ROUTES,
    *surveys.ROUTES,
    *imports.ROUTES,
    *staff.ROUTES,
    *settings.ROUTES,
    *overview.ROUTES,
    *recipes.ROUTES,
    *quests_launch.ROUTES,
    *quests.ROUTES,
    *challenge_board.ROUTES,
    *grants.ROUTES,
    *ledger.ROUTES,
    *audit.ROUTES,
    *help_page.ROUTES,
    *search.ROUTES,
    *codes.ROUTES,
    *certificates.ROUTES,
    *moderation.ROUTES,
    *pictures.ROUTES,
    *circles.ROUTES,
    *circles_posts.ROUTES,
    *circles_room.ROUTES,
]
