"""The verbs of referral."""

from guanxi.referral.actions.binding import Newcomer, Verdict, bind, bind_many, rebind
from guanxi.referral.actions.channels import close_code, create_channel_code, personal_code
from guanxi.referral.actions.landing import write_landing
from guanxi.referral.actions.qualifying import clear, disqualify, set_qualification_rule
from guanxi.referral.actions.reckoning import reckon
from guanxi.referral.actions.touching import forget_touches, record_touch

__all__ = [
    "Newcomer",
    "Verdict",
    "bind",
    "bind_many",
    "clear",
    "close_code",
    "create_channel_code",
    "disqualify",
    "forget_touches",
    "personal_code",
    "rebind",
    "reckon",
    "record_touch",
    "set_qualification_rule",
    "write_landing",
]
