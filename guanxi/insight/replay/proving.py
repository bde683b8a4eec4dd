"""The two proofs of a replay: the ledger from itself and the journal's amounts, and everything from the journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from guanxi.insight.replay import feeding, shadow
from guanxi.kernel import tenancy

EXAMPLES = 5
MOST_STEPS = 20

_LEDGER = {"entries": "entries.sql", "amounts": "worth.sql"}
_RULES = {name: f"compare/{name}.sql" for name in ("progress", "steps", "grants", "balances", "system", "tiers")}
_SUMMARY = """
    SELECT count(*), count(*) FILTER (WHERE recorded IS DISTINCT FROM rebuilt),
           (array_agg(ARRAY[what, recorded, rebuilt]) FILTER (WHERE recorded IS DISTINCT FROM rebuilt))[:{examples}][:]
    FROM ({query}) compared
"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that the record says otherwise than the replay."""

    what: str
    recorded: str
    rebuilt: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How many things of one sort were compared, how many differ, and the first few that do."""

    name: str
    compared: int
    different: int
    examples: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What a replay found. `failures` tells of events that could not be replayed; `waiting` counts unsettled ones."""

    events: int
    members: int | None
    ledger: tuple[Comparison, ...]
    rules: tuple[Comparison, ...]
    failures: tuple[str, ...]
    waiting: int

    @property
    def ok(self) -> bool:
        """Whether everything came out as it is recorded."""
        return not self.failures and not any(one.different for one in self.ledger + self.rules)


def replay(
    *,
    space_id: int,
    as_of: datetime | None = None,
    sample: int | None = None,
    progress: Callable[[int], object] = lambda _events: None,
) -> Replayed:
    """Prove a space: rebuild it from its journal in a shadow and compare; as of now, or as it was recorded by `as_of`.

      1. The ledger from itself: every member's balance is the sum of what moved, and what the events say moved.
      2. The rules: every event from outside is settled again; progress, steps, grants, balances and tiers are compared.
    `sample` replays all events of so many members only (always the same ones), and leaves the space's own accounts out.
    """
    moment = "infinity" if as_of is None else _whole(space_id, as_of).isoformat()
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        chosen = _sample(space_id, sample)
        scope = feeding.Scope(space_id=space_id, as_of=moment, sample=chosen)
        ledger = tuple(_compare(name, file, scope) for name, file in _LEDGER.items())
        cursor.execute("SELECT count(*) FROM journal_pending WHERE space_id = %s", [space_id])
        waiting = cursor.fetchone()[0]
    with shadow.of_space(space_id=space_id):
        events, failures = feeding.feed(scope, progress)
        shadow.analyse()
        rules = tuple(_compare(name, file, scope) for name, file in _RULES.items())
    return Replayed(
        events=events,
        members=None if chosen is None else len(chosen),
        ledger=ledger,
        rules=rules,
        failures=tuple(failures),
        waiting=waiting,
    )


def events_of(*, space_id: int) -> int:
    """How many events a replay looks at, for a progress bar."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_event WHERE space_id = %s", [space_id])
        return int(cursor.fetchone()[0])


def _whole(space_id: int, moment: datetime) -> datetime:
    """`moment`, moved on to the end of the transactions that it would cut in two."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        for _ in range(MOST_STEPS):
            cursor.execute(shadow.text("whole_moment.sql"), {"space": space_id, "as_of": moment})
            later = cursor.fetchone()[0]
            if later is None:
                break
            moment = later
    return moment


def _sample(space_id: int, count: int | None) -> list[int] | None:
    if count is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(shadow.text("sample.sql"), {"space": space_id, "count": count})
        return [int(row[0]) for row in cursor.fetchall()]


def _compare(name: str, file: str, scope: feeding.Scope) -> Comparison:
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY.format(examples=EXAMPLES, query=shadow.text(file)), scope.parameters)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - an aggregate returns its row
    examples = tuple(Difference(what=what, recorded=before, rebuilt=after) for what, before, after in row[2] or ())
    return Comparison(name=name, compared=row[0], different=row[1], examples=examples)
