"""The processes that make load: each is a client of its own, told on standard input when to begin.

`python -m guanxi.cli.benching.load WHAT …`; prints one JSON value.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 4000
FILL = 8
WARM_TAPS = 200
"""What a process does before the clock starts: its connection plans each statement at its first few uses."""
CHECKINS = 0.7
"""How many of the events are check-ins; the others are orders."""
_ACTOR = "system:bench"


def prepare(members: int, *, demo: bool = False) -> Callable[[], Any]:
    """A space with ten launched quests and `members` members; a demo may be entered without signing in."""
    from django.db import connection

    from guanxi import journal
    from guanxi.kernel.tenancy import acting_in
    from guanxi.quests import actions as quests
    from guanxi.spaces import actions as spaces

    def run() -> int:
        space_id = spaces.create_space(
            slug=f"bench-{members}",
            name="Bench",
            time_zone="Asia/Shanghai",
            currency="CNY",
            locale="en",
            actor=_ACTOR,
            demo=demo,
        )
        text = files("guanxi.cli.benching").joinpath("quests.yaml").read_text(encoding="utf-8")
        with acting_in(space_id):
            for definition in quests.read_file(space_id=space_id, text=text):
                quests.apply_definition(space_id=space_id, definition=definition, actor=_ACTOR)
                quests.launch(space_id=space_id, slug=definition.slug, actor=_ACTOR)
        for start in range(0, members, 50_000):
            with acting_in(space_id), connection.cursor() as cursor:
                ids = journal.open_subjects(space_id=space_id, count=min(50_000, members - start))
                cursor.execute(
                    # allow sql-reach: a million people join in one statement, not one by one
                    """
                    INSERT INTO members_member (space_id, id, joined_at, channel)
                    SELECT %s, id, guanxi_now(%s), CASE WHEN id %% 2 = 0 THEN 'parcel-card' END
                    FROM unnest(%s::bigint[]) id
                    """,
                    [space_id, space_id, ids],
                )
        return space_id

    return run


def stream(space_id: int, seconds: float, seed: int) -> Callable[[], Any]:
    """Record batches and settle them from the queue, until the time is up and the own queue empty."""
    from guanxi import journal

    source = Events(space_id, seed)
    journal.record(space_id=space_id, events=source.batch(BATCH), settle="queue")
    journal.drain_all(space_id=space_id, batch=BATCH)

    def run() -> dict[str, float]:
        settled, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            for _ in range(FILL):
                journal.record(space_id=space_id, events=source.batch(BATCH), settle="queue")
            while done := journal.drain(space_id=space_id, batch=BATCH):
                settled += done.settled
        return _figures(settled, began)

    return run


def tap(space_id: int, seconds: float, seed: int) -> Callable[[], Any]:
    """Record and settle one check-in at a time, each answered before the next."""
    from guanxi import journal

    source = Events(space_id, seed)
    for _ in range(WARM_TAPS):
        journal.record(space_id=space_id, events=[source.checkin()])

    def run() -> dict[str, float]:
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            journal.record(space_id=space_id, events=[source.checkin()])
            done += 1
        return _figures(done, began)

    return run


def _figures(done: int, began: float) -> dict[str, float]:
    return {
        "done": done,
        "seconds": time.perf_counter() - began,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


class Events:
    """Made-up events of one process: the same seed tells the same story, and no two processes the same key."""

    def __init__(self, space_id: int, seed: int) -> None:
        from django.db import connection

        from guanxi import journal
        from guanxi.kernel.tenancy import acting_in

        with acting_in(space_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(member_id), max(member_id) FROM members_public_member WHERE space_id = %s", [space_id]
            )
            self.first, self.last = cursor.fetchone()
        self.event = journal.Event
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.run = f"{seed}:{time.time_ns()}"
        self.number = 0

    def batch(self, size: int) -> list[Any]:
        """So many events, one after the other."""
        return [self.checkin() if self.random.random() < CHECKINS else self.order() for _ in range(size)]

    def _below(self, limit: int) -> int:
        # Not randrange, which takes longer than recording does: the load is not what is measured.
        return int(self.random.random() * limit)

    def checkin(self) -> Any:  # noqa: ANN401 - journal.Event, known once Django is
        """Somebody checks in."""
        props = {"text_length": 20 + self._below(180), "local_hour": self._below(24)}
        return self._event("checkin.made", props)

    def order(self) -> Any:  # noqa: ANN401 - journal.Event, known once Django is
        """Somebody receives an order."""
        props = {
            "order": f"{self.run}:{self.number}",
            "sum_cents": 500 + self._below(49_500),
            "quantity": 1 + self._below(5),
        }
        return self._event("order.delivered", props)

    def _event(self, name: str, props: dict[str, Any]) -> Any:  # noqa: ANN401 - journal.Event, known once Django is
        self.number += 1
        member = self.first + self._below(self.last + 1 - self.first)
        return self.event(type=name, member_id=member, props=props, key=f"{self.run}:{self.number}", source="api")


def main(words: list[str]) -> None:
    """Get ready, say so, wait for the word, run, and print what came of it."""
    django.setup()
    from guanxi.cli.benching import crowd, pages

    what, numbers = words[0], [float(word) for word in words[1:]]
    match what:
        case "prepare":
            run = prepare(int(numbers[0]), demo=len(numbers) > 1)
        case "crowd":
            run = crowd.fill(*(int(number) for number in numbers))
        case "pages":
            space_id, members, times, *regulars = (int(number) for number in numbers)
            run = pages.measure(space_id, f"bench-{members}", regulars, times)
        case "stream":
            run = stream(int(numbers[0]), numbers[1], int(numbers[2]))
        case "tap":
            run = tap(int(numbers[0]), numbers[1], int(numbers[2]))
        case _:
            message = f"no such load: {what}"
            raise SystemExit(message)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(run()))


if __name__ == "__main__":
    main(sys.argv[1:])
