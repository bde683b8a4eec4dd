"""Letting people join from a file, in batches, each one transaction with how far we came.

Somebody who is a member already stays as they are: a file never overwrites what the member said since.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, islice

from guanxi.connectors.intake import position, reasons
from guanxi.connectors.intake.feed import BATCH, Imported
from guanxi.connectors.intake.files import Broken
from guanxi.connectors.intake.people import ExternalId
from guanxi.connectors.intake.position import Bookmark
from guanxi.connectors.intake.rejects import Rejects
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to join: ids elsewhere, since when (None: now), and what is known of them."""

    line: int
    raw: str
    ids: Sequence[ExternalId]
    joined_at: datetime | None = None
    channel: str | None = None
    profile: Mapping[str, object] = field(default_factory=dict)
    tags: Sequence[str] = ()


def run(
    *,
    bookmark: Bookmark,
    people: Iterable[Person | Broken],
    rejects: Rejects,
    actor: str,
    source: str,
    progress: Callable[[int], object],
    each: Callable[[int, Imported], object] | None = None,
) -> Imported:
    """Let everybody join once and refuse the broken rows; `progress` hears how many each batch took.

    `each` is called inside the transaction of a batch with its rows and what came of them; what it raises undoes it.
    Repeats itself without effect, from wherever it was interrupted.
    """
    done = position.done(bookmark)
    progress(done)
    total = Imported()
    for batch in batched(islice(people, done, None), BATCH):
        done += len(batch)
        broken = [one for one in batch if isinstance(one, Broken)]
        with acting_in(bookmark.space_id):
            imported, refused = _join(
                bookmark.space_id, [one for one in batch if isinstance(one, Person)], actor, source
            )
            rejects.add_all([*broken, *refused])
            position.advance(bookmark, done)
            imported += Imported(rejected=len(broken) + len(refused))
            if each is not None:
                each(len(batch), imported)
        total += imported
        progress(len(batch))
    position.forget(bookmark)
    return total + Imported(reject_files=(str(rejects.path),) if rejects.exists else ())


def _join(space_id: int, people: Sequence[Person], actor: str, source: str) -> tuple[Imported, list[Broken]]:
    if not people:
        return Imported(), []
    outcomes = actions.join_many(
        space_id=space_id,
        joinings=[_joining(person) for person in people],
        actor=actor,
        source=source,
        settle="queue",
    )
    refused = []
    newcomers: dict[str, list[int]] = defaultdict(list)
    for person, outcome in zip(people, outcomes, strict=True):
        if outcome.refusal is not None:
            refused.append(Broken(line=person.line, raw=person.raw, reason=reasons.of_the_row(outcome.refusal)))
        elif outcome.new and outcome.member_id is not None:
            for name in person.tags:
                newcomers[name].append(outcome.member_id)
    tagged = sum(
        actions.tag(space_id=space_id, member_ids=members, name=name, actor=actor, by="rule")
        for name, members in newcomers.items()
    )
    joined = sum(outcome.new for outcome in outcomes)
    repeated = len(people) - joined - len(refused)
    return Imported(recorded=joined + tagged, repeated=repeated, joined=joined), refused


def _joining(person: Person) -> actions.Joining:
    return actions.Joining(
        external_ids={one.system: one.value for one in person.ids},
        at=person.joined_at,
        channel=person.channel,
        profile=person.profile,
    )
