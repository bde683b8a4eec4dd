"""How numbers, amounts and moments are written for people, in their language and the space's time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, pgettext

from guanxi.ledger import queries as ledger
from guanxi.spaces import currencies
from guanxi.web import wording

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
DAY_S = 24 * HOUR_S
RELATIVE_DAYS = 7
MINUS = "\N{MINUS SIGN}"


def number(count: int) -> str:
    """A whole number with its thousands apart: 12,345. Both languages set figures on a screen like this."""
    return f"{count:,}".replace("-", MINUS)


def signed(count: int) -> str:
    """A difference: +12, −3, ±0."""
    if count == 0:
        return "±0"
    return f"+{count:,}" if count > 0 else f"{MINUS}{-count:,}"


def change(value: int, *, unit: str, currency: str) -> str:
    """A difference where its unit is said beside it: +12, −3, +¥12.50, ±0."""
    if not value or not ledger.is_money(unit):
        return signed(value)
    return f"{'+' if value > 0 else ''}{money(value, currency=currency)}"


def amount(value: int, *, unit: str, currency: str) -> str:
    """An amount of a unit with its name: "1,200 points", "¥12.50", "3 × teacup". `value` is in the smallest part."""
    if ledger.is_money(unit):
        return money(value, currency=currency)
    kind, _, name = unit.partition(":")
    facts = {"n": number(value), "unit": wording.unit(unit)}
    match kind:
        case _ if name:
            return gettext("%(n)s × %(unit)s") % facts
        case "points":
            return ngettext("%(n)s point", "%(n)s points", value) % facts
        case "membership_days":
            return ngettext("%(n)s day of membership", "%(n)s days of membership", value) % facts
        case _:
            return gettext("%(n)s %(unit)s") % facts


def money(value: int, *, currency: str) -> str:
    """An amount in the smallest part of the currency: ¥12.50, JPY 1,250."""
    return currencies.written(value, currency=currency)


def day(value: date) -> str:
    """A date in full: 21 Nov 2026."""
    return format_date(value, pgettext("date format", "j M Y"))


def short_day(value: date) -> str:
    """A date within a year that is known: 21 Nov."""
    return format_date(value, pgettext("date format", "j M"))


def days(first: date, last: date) -> str:
    """A range of days, both included: 15 Nov – 21 Nov 2026."""
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    begin = format_date(first, pgettext("first day of a range", "j M"))
    end = format_date(last, pgettext("last day of a range", "j M Y"))
    return f"{begin} – {end}"


def month(value: date) -> str:
    """A calendar month: Nov 2026."""
    return format_date(value, pgettext("date format", "M Y"))


def local(value: datetime, *, zone: str) -> datetime:
    """The moment on the clocks of the space."""
    return timezone.localtime(value, ZoneInfo(zone))


def moment(value: datetime, *, zone: str) -> str:
    """A moment on the clocks of the space, to the minute: 21 Nov 2026, 14:03."""
    return format_date(local(value, zone=zone), pgettext("date format", "j M Y, H:i"))


def ago(value: datetime, *, now: datetime, zone: str) -> str:
    """How long ago, while that says more than a date does; after a week, the date."""
    seconds = int((now - value).total_seconds())
    if seconds < MINUTE_S:
        return gettext("just now")
    if seconds < HOUR_S:
        minutes = seconds // MINUTE_S
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if seconds < DAY_S:
        hours = seconds // HOUR_S
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    days = seconds // DAY_S
    if days < RELATIVE_DAYS:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return day(local(value, zone=zone).date())
