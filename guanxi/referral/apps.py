from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "guanxi.referral"
    label = "referral"
