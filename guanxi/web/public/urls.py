"""Addresses for everybody, below /: one line for each area."""

from django.urls import URLPattern

from guanxi.web.public import certificate, health, invitation, issuer, wechat

urlpatterns: list[URLPattern] = [
    *health.ROUTES,
    *wechat.ROUTES,
    *invitation.ROUTES,
    *certificate.ROUTES,
    *issuer.ROUTES,
]
