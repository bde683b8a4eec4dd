"""Who the facts are about: members by their ids elsewhere."""

import re
from dataclasses import dataclass

from guanxi.connectors.intake import errors

_SYSTEM = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class ExternalId:
    """Who somebody is in another system: ("stackexchange", "40")."""

    system: str
    value: str


def external_id(column: str, text: str) -> ExternalId | None:
    """The id that "system:value" writes, None for an empty text. Raises ValueUnreadable."""
    stripped = text.strip()
    if not stripped:
        return None
    system, _, value = stripped.partition(":")
    if _SYSTEM.fullmatch(system) is None or not value:
        raise errors.ValueUnreadable(column=column, value=text, expected="an id such as shop:1042")
    return ExternalId(system, value)
