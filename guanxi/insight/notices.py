"""What a member is told without having asked: read from the journal and from what is said and waits in circles.

There is no second record of it: a notice is an event in other words, or what others wrote to the member, once for each
post, or what waits for the member's decision. So none can be missing or invented, and what is settled tells nobody any
more. Each has the number of the newest event that it tells of, and they stand in the order of these numbers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members import faces

LARGEST_PAGE = 50
MOST_UNSEEN = 9
MOST_SAID = 100
"""So many comments or requests are counted in one notice."""
TYPES = (
    "answer.accepted",
    "certificate.issued",
    "checkin.featured", "checkin.hidden", "checkin.shown_again",
    "circle.child_declined", "circle.entered", "circle.entry_declined", "circle.left", "circle.muted",
    "circle.role_changed", "circle.unmuted",
    "journal.voided",
    "ledger.debt_forgiven", "ledger.expired", "ledger.matured", "ledger.refunded",
    "member.tier_changed",
    "post.featured",
    "quest.granted", "quest.hold_denied", "quest.hold_released", "quest.step_reached",
    "referral.qualified",
)  # fmt: skip
"""The types that are told; one that no module declares is met by nobody."""


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a notice tells of that was given, or waits: amounts are in the unit's smallest part."""

    kind: str
    code: str
    amount: int
    state: str


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Who spoke or asks: the last two (None is the brand) of `people`, who wrote `said` times."""

    people: int = 0
    said: int = 0
    last: tuple[faces.Face | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it was: a circle by short name and name, a post by number and words, a comment, as far as one is there."""

    circle: str = ""
    circle_name: str = ""
    post_id: int | None = None
    post_text: str = ""
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that its member should know of.

    `type` is that of the event; talk.comment, talk.answer, talk.reply for what others wrote to the member (`words` are
    the newest); waits.request, waits.proposal for what the member decides. `props` have what is personal in clear.
    `title` is that of the quest or challenge, by language.
    """

    event_id: int
    type: str
    at: datetime
    props: Mapping[str, Any]
    actor: str | None
    title: Mapping[str, str]
    granted: tuple[Granted, ...]
    place: Place = field(default_factory=Place)
    voices: Voices = field(default_factory=Voices)
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Notices, newest first; `seen` is the last event that the member had seen before, `more` the next `before`."""

    notices: tuple[Notice, ...]
    seen: int
    more: int | None


def page(*, space_id: int, member_id: int, before: int | None = None, limit: int = 20, mark: bool = False) -> Page:
    """What a member is told; one statement, one for the names in it and one for the reasons in it.

    With `mark` the newest of it counts as seen from now on.
    """
    size = min(max(limit, 1), LARGEST_PAGE)
    wanted = {"space": space_id, "member": member_id, "before": before, "types": list(TYPES), "limit": size + 1}
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("notices"), {**wanted, "mark": mark})
        rows = found[:size]
        known = _faces(space_id, rows)
        personal = _personal(space_id, member_id, rows)
    told = tuple(_notice(row, known, personal.get(row[0], {})) for row in rows)
    seen = found[0][15] if found else 0
    return Page(notices=told, seen=seen, more=told[-1].event_id if len(found) > size else None)


def unseen(*, space_id: int, member_id: int) -> int:
    """How many notices came since the member last looked, MOST_UNSEEN + 1 standing for more; one statement."""
    with tenancy.reading_in(space_id):
        found = statements.value(
            _text("unseen"),
            {"space": space_id, "member": member_id, "types": list(TYPES), "limit": MOST_UNSEEN + 1},
        )
    return int(found)


def saw(*, space_id: int, member_id: int, event_id: int, actor: str | None = None) -> None:
    """Keep that the member has seen everything up to `event_id`. It never goes back."""
    del actor
    with tenancy.acting_in(space_id):
        statements.run(
            """
            INSERT INTO insight_seen AS s (space_id, member_id, event_id) VALUES (%s, %s, %s)
            ON CONFLICT (member_id, space_id) DO UPDATE SET event_id = excluded.event_id
            WHERE s.event_id < excluded.event_id
            """,
            [space_id, member_id, event_id],
        )


def forget_seen(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Somebody who is erased has seen nothing."""
    del at, actor
    statements.run("DELETE FROM insight_seen WHERE space_id = %s AND member_id = %s", [space_id, member_id])


def _notice(row: Sequence[Any], known: Mapping[int, faces.Face], personal: Mapping[str, object]) -> Notice:
    event_id, type_, at, props, actor, title, grants, slug, name, post_id, text, comment_id, words, _, _, _ = row
    voices = _voices(row)
    return Notice(
        event_id=event_id,
        type=type_,
        at=at,
        props={**json.loads(props), **personal},
        actor=actor,
        title=json.loads(title) if title else {},
        granted=tuple(Granted(**grant) for grant in json.loads(grants)),
        place=Place(
            circle=slug or "",
            circle_name=name or "",
            post_id=post_id,
            post_text=text or "",
            comment_id=comment_id if post_id is not None else None,
        ),
        voices=Voices(
            people=voices["people"],
            said=voices["said"] or 0,
            last=tuple(known.get(face["member_id"]) for face in voices["faces"] or ()),
        ),
        words=words or "",
    )


def _voices(row: Sequence[Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(row[14])
    return found


def _faces(space_id: int, rows: Sequence[Sequence[Any]]) -> dict[int, faces.Face]:
    """The faces of all who are named, by member; nobody (the brand) has none."""
    sealed = {
        face["member_id"]: faces.SealedFace(
            member_id=face["member_id"],
            state=face["state"],
            sealed_name=bytes.fromhex(face["sealed_name"]) if face["sealed_name"] else None,
            avatar_id=face["avatar_id"],
            is_staff=face["is_staff"],
        )
        for row in rows
        for face in _voices(row)["faces"] or ()
        if face["member_id"] is not None
    }
    return faces.opened(space_id=space_id, sealed=list(sealed.values())) if sealed else {}


def _personal(space_id: int, member_id: int, rows: Sequence[Sequence[Any]]) -> dict[int, dict[str, object]]:
    """What is personal in the events, by event."""
    sealed = {row[0]: bytes(row[13]) for row in rows if row[13] is not None}
    opened = keyring.open_props(space_id=space_id, subject_id=member_id, sealed=list(sealed.values()))
    return dict(zip(sealed, opened, strict=True))


@cache
def _text(name: str) -> str:
    return files("guanxi.insight").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
