"""A client of a database that dies under it.

`python -m tests.chaos.client prepare | write FILE SEED | drain | verify FILE`; the database is that of DATABASE_URL.
`write` records events with keys and adds a line to FILE for each that was acknowledged; after a lost connection it
records the same event again until it knows. `verify` prints what is there.
"""

# ruff: noqa: PLC0415, T201 - a program of its own: Django is set up before its models can be imported, and it prints

import json
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

DAY_ONE = datetime(2026, 5, 1, 6, tzinfo=UTC)
MEMBERS = 8


def main(words: list[str]) -> None:
    """Do what the first word says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    django.setup()
    match words[0]:
        case "prepare":
            prepare()
        case "write":
            write(Path(words[1]), int(words[2]))
        case "drain":
            drain()
        case "verify":
            verify(Path(words[1]))


def prepare() -> None:
    """Make the space and its members; prints the space's id."""
    from guanxi.members import actions as members
    from tests.chaos import house

    space_id = house.open_house("killed", texts=(house.MODELLED,), demo=False)
    for number in range(MEMBERS):
        members.join(space_id=space_id, external_ids={"shop": f"m{number}"}, actor=house.ACTOR, at=house.SINCE)
    print(space_id)


def _space() -> tuple[int, list[int]]:
    from guanxi.spaces import queries as spaces
    from tests.chaos import house

    space_id = spaces.spaces()[0].id
    found = house.rows(space_id, "SELECT member_id FROM members_public_member WHERE space_id = %(space)s ORDER BY 1")
    return space_id, [int(row[0]) for row in found]


def _until_it_works(act):
    """Try again after every lost connection: the outcome is unknown, so the same is asked again."""
    from django.db import Error, connection

    from guanxi.kernel.errors import Refusal

    while True:
        try:
            return act()
        except (Error, Refusal) as error:
            if isinstance(error, Refusal) and error.code != "busy":
                raise
            connection.close()
            time.sleep(0.02)


def write(acknowledged: Path, seed: int) -> None:
    """Record check-ins one after the other, for ever."""
    from guanxi import journal

    chance = random.Random(seed)
    space_id, members = _until_it_works(_space)
    with acknowledged.open("a", encoding="utf-8", buffering=1) as file:
        for number in range(10**9):
            event = journal.Event(
                type="checkin.made",
                member_id=chance.choice(members),
                at=DAY_ONE + timedelta(seconds=number),
                key=f"{seed}:{number}",
            )
            settle = "queue" if chance.random() < 0.5 else "inline"
            told = _until_it_works(
                lambda event=event, settle=settle: journal.record(space_id=space_id, events=[event], settle=settle)
            )
            file.write(f"{told.ids[0]} {event.member_id}\n")


def drain() -> None:
    """Settle whatever waits, for ever."""
    from guanxi import journal

    while True:
        if not _until_it_works(lambda: journal.drain(batch=20)):
            time.sleep(0.01)


def verify(acknowledged: Path) -> None:
    """Drain to the end; print what was acknowledged and is lost, whose growth is wrong, what the audit finds."""
    from guanxi import journal
    from tests.chaos import house

    space_id, _ = _until_it_works(_space)
    journal.drain_all(space_id=space_id)
    told = [
        tuple(map(int, line.split()))
        for line in acknowledged.read_text(encoding="utf-8").splitlines()
        if len(line.split()) == 2
    ]
    found = house.rows(
        space_id, "SELECT id, member_id FROM journal_public_event WHERE space_id = %(space)s AND type = 'checkin.made'"
    )
    due = Counter(int(member) for _, member in found)
    growth = house.net(space_id, "growth")
    print(
        json.dumps(
            {
                "acknowledged": len(told),
                "recorded": len(found),
                "lost": len(set(told) - set(found)),
                "wrong": {
                    member: growth.get(member, 0) for member, times in due.items() if growth.get(member, 0) != 2 * times
                },
                "waiting": 0 if house.is_at_rest(space_id) else 1,
                "audit": [each.words for each in house.full_look(space_id)],
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
