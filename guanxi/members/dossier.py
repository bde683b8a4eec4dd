"""Everything that members knows about one person, in one statement; what is personal comes masked."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.kernel import statements, tenancy
from guanxi.members import errors, queries
from guanxi.members.queries import Answer, Consent, Member

MOST = 200


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A member with answers, consents (the latest first), where they are called by an id, and the space's tags.

    `now` is the space's clock when it was read.
    """

    member: Member
    answers: tuple[Answer, ...]
    consents: tuple[Consent, ...]
    systems: tuple[str, ...]
    known_tags: tuple[str, ...]
    now: datetime


def read(*, space_id: int, member_id: int) -> Dossier:
    """All of it. Refuses with UnknownMember."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_READ, {"space": space_id, "member": member_id, "most": MOST})
    if not rows:
        raise errors.UnknownMember(member=member_id)
    *columns, answers, consents, systems, known_tags, now = rows[0]
    return Dossier(
        member=queries.as_member(space_id, tuple(columns)),
        answers=tuple(_answer(item) for item in _list(answers)),
        consents=tuple(_consent(item) for item in _list(consents)),
        systems=tuple(_list(systems)),
        known_tags=tuple(_list(known_tags)),
        now=now,
    )


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return (json.loads(value) if isinstance(value, str) else value) or []


def _answer(item: dict[str, Any]) -> Answer:
    return Answer(
        field=item["field"],
        label=item["label"],
        personal=item["personal"],
        value=queries.MASK if item["personal"] else item["plain"],
        set_at=datetime.fromisoformat(item["set_at"]),
    )


def _consent(item: dict[str, Any]) -> Consent:
    return Consent(
        purpose=item["purpose"],
        text_version=item["text_version"],
        channel=item["channel"],
        given_at=datetime.fromisoformat(item["given_at"]),
        withdrawn_at=datetime.fromisoformat(item["withdrawn_at"]) if item["withdrawn_at"] else None,
    )


_READ = f"""
    SELECT {queries.COLUMNS},
        (SELECT jsonb_agg(a ORDER BY a.label) FROM (
            SELECT v.field, f.label, f.personal, v.plain, v.set_at FROM members_profilevalue v
            JOIN members_profilefield f ON f.space_id = v.space_id AND f.slug = v.field AND NOT f.dropped
            WHERE v.space_id = m.space_id AND v.member_id = m.member_id LIMIT %(most)s) a),
        (SELECT jsonb_agg(c ORDER BY c.given_at DESC) FROM (
            SELECT purpose, text_version, channel, given_at, withdrawn_at FROM members_consent c
            WHERE c.space_id = m.space_id AND c.member_id = m.member_id ORDER BY id DESC LIMIT %(most)s) c),
        (SELECT jsonb_agg(DISTINCT system) FROM members_externalid x
         WHERE x.space_id = m.space_id AND x.member_id = m.member_id),
        (SELECT jsonb_agg(name ORDER BY name) FROM (
            SELECT name FROM members_tag t WHERE t.space_id = m.space_id ORDER BY name LIMIT %(most)s) t),
        guanxi_now(%(space)s)
    FROM members_public_member m WHERE m.space_id = %(space)s AND m.member_id = %(member)s
"""  # noqa: S608 - constants of this file
