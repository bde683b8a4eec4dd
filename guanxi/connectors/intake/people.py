"""Who the facts are about: members by their ids elsewhere."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from guanxi.connectors.intake import errors
from guanxi.kernel.errors import Refusal
from guanxi.members import actions, queries

_SYSTEM = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class ExternalId:
    """Who somebody is in another system: ("stackexchange", "40")."""

    system: str
    value: str

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Those who are members, those who cannot be and why, and how many joined just now."""

    members: Mapping[ExternalId, int]
    refused: Mapping[ExternalId, Refusal]
    joined: int


def external_id(column: str, text: str) -> ExternalId | None:
    """The id that "system:value" writes, None for an empty text. Raises ValueUnreadable."""
    stripped = text.strip()
    if not stripped:
        return None
    system, _, value = stripped.partition(":")
    if _SYSTEM.fullmatch(system) is None or not value.strip():
        raise errors.ValueUnreadable(column=column, value=text, expected="an id such as shop:1042")
    return ExternalId(system, value.strip())


def find(*, space_id: int, wanted: Iterable[ExternalId]) -> Met:
    """Who of `wanted` is a member; one statement for each system."""
    by_system: dict[str, list[str]] = defaultdict(list)
    for one in wanted:
        by_system[one.system].append(one.value)
    found = {
        ExternalId(system, value): member_id
        for system, named in by_system.items()
        for value, member_id in queries.members_by_external_id(space_id=space_id, system=system, values_=named).items()
    }
    return Met(members=found, refused={}, joined=0)


def find_or_join(*, space_id: int, wanted: Mapping[ExternalId, datetime | None], actor: str, source: str) -> Met:
    """As `find`; who is no member yet joins, at the time given."""
    joinings = [actions.Joining(external_ids={one.system: one.value}, at=at) for one, at in wanted.items()]
    if not joinings:
        return Met(members={}, refused={}, joined=0)
    outcomes = actions.join_many(space_id=space_id, joinings=joinings, actor=actor, source=source, settle="queue")
    pairs = list(zip(wanted, outcomes, strict=True))
    return Met(
        members={one: outcome.member_id for one, outcome in pairs if outcome.member_id is not None},
        refused={one: outcome.refusal for one, outcome in pairs if outcome.refusal is not None},
        joined=sum(outcome.new for outcome in outcomes),
    )
