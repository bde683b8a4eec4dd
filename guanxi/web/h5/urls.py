"""The phone page’s addresses, below /m/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.h5 import (
    brand,
    certificates,
    challenge,
    circle,
    circle_post,
    consents,
    invite,
    join,
    me,
    messages,
    my_data,
    pictures,
    report,
    search,
    survey,
    today,
    wallet,
)

app_name = "h5"
urlpatterns: list[URLPattern] = [
    *join.ROUTES,
    *consents.ROUTES,
    *brand.ROUTES,
    *today.ROUTES,
    *challenge.ROUTES,
    *wallet.ROUTES,
    *messages.ROUTES,
    *me.ROUTES,
    *my_data.ROUTES,
    *invite.ROUTES,
    *survey.ROUTES,
    *certificates.ROUTES,
    *circle_post.ROUTES,
    *circle.ROUTES,
    *pictures.ROUTES,
    *report.ROUTES,
    *search.ROUTES,
]
