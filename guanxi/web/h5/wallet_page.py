"""The wallet: one number, then where it came from, what is on its way, and until when it is good."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.insight import purse, telling, why
from guanxi.spaces import currencies
from guanxi.web import access, formats, wording
from guanxi.web.h5 import words

POINTS = "points"
_SOON = timedelta(days=30)
_REASONS = {
    "ceiling": gettext_noop("held, because the day’s ceiling was reached"),
    "paused": gettext_noop("held, because the quest is paused"),
}


def page(visit: access.Visit, *, unit: str, before: int | None) -> Mapping[str, object] | None:
    """Everything on the page for one unit, in words; None for a unit that the member never had."""
    space = visit.space
    held = purse.holdings(space_id=space.id, member_id=visit.member_id)
    moved = purse.movements(space_id=space.id, member_id=visit.member_id, unit=unit, before=before)
    if unit != POINTS and not moved.lines and all(one.unit != unit for one in held):
        return None
    mine = {one.kind: one for one in held if one.unit == unit}
    names = telling.named(space_id=space.id, lines=moved.lines)
    wallet = mine["wallet"].balance if "wallet" in mine else 0
    return {
        "unit": unit,
        "is_points": unit == POINTS,
        "unit_name": wording.unit(unit),
        "figure": currencies.quantity(wallet, unit=unit, currency=space.currency),
        "lots": _lots(mine.get("wallet"), visit),
        "soon": _soon(mine.get("wallet"), visit),
        "pending": _pending(mine.get("pending"), visit),
        "held": _held(mine.get("held"), visit),
        "debt": _debt(mine.get("debt"), visit),
        "lines": [line(one, unit, visit, names) for one in moved.lines],
        "more": moved.more,
        "others": _others(held, unit, visit),
    }


def line(one: why.Line, unit: str, visit: access.Visit, names: Mapping[str, str]) -> Mapping[str, object]:
    """A movement: what happened in a sentence, when, how much."""
    change = one.change or sum(value for kind, value in one.changes.items() if kind == "wallet")
    return {
        "what": _capital(
            telling.what(one, unit=unit, currency=visit.space.currency, zone=visit.space.zone, names=names)
        ),
        "ago": formats.ago(one.event.recorded_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.event.recorded_at.isoformat(),
        "moment": formats.moment(one.event.recorded_at, zone=visit.space.time_zone),
        "amount": formats.change(change, unit=unit, currency=visit.space.currency),
        "is_minus": change < 0,
    }


def soonest(held: Sequence[purse.Holding], visit: access.Visit) -> list[str]:
    """What expires within thirty days, in sentences, for the messages."""
    return [
        said
        for one in held
        if one.kind == "wallet" and (one.unit == POINTS or ":" in one.unit)
        for said in [_soon(one, visit)]
        if said
    ]


def _lots(holding: purse.Holding | None, visit: access.Visit) -> list[Mapping[str, str]]:
    """What is left, by the day on which it expires; what never does comes last."""
    by_day: dict[str, int] = {}
    for lot in holding.lots if holding else ():
        day = _day(lot, visit)
        by_day[day] = by_day.get(day, 0) + lot.remaining
    unit = holding.unit if holding else POINTS
    return [
        {
            "amount": formats.amount(amount, unit=unit, currency=visit.space.currency),
            "until": gettext("good until %(day)s") % {"day": day} if day else gettext("good without an end"),
        }
        for day, amount in by_day.items()
    ]


def _day(lot: purse.Lot, visit: access.Visit) -> str:
    """The last local day on which it is good; it ends with the midnight that is its expiry, or within that day."""
    if lot.expires_at is None:
        return ""
    return formats.day((lot.expires_at - timedelta(microseconds=1)).astimezone(visit.space.zone).date())


def _soon(holding: purse.Holding | None, visit: access.Visit) -> str:
    lots = [lot for lot in (holding.lots if holding else ()) if lot.expires_at and lot.expires_at <= visit.now + _SOON]
    if holding is None or not lots:
        return ""
    amount = sum(lot.remaining for lot in lots)
    facts = {
        "what": formats.amount(amount, unit=holding.unit, currency=visit.space.currency),
        "day": _day(lots[0], visit),
    }
    return gettext("%(what)s will expire soon, the first on %(day)s.") % facts


def _pending(holding: purse.Holding | None, visit: access.Visit) -> list[Mapping[str, str]]:
    return [
        {
            "amount": formats.amount(lot.remaining, unit=lot_unit, currency=visit.space.currency),
            "why": words.title(lot.title),
            "until": gettext("yours on %(day)s, when its waiting time is over")
            % {"day": formats.day(lot.available_at.astimezone(visit.space.zone).date())},
        }
        for lot_unit, lot in _each(holding)
    ]


def _held(holding: purse.Holding | None, visit: access.Visit) -> list[Mapping[str, str]]:
    return [
        {
            "amount": formats.amount(lot.remaining, unit=lot_unit, currency=visit.space.currency),
            "why": words.title(lot.title),
            "until": gettext(
                _REASONS.get(
                    lot.reason or "", gettext_noop("held until somebody looks at it; you lose nothing meanwhile")
                )
            ),
        }
        for lot_unit, lot in _each(holding)
    ]


def _each(holding: purse.Holding | None) -> list[tuple[str, purse.Lot]]:
    return [(holding.unit, lot) for lot in holding.lots] if holding else []


def _debt(holding: purse.Holding | None, visit: access.Visit) -> str:
    if holding is None:
        return ""
    owed = formats.amount(-holding.balance, unit=holding.unit, currency=visit.space.currency)
    return gettext(
        "Taken back after you had used it: %(owed)s. No need to do anything: it comes off what you get next."
    ) % {"owed": owed}


def _others(held: Sequence[purse.Holding], unit: str, visit: access.Visit) -> list[Mapping[str, str]]:
    """The other units that the member has, each with a page of its own."""
    return [
        {
            "unit": one.unit,
            "name": wording.unit(one.unit),
            "amount": currencies.quantity(one.balance, unit=one.unit, currency=visit.space.currency),
        }
        for one in held
        if one.kind == "wallet" and one.unit != unit
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def days_left(lot: purse.Lot, visit: access.Visit) -> str:
    """How many days something is good for, from today."""
    if lot.expires_at is None:
        return ""
    days = max(
        (lot.expires_at.astimezone(visit.space.zone).date() - visit.now.astimezone(visit.space.zone).date()).days, 0
    )
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": formats.number(days)}
