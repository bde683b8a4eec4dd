"""The words people read for the codes that the domain speaks. An unknown code is shown as it is."""

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.spaces import naming

UNITS = {
    "points": gettext_noop("points"),
    "growth": gettext_noop("growth"),
    "granted": gettext_noop("red packets"),
    "purchased": gettext_noop("bought value"),
    "commission": gettext_noop("commission"),
    "membership_days": gettext_noop("days of membership"),
    "ticket:make-up": gettext_noop("make-up card"),
}

STATES = {
    "draft": gettext_noop("Draft"),
    "launched": gettext_noop("Running"),
    "paused": gettext_noop("Paused"),
    "ended": gettext_noop("Ended"),
    "settled": gettext_noop("Settled"),
}

STAGES: dict[overview.StageName, str] = {
    "acquire": gettext_noop("Acquire"),
    "activate": gettext_noop("Activate"),
    "retain": gettext_noop("Retain"),
    "monetise": gettext_noop("Monetise"),
    "refer": gettext_noop("Refer"),
}

STAGE_MEANINGS: dict[overview.StageName, str] = {
    "acquire": gettext_noop("members joined"),
    "activate": gettext_noop("did something for the first time"),
    "retain": gettext_noop("were here this week and the week before"),
    "monetise": gettext_noop("members paid for an order"),
    "refer": gettext_noop("newcomers were brought by a member"),
}


THINGS = {
    "coupon": gettext_noop("coupon “%(name)s”"),
    "item": gettext_noop("“%(name)s”"),
    "ticket": gettext_noop("ticket “%(name)s”"),
}


HONOURS = {
    "certificate": gettext_noop("the certificate “%(name)s”"),
    "right": gettext_noop("the right “%(name)s”"),
    "tier": gettext_noop("the tier “%(name)s”"),
}


def unit(code: str) -> str:
    """The name of a unit: `points` in the reader's language, `coupon:spring` by the space's name for it."""
    kind, _, name = code.partition(":")
    own = naming.title(code)
    if code in UNITS:
        return own or gettext(UNITS[code])
    name = own or name
    if name:
        return gettext(THINGS[kind]) % {"name": name} if kind in THINGS else name
    return code.replace("_", " ")


def honour(kind: str, code: str) -> str:
    """The name of what is no value: a certificate, a right, a tier, by the space's name for it."""
    return gettext(HONOURS[kind]) % {"name": naming.title(f"{kind}:{code}") or code}


def tier(code: str) -> str:
    """The name of a tier by itself, by the space's name for it."""
    return naming.title(f"tier:{code}") or code


def state(code: str) -> str:
    """The name of a quest's state."""
    known = STATES.get(code)
    return gettext(known) if known else code
