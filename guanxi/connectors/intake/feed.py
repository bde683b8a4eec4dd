"""Recording what was read: batches of facts, each one transaction with whom they are about and how far we came.

1. Facts that an interrupted run recorded are passed over (a hint; `position` says why it is only that).
2. A batch finds its members, those who are missing join or the fact is refused, as the import decides.
3. The batch is recorded. Where the journal refuses it, halves are tried down to the single fact that cannot
   be recorded; that one goes to the reject file and the rest is kept.
4. Nothing is settled here: the events wait in the queue, for `journal.drain_all` or a worker.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import batched, islice
from typing import Literal

from guanxi import journal
from guanxi.connectors.intake import errors, people, position, reasons
from guanxi.connectors.intake.files import Broken
from guanxi.connectors.intake.people import ExternalId
from guanxi.connectors.intake.position import Bookmark
from guanxi.connectors.intake.rejects import Rejects
from guanxi.journal import Event
from guanxi.kernel.errors import Refusal
from guanxi.kernel.tenancy import acting_in

BATCH = 2000
FUTURE = timedelta(minutes=5)
"""How far a clock outside may run ahead (TI-1)."""

type Unknown = Literal["join", "refuse", "nobody"]
"""What becomes of a fact about somebody who is no member: they join, it is refused, or it is about nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event to record, the row it comes from, and whom it is about."""

    line: int
    raw: str
    event: Event
    member: ExternalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: events recorded and events that were there before, rows refused, members who joined.

    `recorded` counts the joinings too, which are events like others. `reject_files` are where refused rows lie.
    """

    recorded: int = 0
    repeated: int = 0
    rejected: int = 0
    joined: int = 0
    reject_files: tuple[str, ...] = ()

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            recorded=self.recorded + other.recorded,
            repeated=self.repeated + other.repeated,
            rejected=self.rejected + other.rejected,
            joined=self.joined + other.joined,
            reject_files=self.reject_files + other.reject_files,
        )


def run(
    *,
    bookmark: Bookmark,
    facts: Iterable[Fact | Broken],
    unknown: Unknown,
    rejects: Rejects,
    actor: str,
    progress: Callable[[int], object],
) -> Imported:
    """Record every fact once and refuse the broken ones; `progress` hears how many each batch took.

    Repeats itself without effect, from wherever it was interrupted.
    """
    done = position.done(bookmark)
    progress(done)
    total = Imported()
    for batch in batched(islice(facts, done, None), BATCH):
        done += len(batch)
        broken = [one for one in batch if isinstance(one, Broken)]
        whole = [one for one in batch if isinstance(one, Fact)]
        with acting_in(bookmark.space_id):
            imported, refused = _batch(bookmark.space_id, whole, unknown, actor)
            rejects.add_all([*broken, *refused])
            position.advance(bookmark, done)
        total += imported + Imported(rejected=len(broken) + len(refused))
        progress(len(batch))
    position.forget(bookmark)
    return total + Imported(reject_files=(str(rejects.path),) if rejects.exists else ())


def _batch(space_id: int, facts: Sequence[Fact], unknown: Unknown, actor: str) -> tuple[Imported, list[Broken]]:
    if not facts:
        return Imported(), []
    timely, refused = _timely(space_id, facts)
    seen = _first_seen(timely)
    if unknown == "join":
        met = people.find_or_join(space_id=space_id, wanted=seen, actor=actor, source=facts[0].event.source)
    else:
        met = people.find(space_id=space_id, wanted=seen)
    about: list[Fact] = []
    for fact in timely:
        member_id = met.members.get(fact.member) if fact.member else None
        if fact.member and member_id is None and unknown != "nobody":
            refused.append(_refused(fact, met.refused.get(fact.member) or errors.MemberUnknown(member=fact.member)))
        else:
            about.append(replace(fact, event=fact.event._replace(member_id=member_id, actor=actor)))
    recorded, not_recorded = _record(space_id, about)
    return recorded + Imported(recorded=met.joined, joined=met.joined), refused + not_recorded


def _timely(space_id: int, facts: Sequence[Fact]) -> tuple[list[Fact], list[Broken]]:
    now = journal.now(space_id=space_id)
    timely: list[Fact] = []
    refused: list[Broken] = []
    for fact in facts:
        if fact.event.at is not None and fact.event.at > now + FUTURE:
            ahead = errors.ClockAhead(at=fact.event.at.isoformat(), now=now.isoformat(timespec="seconds"))
            refused.append(_refused(fact, ahead))
        else:
            timely.append(fact)
    return timely, refused


def _first_seen(facts: Sequence[Fact]) -> dict[ExternalId, datetime | None]:
    seen: dict[ExternalId, datetime | None] = {}
    for fact in facts:
        if fact.member is not None:
            before, at = seen.get(fact.member), fact.event.at
            seen[fact.member] = at if before is None or (at is not None and at < before) else before
    return seen


def _record(space_id: int, facts: Sequence[Fact]) -> tuple[Imported, list[Broken]]:
    if not facts:
        return Imported(), []
    try:
        with acting_in(space_id):  # a savepoint: what is refused leaves nothing behind
            events = [fact.event for fact in facts]
            done = journal.record(space_id=space_id, events=events, settle="queue", trusted=False)
    except reasons.OF_ONE_EVENT as refusal:
        if len(facts) == 1:
            return Imported(), [_refused(facts[0], reasons.of_the_row(refusal))]
    else:
        return Imported(recorded=done.new, repeated=done.repeated), []
    middle = len(facts) // 2
    first, refused_first = _record(space_id, facts[:middle])
    second, refused_second = _record(space_id, facts[middle:])
    return first + second, refused_first + refused_second


def _refused(fact: Fact, reason: Refusal) -> Broken:
    return Broken(line=fact.line, raw=fact.raw, reason=reason)
