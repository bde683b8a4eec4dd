"""Finding members among a hundred thousand: filters, two orders, pages by key, counts with a bound.

Every page is read in the order of an index and stops when it is full; nothing counts everybody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import OperationalError

from guanxi import journal
from guanxi.kernel import crypto, statements, tenancy
from guanxi.kernel.predicates import Predicate
from guanxi.members import errors, queries, segments, values

type Sort = Literal["joined", "active"]
SORTS: tuple[Sort, ...] = ("joined", "active")
COUNTED_TO = 10_000
LARGEST_PAGE = 500
LONGEST_COUNT_MS = 2_000
_MOST_WORDS_LISTED = 100
_MOST_FOUND = 20
_MOST_WORDS = 200
_NUMBERED = re.compile(r"(?:[^\W\d]+ )?([0-9]{1,18})")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Whom a list shows. None leaves a part open; times are half-open; `where` is a condition (see segments)."""

    states: tuple[str, ...] = ("active",)
    tag: str | None = None
    tier: str | None = None
    plan: str | None = None
    channel: str | None = None
    joined_from: datetime | None = None
    joined_before: datetime | None = None
    where: Predicate | None = None

    def to_json(self) -> dict[str, object]:
        """The filter as it is stored; `from_json` reads it again."""
        return {
            "states": list(self.states),
            "tag": self.tag,
            "tier": self.tier,
            "plan": self.plan,
            "channel": self.channel,
            "joined_from": self.joined_from and self.joined_from.isoformat(),
            "joined_before": self.joined_before and self.joined_before.isoformat(),
            "where": self.where and self.where.text,
        }


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place between two rows of a list: the moment that it is sorted by, and the member."""

    at: datetime
    member_id: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of members in the list's order; `more` says whether the list goes on behind it."""

    members: tuple[queries.Member, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many there are: exactly `n`, or (`is_more`) at least that many."""

    n: int
    is_more: bool


def from_json(*, space_id: int, stored: Mapping[str, Any]) -> Filter:
    """A filter as it was stored. Raises PredicateRefused when its condition reads a field that is gone."""
    where = segments.parsed(space_id=space_id, text=stored["where"]) if stored["where"] else None
    return Filter(
        states=tuple(stored["states"]),
        tag=stored["tag"],
        tier=stored["tier"],
        plan=stored["plan"],
        channel=stored["channel"],
        joined_from=_moment(stored["joined_from"]),
        joined_before=_moment(stored["joined_before"]),
        where=where,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def moment_of(member: queries.Member, sort: Sort) -> datetime:
    """What a list in this order is sorted by."""
    return member.joined_at if sort == "joined" else member.active_at or member.joined_at


def page(
    *,
    space_id: int,
    filter_: Filter,
    sort: Sort = "joined",
    descending: bool = True,
    after: Place | None = None,
    before: Place | None = None,
    limit: int = 50,
) -> Found:
    """The page behind `after`, or the one before `before`, in one statement; always in the list's order."""
    backwards = before is not None
    statement = _PAGES[sort, descending != backwards]
    start = before or after
    facts = {
        **_facts(space_id, filter_),
        "at": start and start.at,
        "member": start and start.member_id,
        "limit": min(max(limit, 1), LARGEST_PAGE) + 1,
    }
    with tenancy.reading_in(space_id):
        rows = statements.rows(_with_condition(statement, filter_), facts)
    more = len(rows) == facts["limit"]
    found = [queries.as_member(space_id, row) for row in (rows[:-1] if more else rows)]
    return Found(members=tuple(reversed(found) if backwards else found), more=more)


def everybody(*, space_id: int, filter_: Filter, sort: Sort, descending: bool) -> Iterator[Sequence[queries.Member]]:
    """The whole list, page by page, each in a transaction of its own: for a table that is sent as it is read."""
    after: Place | None = None
    while True:
        found = page(
            space_id=space_id, filter_=filter_, sort=sort, descending=descending, after=after, limit=LARGEST_PAGE
        )
        yield found.members
        if not found.more:
            return
        last = found.members[-1]
        after = Place(at=moment_of(last, sort), member_id=last.id)


def ids_after(*, space_id: int, filter_: Filter, after: int, limit: int) -> list[int]:
    """The next members whom the filter finds, in the order of their ids: for work that goes through all of them."""
    facts = {**_facts(space_id, filter_), "after": after, "limit": limit}
    with tenancy.reading_in(space_id):
        return [row[0] for row in statements.rows(_with_condition(_IDS, filter_), facts)]


def count(*, space_id: int, filter_: Filter, up_to: int = COUNTED_TO) -> Count | None:
    """How many the filter finds, counted no further than `up_to` and no longer than two seconds (then None)."""
    facts = {**_facts(space_id, filter_), "limit": up_to + 1}
    with tenancy.reading_in(space_id):
        try:
            with tenancy.acting_in(space_id):  # a savepoint: a count that takes too long must not end the page
                usual = statements.value("SELECT current_setting('statement_timeout')", [])
                statements.run("SELECT set_config('statement_timeout', %s, true)", [f"{LONGEST_COUNT_MS}ms"])
                ((n,),) = statements.rows(_with_condition(_COUNT, filter_), facts)
                statements.run("SELECT set_config('statement_timeout', %s, true)", [usual])
        except OperationalError:
            return None
    return Count(n=min(n, up_to), is_more=n > up_to)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The words that members have, each in order: what a list can be narrowed to."""

    channels: tuple[str, ...]
    tiers: tuple[str, ...]
    plans: tuple[str, ...]
    tags: tuple[str, ...]


def choices(*, space_id: int) -> Choices:
    """What the members of the space can be told apart by, in one statement: each word is one look into an index."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_CHOICES, {"space": space_id, "most": _MOST_WORDS_LISTED})
    found: dict[str, list[str]] = {}
    for what, word in rows:
        found.setdefault(str(what), []).append(word)
    return Choices(
        channels=tuple(found.get("channel", ())),
        tiers=tuple(found.get("tier", ())),
        plans=tuple(found.get("plan", ())),
        tags=tuple(found.get("tag", ())),
    )


def systems(*, space_id: int) -> tuple[str, ...]:
    """The systems whose ids are known, such as shop and wechat."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_SYSTEMS, {"space": space_id, "most": _MOST_WORDS_LISTED})
    return tuple(row[1] for row in rows)


def called(*, space_id: int, words: str) -> tuple[int, ...]:
    """Members whom somebody means by a number, an e-mail address, a phone number or an id elsewhere.

    A number may stand as pages show it: #19, Member 19.
    Exactly: contacts and ids are found by their keyed hash alone, so no part of one is found. Names that members
    gave themselves are sealed and cannot be searched.
    """
    words = words.strip().removeprefix("#")
    if not words or len(words) > _MOST_WORDS:
        return ()
    key = journal.space_key(space_id)
    numbered = _NUMBERED.fullmatch(words)
    named = systems(space_id=space_id)
    facts = {
        "space": space_id,
        "number": int(numbered[1]) if numbered else 0,
        "systems": list(named),
        "hashes": crypto.hmac128_many(key, [values.external_text(system, words) for system in named]),
        "blinds": [crypto.hmac128(key, text) for text in _contacts(words)],
        "most": _MOST_FOUND,
    }
    with tenancy.reading_in(space_id):
        return tuple(row[0] for row in statements.rows(_CALLED, facts))


def _contacts(words: str) -> Iterator[str]:
    """What the words are as a contact: nothing, an address, a number."""
    for kind in values.FOUND_BY_VALUE:
        try:
            normal = values.checked(field=kind, type_=kind, options=[], value=words)
        except errors.FieldTypeWrong:
            continue
        yield values.blind_text(kind, normal)


def _facts(space_id: int, filter_: Filter) -> dict[str, Any]:
    return {
        "space": space_id,
        "states": list(filter_.states),
        **{f"tag_{number}": tag for number, tag in enumerate(_needed_tags(filter_))},
        "tier": filter_.tier,
        "plan": filter_.plan,
        "channel": filter_.channel,
        "from": filter_.joined_from,
        "to": filter_.joined_before,
    }


def _needed_tags(filter_: Filter) -> tuple[str, ...]:
    """The tags that everybody who is found wears."""
    own = (filter_.tag,) if filter_.tag is not None else ()
    return (*own, *(segments.needed_tags(filter_.where) if filter_.where else ()))


def _with_condition(statement: str, filter_: Filter) -> str:
    """The statement with the filter's condition, in which a percent sign is doubled for the driver.

    Each tag that is needed is a join of its own: the planner then begins with who wears it, where they are few.
    """
    condition = segments.rendered(filter_.where).replace("%", "%%") if filter_.where else "TRUE"
    tagged = "".join(_TAGGED.replace("NUMBER", str(number)) for number in range(len(_needed_tags(filter_))))
    return statement.replace("CONDITION", condition).replace("TAGGED", tagged)


_TAGGED = """
    AND m.member_id IN (
        SELECT t.member_id FROM members_membertag t WHERE t.space_id = %(space)s AND t.tag = %(tag_NUMBER)s)
"""
_WHERE = """
    m.space_id = %(space)s AND m.state = ANY(%(states)s)
    AND (%(channel)s::text IS NULL OR m.channel = %(channel)s)
    AND (%(tier)s::text IS NULL OR m.tier = %(tier)s)
    AND (%(plan)s::text IS NULL OR m.plan = %(plan)s)
    AND (%(from)s::timestamptz IS NULL OR m.joined_at >= %(from)s)
    AND (%(to)s::timestamptz IS NULL OR m.joined_at < %(to)s)
    TAGGED
    AND CONDITION
"""
# OFFSET keeps the planner from asking the clock again for each row.
_CLOCK = "CROSS JOIN (SELECT guanxi_now(%(space)s) AS at OFFSET 0) e"
_PAGE = f"""
    SELECT {queries.COLUMNS} FROM members_public_member m {_CLOCK}
    WHERE {_WHERE}
        AND (%(at)s::timestamptz IS NULL OR (KEY, m.member_id) SIGN (%(at)s::timestamptz, %(member)s::bigint))
    ORDER BY KEY WAY, m.member_id WAY LIMIT %(limit)s
"""  # noqa: S608 - constants of this file
_KEYS: Mapping[Sort, str] = {"joined": "m.joined_at", "active": "coalesce(m.active_at, m.joined_at)"}
_PAGES: Mapping[tuple[Sort, bool], str] = {
    (sort, descending): _PAGE.replace("KEY", key)
    .replace("SIGN", "<" if descending else ">")
    .replace("WAY", "DESC" if descending else "ASC")
    for sort, key in _KEYS.items()
    for descending in (True, False)
}
_IDS = f"""
    SELECT m.member_id FROM members_public_member m {_CLOCK}
    WHERE {_WHERE} AND m.member_id > %(after)s ORDER BY m.member_id LIMIT %(limit)s
"""  # noqa: S608 - constants of this file
_COUNT = f"""
    SELECT count(*) FROM (SELECT FROM members_public_member m {_CLOCK} WHERE {_WHERE} LIMIT %(limit)s) found
"""  # noqa: S608 - constants of this file
# From each word to the next by the index: as many steps as there are words, however many members.
_STEPS = """
    (WITH RECURSIVE word AS (
        (SELECT FIELD AS value, 1 AS n FROM TABLE_
         WHERE space_id = %(space)s AND FIELD IS NOT NULL ORDER BY FIELD LIMIT 1)
        UNION ALL
        SELECT (SELECT t.FIELD FROM TABLE_ t WHERE t.space_id = %(space)s AND t.FIELD > word.value
                ORDER BY t.FIELD LIMIT 1), n + 1
        FROM word WHERE word.value IS NOT NULL AND n < %(most)s
    )
    SELECT 'WHAT' AS what, value FROM word WHERE value IS NOT NULL)
"""
_CHANNELS = _STEPS.replace("WHAT", "channel").replace("FIELD", "channel").replace("TABLE_", "members_member")
_TIERS = _STEPS.replace("WHAT", "tier").replace("FIELD", "tier").replace("TABLE_", "members_member")
_PLANS = _STEPS.replace("WHAT", "plan").replace("FIELD", "plan").replace("TABLE_", "members_member")
_TAGS = _STEPS.replace("WHAT", "tag").replace("FIELD", "name").replace("TABLE_", "members_tag")
_SYSTEMS = _STEPS.replace("WHAT", "system").replace("FIELD", "system").replace("TABLE_", "members_externalid")
_CHOICES = f"{_CHANNELS} UNION ALL {_TIERS} UNION ALL {_PLANS} UNION ALL {_TAGS} ORDER BY 1, 2"
_CALLED = """
    SELECT id FROM (
        SELECT id FROM members_member WHERE space_id = %(space)s AND id = %(number)s
        UNION SELECT member_id FROM members_profilevalue WHERE space_id = %(space)s AND blind = ANY(%(blinds)s::bytea[])
        UNION SELECT member_id FROM members_externalid
        WHERE space_id = %(space)s AND system = ANY(%(systems)s) AND value_hash = ANY(%(hashes)s::bytea[])) found
    ORDER BY id LIMIT %(most)s
"""
