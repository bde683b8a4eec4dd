"""What a member has besides points: gifts, coupons, tickets, days of membership, money that was given."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop

from guanxi.challenges import rules
from guanxi.insight import purse
from guanxi.quests import standing as quests
from guanxi.web import access, formats, wording
from guanxi.web.h5 import wallet_page, words

_GROUPS = (
    ("item", gettext_noop("Gifts"), "gift"),
    ("coupon", gettext_noop("Coupons"), "ticket"),
    ("ticket", gettext_noop("Tickets and cards"), "ticket"),
    ("membership_days", gettext_noop("Membership"), "certificate"),
    ("granted", gettext_noop("Red packets"), "coins"),
)


def page(visit: access.Visit) -> Mapping[str, object]:
    """Everything on the page, in words."""
    space = visit.space
    held = purse.holdings(space_id=space.id, member_id=visit.member_id)
    standings = quests.of_member(space_id=space.id, member_id=visit.member_id, zone=space.zone, now=visit.now)
    groups = [
        {"title": gettext(title), "icon": f"icons/{icon}.html", "rewards": _rewards(held, kind, visit)}
        for kind, title, icon in _GROUPS
    ]
    return {
        "groups": [group for group in groups if group["rewards"]],
        "waiting": [
            {
                "what": formats.amount(late.amount, unit=late.code, currency=space.currency),
                "why": words.title(one.definition.title, one.slug),
                "state": late.state,
            }
            for one in standings
            for late in one.waiting
        ],
    }


def _rewards(held: Sequence[purse.Holding], kind: str, visit: access.Visit) -> list[Mapping[str, object]]:
    return [
        {
            "what": _what(one, lot, visit),
            "why": gettext("from “%(quest)s”") % {"quest": words.title(lot.title)} if lot.title else "",
            "until": _until(one, lot, visit),
            "left": wallet_page.days_left(lot, visit) if one.kind == "wallet" else "",
            "is_card": one.unit == rules.CARD,
        }
        for one in held
        if one.kind in {"wallet", "pending", "held"} and one.unit.partition(":")[0] == kind
        for lot in one.lots
    ]


def _what(one: purse.Holding, lot: purse.Lot, visit: access.Visit) -> str:
    if one.unit == rules.CARD:
        return gettext("%(n)s × make-up card") % {"n": formats.number(lot.remaining)}
    if lot.remaining == 1 and ":" in one.unit:
        return wording.unit(one.unit)
    return formats.amount(lot.remaining, unit=one.unit, currency=visit.space.currency)


def _until(one: purse.Holding, lot: purse.Lot, visit: access.Visit) -> str:
    if one.kind == "pending":
        day = formats.day(lot.available_at.astimezone(visit.space.zone).date())
        return gettext("yours on %(day)s, when its waiting time is over") % {"day": day}
    if one.kind == "held":
        return gettext("held until somebody looks at it; you lose nothing meanwhile")
    if lot.expires_at is None:
        return gettext("reserved for you") if one.unit.startswith("item:") else gettext("good without an end")
    day = formats.day(lot.expires_at.astimezone(visit.space.zone).date())
    said = gettext("reserved for you until %(day)s") if one.unit.startswith("item:") else gettext("good until %(day)s")
    return said % {"day": day}
