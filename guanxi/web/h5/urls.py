"""The phone page’s addresses, below /m/<slug>/: one line for each area."""

from django.urls import URLPattern

from guanxi.web.h5 import (
    brand,
    certificates,
    challenge,
    circle,
    circle_asked,
    circle_hide,
    circle_host,
    circle_post,
    consents,
    invite,
    join,
    me,
    messages,
    my_data,
    pictures,
    report,
    review,
    search,
    survey,
    surveys,
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
    *surveys.ROUTES,
    *certificates.ROUTES,
    *circle_post.ROUTES,
    *circle.ROUTES,
    *circle_asked.ROUTES,
    *circle_host.ROUTES,
    *circle_hide.ROUTES,
    *pictures.ROUTES,
    *report.ROUTES,
    *review.ROUTES,
    *search.ROUTES,
]
