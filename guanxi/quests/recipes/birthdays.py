"""Who has their birthday this week: a tag that the worker puts on and takes off, for the birthday recipe.

The birthday is personal and stays sealed; the tag says only that it is this week. It is read for no other purpose.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from guanxi import journal
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import answers
from guanxi.members import queries as people
from guanxi.quests import queries
from guanxi.quests.recipes.birthday import TAG

FIELD = "birthday"
AT_ONCE = 500
_WEEK_DAYS = 7
_LEAP_DAY = (2, 29)
ACTOR = "system:birthdays"


def is_asked(*, space_id: int) -> bool:
    """Whether the space asks its members for their birthday."""
    return bool(
        statements.value(
            "SELECT EXISTS (SELECT FROM members_public_field WHERE space_id = %s AND slug = %s AND type = 'date')",
            [space_id, FIELD],
        )
    )


def mark(*, space_id: int) -> int:
    """Put the tag on those whose birthday lies in the local week from today, take it off the others.

    Does nothing in a space without a running quest that asks for the tag. Returns how many tags changed. May run
    late, twice, or not at all on some day.
    """
    with acting_in(space_id):
        if not _is_wanted(space_id):
            return 0
        today = journal.now(space_id=space_id).astimezone(queries.time_zone(space_id=space_id)).date()
        worn = set(_wearing(space_id))
        due = _active(space_id, {member for member, born in _birthdays(space_id) if is_in_week(born, today=today)})
        added, taken = sorted(due - worn), sorted(worn - due)
        if added:
            members.tag(space_id=space_id, member_ids=added, name=TAG, by="rule", actor=ACTOR)
        if taken:
            members.untag(space_id=space_id, member_ids=taken, name=TAG, by="rule", actor=ACTOR)
    return len(added) + len(taken)


def is_in_week(born: date, *, today: date) -> bool:
    """Whether somebody's birthday is today or within the six days after it; of a leap day, on 28 February."""
    week = [today + timedelta(days=days) for days in range(_WEEK_DAYS)]
    return any((day.month, day.day) == _celebrated(born, day.year) for day in week)


def _celebrated(born: date, year: int) -> tuple[int, int]:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    known = (born.month, born.day)
    return (2, 28) if known == _LEAP_DAY and not is_leap else known


def _is_wanted(space_id: int) -> bool:
    asked = f"'{TAG}'"
    return any(asked in (version.definition.audience or "") for version in queries.counting_versions(space_id=space_id))


def _wearing(space_id: int) -> Iterator[int]:
    """Every member who wears the tag and can lose it."""
    after = 0
    while page := people.page(space_id=space_id, after=after, limit=AT_ONCE, tag=TAG):
        after = page[-1].id
        yield from (member.id for member in page)


def _active(space_id: int, member_ids: set[int]) -> set[int]:
    found = people.members(space_id=space_id, member_ids=sorted(member_ids))
    return {member_id for member_id, member in found.items() if member.state == "active"}


def _birthdays(space_id: int) -> Iterator[tuple[int, date]]:
    """Everybody who told their birthday, some thousand at a time."""
    after = 0
    while rows := answers.of_everybody(space_id=space_id, field=FIELD, after=after):
        after = rows[-1][0]
        yield from ((member, date.fromisoformat(born)) for member, born in rows if isinstance(born, str))
