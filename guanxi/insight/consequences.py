"""What would follow from a decision: the decision itself, done and taken back before anybody sees it.

Nothing is guessed: the same code runs that would run, inside a savepoint that is rolled back.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import actions as members

MOST_EFFECTS = 2_000
_REASON = "to see what would follow"
_ACTOR = "system:rehearsal"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a member holds of a unit on a kind of account (wallet, pending, held, debt), before and after."""

    member_id: int
    unit: str
    kind: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How many events of a type would be undone or given again."""

    type: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What would change. `refused` says why the decision cannot be taken; then nothing else is told."""

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: str = ""


def of_voiding(*, space_id: int, event_id: int) -> Consequence:
    """What follows when the event does not count any more."""
    return _of_undoing(
        space_id, event_id, lambda: journal.void(space_id=space_id, event_id=event_id, reason=_REASON, actor=_ACTOR)
    )


def of_reinstating(*, space_id: int, event_id: int) -> Consequence:
    """What follows when the event counts again."""
    return _of_undoing(
        space_id,
        event_id,
        lambda: journal.reinstate(space_id=space_id, event_id=event_id, reason=_REASON, actor=_ACTOR),
    )


def of_erasing(*, space_id: int, member_id: int) -> Consequence:
    """What the member would lose when erased."""
    return _of_members(
        space_id,
        [member_id],
        lambda: members.erase(space_id=space_id, member_id=member_id, reason="asked", actor=_ACTOR),
    )


def of_merging(*, space_id: int, keep: int, lose: int) -> Consequence:
    """What both hold before and after `lose` lives on as `keep`."""
    return _of_members(
        space_id, [keep, lose], lambda: members.merge(space_id=space_id, keep=keep, lose=lose, actor=_ACTOR)
    )


@contextmanager
def _rehearsal(space_id: int) -> Iterator[None]:
    with tenancy.reading_in(space_id), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _of_undoing(space_id: int, event_id: int, decide: Callable[[], int]) -> Consequence:
    try:
        with _rehearsal(space_id):
            decision = decide()
            chain = statements.rows(_CHAIN, {"space": space_id, "event": decision, "most": MOST_EFFECTS})
            # What counts again may be given by a new event of the act itself, so whom the act touched is looked at too.
            acted = statements.rows(_CHAIN, {"space": space_id, "event": event_id, "most": MOST_EFFECTS})
            touched = [row[0] for row in (*chain, *acted)]
            owners = [row[0] for row in statements.rows(_OWNERS, [space_id, touched])]
            after = _balances(space_id, owners)
    except Refusal as refusal:
        return Consequence(refused=str(refusal))
    before = _balances(space_id, owners)
    undone: dict[str, int] = {}
    for _, undone_type in chain[1:]:
        if undone_type:
            undone[undone_type] = undone.get(undone_type, 0) + 1
    effects = tuple(Effect(type=type_, count=count) for type_, count in sorted(undone.items()))
    return Consequence(changes=_changes(before, after), effects=effects)


def _of_members(space_id: int, member_ids: Sequence[int], decide: Callable[[], int]) -> Consequence:
    try:
        with _rehearsal(space_id):
            decide()
            after = _balances(space_id, member_ids)
    except Refusal as refusal:
        return Consequence(refused=str(refusal))
    return Consequence(changes=_changes(_balances(space_id, member_ids), after))


def _balances(space_id: int, member_ids: Sequence[int]) -> dict[tuple[int, str, str], int]:
    rows = statements.rows(
        """
        SELECT member_id, unit, kind::text, balance FROM ledger_public_balance
        WHERE space_id = %s AND member_id = ANY(%s::bigint[])
        """,
        [space_id, list(member_ids)],
    )
    return {(member_id, unit, kind): balance for member_id, unit, kind, balance in rows}


def _changes(before: dict[tuple[int, str, str], int], after: dict[tuple[int, str, str], int]) -> tuple[Change, ...]:
    return tuple(
        Change(member_id=key[0], unit=key[1], kind=key[2], before=before.get(key, 0), after=after.get(key, 0))
        for key in sorted(before | after)
        if before.get(key, 0) != after.get(key, 0)
    )


_CHAIN = """
    WITH RECURSIVE chain AS (
        SELECT e.id, e.type, e.props FROM journal_public_event e WHERE e.space_id = %(space)s AND e.id = %(event)s
        UNION ALL
        SELECT e.id, e.type, e.props FROM chain JOIN journal_public_event e ON e.cause_id = chain.id
        WHERE e.space_id = %(space)s
    )
    SELECT c.id, (SELECT u.type FROM journal_public_event u
                  WHERE u.space_id = %(space)s AND u.id = (c.props ->> 'event')::bigint
                      AND c.type IN ('journal.voided', 'journal.reinstated'))
    FROM chain c LIMIT %(most)s
"""
_OWNERS = """
    SELECT DISTINCT owner_id FROM ledger_public_entry
    WHERE space_id = %s AND event_id = ANY(%s::bigint[]) AND kind <= 'debt' ORDER BY owner_id LIMIT 50
"""
