"""The settings that a space can have: declared once by the module that reads them.

A declaration is made when the module is loaded, so that the list is complete before the first request.
"""

from dataclasses import dataclass
from typing import Literal

from guanxi.spaces import errors

type Value = bool | int | str
Kind = Literal["boolean", "integer", "text"]

_TYPES: dict[Kind, type] = {"boolean": bool, "integer": int, "text": str}
_LONGEST_TEXT = 2000


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`name` as "module.setting", what it means (a msgid, units included), and what holds when nothing is set."""

    name: str
    kind: Kind
    default: Value
    meaning: str
    least: int | None = None
    most: int | None = None
    shape: Literal["", "colour", "keys", "origin"] = ""
    """What a text must look like besides: a colour that can be read, public keys, or what addresses begin with."""
    shown: bool = True
    """Whether the page of settings has it; what a page keeps for itself does not belong there."""


_declared: dict[str, Setting] = {}


def declare(setting: Setting) -> Setting:
    """Add a setting. Two of one name are a bug of the program: ValueError."""
    if _declared.setdefault(setting.name, setting) != setting:
        message = f"two settings are called {setting.name}"
        raise ValueError(message)
    checked(setting.name, setting.default)
    return setting


def declared() -> tuple[Setting, ...]:
    """All settings, by name."""
    return tuple(_declared[name] for name in sorted(_declared))


def default(name: str) -> Value:
    """What holds when a space has set nothing. Refuses with UnknownSetting."""
    return _known(name).default


def checked(name: str, value: object) -> Value:
    """`value`, if the setting can have it. Refuses with UnknownSetting, SettingTypeWrong."""
    setting = _known(name)
    fits = type(value) is _TYPES[setting.kind]  # a boolean is an int to Python, not to people
    if fits and isinstance(value, str):
        fits = len(value) <= _LONGEST_TEXT and "\x00" not in value
    elif fits and isinstance(value, int) and setting.kind == "integer":
        fits = (setting.least is None or value >= setting.least) and (setting.most is None or value <= setting.most)
    if not fits or not isinstance(value, bool | int | str):
        raise errors.SettingTypeWrong(name=name, expected=_expected(setting))
    return value


def _known(name: str) -> Setting:
    try:
        return _declared[name]
    except KeyError:
        raise errors.UnknownSetting(name=name) from None


def _expected(setting: Setting) -> str:
    bounds = [f"{sign} {bound}" for sign, bound in (("≥", setting.least), ("≤", setting.most)) if bound is not None]
    return " ".join([setting.kind, *bounds])
