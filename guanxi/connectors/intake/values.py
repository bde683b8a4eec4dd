"""From the text of a cell to a value: instants, days, amounts in the smallest unit, whole numbers.

No floats anywhere: an amount goes from its decimal digits straight to an integer (LE-1).
"""

import json
import re
from datetime import UTC, datetime, tzinfo

from guanxi.connectors.intake import errors
from guanxi.kernel.predicates import LARGEST_WHOLE
from guanxi.spaces import currencies

_AMOUNT = re.compile(
    r"(?P<sign>[-+−]?)[¥￥$€£]?\s?(?P<whole>[0-9]{1,40}|[0-9]{1,3}(?:,[0-9]{3}){1,12})(?:\.(?P<part>[0-9]{0,40}))?"
)
JSON_LEVELS = 50
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_WHOLE = re.compile(r"[-+]?[0-9]{1,40}")
_INSTANT = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[-/.]?)(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"(?:[T ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"\s?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
"""2024-05-01, 20240501, 2024/5/1 9:30, 2024-05-01T09:30:00.123+08:00: what shops and spreadsheets write."""


def required(column: str, text: str | None) -> str:
    """`text` without the spaces around it. Raises ValueMissing when nothing is left."""
    stripped = (text or "").strip()
    if not stripped:
        raise errors.ValueMissing(column=column)
    return stripped


def instant(column: str, text: str, *, zone: tzinfo) -> datetime:
    """The instant that `text` names; without an offset of its own it is local to `zone`.

    A day alone is its local midnight. Raises ValueUnreadable.
    """
    match = _INSTANT.fullmatch(text.strip())
    if match is None or (not match["mark"] and len(match["month"] + match["day"]) != len("MMDD")):
        raise _unreadable_instant(column, text)
    fraction = ((match["fraction"] or "") + "000000")[:6]
    year, month, day, hour, minute, second = (int(match[part] or 0) for part in _PARTS)
    try:
        local = datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=_offset(match["offset"]) or zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise _unreadable_instant(column, text) from wrong


def minor_units(column: str, text: str, *, currency: str) -> int:
    """The amount in the smallest unit of `currency`: "1,234.5" CNY is 123450.

    Raises ValueUnreadable, AmountNegative, AmountTooFine, AmountTooLarge.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise errors.ValueUnreadable(column=column, value=text, expected="an amount such as 1234.50")
    decimals = currencies.DECIMALS.get(currency, 2)
    part = (match["part"] or "").rstrip("0")
    if len(part) > decimals:
        raise errors.AmountTooFine(column=column, value=text, currency=currency, decimals=decimals)
    units = int(match["whole"].replace(",", "") + part.ljust(decimals, "0"))
    if match["sign"] in ("-", "−") and units:
        raise errors.AmountNegative(column=column, value=text)
    return _storable(column, text, units)


def whole(column: str, text: str) -> int:
    """The whole number that `text` writes. Raises ValueUnreadable, AmountTooLarge."""
    stripped = text.strip()
    if _WHOLE.fullmatch(stripped) is None:
        raise errors.ValueUnreadable(column=column, value=text, expected="a whole number")
    return _storable(column, text, int(stripped))


def count(column: str, text: str) -> int:
    """A whole number that is not negative. Raises ValueUnreadable, AmountNegative, AmountTooLarge."""
    number = whole(column, text)
    if number < 0:
        raise errors.AmountNegative(column=column, value=text)
    return number


def from_json(column: str, text: str) -> object:
    """What the JSON says, numbers with a fraction as the text they are written in.

    Raises ValueUnreadable for what is no JSON, and for what PostgreSQL could not keep: NUL, half characters,
    NaN, more than JSON_LEVELS levels.
    """
    try:
        value = json.loads(text, parse_float=str, parse_constant=_no_number)
        again = json.dumps(value, ensure_ascii=False)
        again.encode()
        levels = _levels(value)
    except (ValueError, RecursionError) as wrong:
        raise errors.ValueUnreadable(column=column, value=text[:100], expected="JSON") from wrong
    if "\\u0000" in again or levels > JSON_LEVELS:
        raise errors.ValueUnreadable(column=column, value=text[:100], expected="JSON that can be kept")
    return value


def _no_number(name: str) -> object:
    message = f"{name} is not a number"
    raise ValueError(message)


def _levels(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_levels, inside), default=0)


def _storable(column: str, text: str, number: int) -> int:
    if abs(number) > LARGEST_WHOLE:
        raise errors.AmountTooLarge(column=column, value=text)
    return number


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    return datetime.strptime("+0000" if text == "Z" else text.replace(":", ""), "%z").tzinfo


def _unreadable_instant(column: str, text: str) -> errors.ValueUnreadable:
    return errors.ValueUnreadable(column=column, value=text, expected="a time such as 2026-05-01 09:30:00")
