"""The types of profile fields, and what a value of each looks like. Pure functions."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, gettext_noop

from guanxi.members import errors

type Value = str | int | bool | list[str] | dict[str, str]

ALWAYS_PERSONAL = frozenset({"email", "phone", "address"})
FOUND_BY_VALUE = frozenset({"email", "phone"})
BASES = ("consent", "contract", "law", "interest")
ADDRESS_PARTS = frozenset({"recipient", "phone", "country", "region", "city", "district", "street", "postal_code"})

_LONGEST_TEXT = 2000
_LONGEST_WORD = 200
_BIGINT = 2**63
_MOST_DIGITS = 30
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def checked(*, field: str, type_: str, options: list[str], value: object) -> Value:
    """`value` in the one form in which it is kept. Refuses with FieldTypeWrong, without repeating the value."""
    expected, check = _CHECKS[type_]
    found = check(value, options)
    if found is None:
        raise errors.FieldTypeWrong(field=field, expected=gettext(expected))
    return found


def clean_text(value: object, *, longest: int = _LONGEST_TEXT) -> str | None:
    """A text without blanks around it; None when it is empty, too long, or PostgreSQL could not keep it."""
    if not isinstance(value, str):
        return None
    value = value.strip()
    return value if 1 <= len(value) <= longest and "\x00" not in value and _encodes(value) else None


def normal_phone(value: str) -> str | None:
    """A number with its country: a Chinese mobile number may be given without."""
    bare = re.sub(r"[\s().\-\u2010-\u2015]", "", value)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if _CHINESE_MOBILE.fullmatch(bare):
        bare = f"+86{bare}"
    return bare if _PHONE.fullmatch(bare) else None


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can carry and UTF-8 cannot
        return False
    return True


def _text(value: object, _: list[str]) -> str | None:
    return clean_text(value)


def _integer(value: object, _: list[str]) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and -_BIGINT <= value < _BIGINT else None


def _decimal(value: object, _: list[str]) -> str | None:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) + len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    return f"{number:f}"


def _boolean(value: object, _: list[str]) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: object, _: list[str]) -> str | None:
    if type(value) is date:
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _choice(value: object, options: list[str]) -> str | None:
    return value if isinstance(value, str) and value in options else None


def _choices(value: object, options: list[str]) -> list[str] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item in options for item in value):
        return None
    return [option for option in options if option in value]


def _url(value: object, _: list[str]) -> str | None:
    text = clean_text(value)
    if text is None or re.search(r"\s", text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname else None


def _email(value: object, _: list[str]) -> str | None:
    text = clean_text(value, longest=254)
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text.lower() if text else None


def _phone(value: object, _: list[str]) -> str | None:
    text = clean_text(value, longest=40)
    return normal_phone(text) if text else None


def _address(value: object, _: list[str]) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or not value or not set(value) <= ADDRESS_PARTS:
        return None
    parts = {part: clean_text(text, longest=_LONGEST_WORD) for part, text in value.items()}
    return {part: text for part, text in parts.items() if text} if all(parts.values()) else None


_CHECKS: Mapping[str, tuple[str, Callable[[object, list[str]], Value | None]]] = MappingProxyType(
    {
        "text": (gettext_noop("a text of 1 to 2000 characters"), _text),
        "integer": (gettext_noop("a whole number"), _integer),
        "decimal": (gettext_noop("a decimal number, written as text"), _decimal),
        "boolean": (gettext_noop("true or false"), _boolean),
        "date": (gettext_noop("a date such as 2026-03-20"), _date),
        "choice": (gettext_noop("one of the options"), _choice),
        "choices": (gettext_noop("a list of the options"), _choices),
        "url": (gettext_noop("a web address"), _url),
        "email": (gettext_noop("an e-mail address"), _email),
        "phone": (gettext_noop("a phone number"), _phone),
        "address": (gettext_noop("an address"), _address),
    }
)
TYPES = tuple(_CHECKS)


def blind_text(type_: str, value: Value) -> str:
    """What the keyed hash of a contact is made of: the same phone or mail, however it was typed."""
    return f"{type_}:{value}"


def external_text(system: str, value: str) -> str:
    """What the keyed hash of an external id is made of; the length keeps two pairs from reading as one."""
    return f"external:{len(system)}:{system}:{value}"
