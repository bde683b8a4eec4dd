"""The states of a quest: draft → launched → paused → ended → settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection
from django.utils import translation

from guanxi import journal, ledger
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors, language, queries, rules
from guanxi.quests.definition import WorstCase, worst_case
from guanxi.quests.language.sentence import last_shown, localized

_FROM = {
    "launched": {"draft", "launched", "paused"},
    "paused": {"launched"},
    "resumed": {"paused"},
    "ended": {"launched", "paused"},
    "settled": {"ended"},
}


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A launch: what it may cost at most, and how many earlier events it counts (they wait in the queue)."""

    slug: str
    version: int
    worst_case: tuple[WorstCase, ...]
    counted_from_before: int


@dataclass(frozen=True, kw_only=True)
class _Missing:
    """How much a budget lacks in escrow."""

    budget_id: int
    unit: int
    code: str
    total: int
    amount: int


def launch(*, space_id: int, slug: str, actor: str) -> Launched:
    """Launch the newest version: set the worst case aside, let its rules count, queue the earlier events it counts.

    Launching a newer version of a running quest moves everybody to it when it is at least as good in everything;
    else who is under way keeps the older terms. Refuses UnknownQuest, WrongState, WindowOver, NotCovered,
    BudgetShrinks.
    """
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        quest = _quest(space_id, slug, "launched")
        _still_open(space_id, quest)
        running = [
            version for version in queries.counting_versions(space_id=space_id) if version.quest_id == quest.quest_id
        ]
        missing = _missing(space_id, quest)
        event_id = _tell(space_id, "quest.launched", quest, actor, escrow={one.code: one.amount for one in missing})
        _cover(space_id, quest, missing, event_id)
        statements.run(
            """
            UPDATE quests_version SET launched_at = guanxi_now(%s)
            WHERE space_id = %s AND id = %s AND launched_at IS NULL
            """,
            [space_id, space_id, quest.version_id],
        )
        statements.run(
            "UPDATE quests_quest SET state = 'launched' WHERE space_id = %s AND id = %s AND state = 'draft'",
            [space_id, quest.quest_id],
        )
        current = [version for version in running if not version.retired and version.version_id != quest.version_id]
        for version in current:
            _succeed(space_id, quest, version)
        rules.rebuild(space_id=space_id)
        earlier = _count_from_before(space_id, quest) if not current else 0
    return Launched(
        slug=slug, version=quest.number, worst_case=worst_case(quest.definition), counted_from_before=earlier
    )


def pause(*, space_id: int, slug: str, actor: str) -> None:
    """Hold whatever falls due from now on; progress goes on counting. Refuses UnknownQuest, WrongState."""
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        _move_on(space_id, _quest(space_id, slug, "paused"), "paused", actor)


def resume(*, space_id: int, slug: str, actor: str) -> None:
    """Go on, and release what the pause held. Refuses UnknownQuest, WrongState."""
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        quest = _quest(space_id, slug, "resumed")
        event_id = _move_on(space_id, quest, "resumed", actor, released=_held_by_the_pause(space_id, quest))
        statements.value("SELECT quests_release(%s, %s, NULL, 'paused', %s)", [space_id, quest.quest_id, event_id])


def end(*, space_id: int, slug: str, actor: str) -> None:
    """What happens from now on does not count.

    Late news of earlier days still does. Refuses UnknownQuest, WrongState.
    """
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        _move_on(space_id, _quest(space_id, slug, "ended"), "ended", actor)


def settle(*, space_id: int, slug: str, actor: str) -> dict[str, int]:
    """Close an ended quest for good: what was not given returns to the reserve. Returns how much, by unit.

    Refuses UnknownQuest, WrongState (also while events still wait in the queue: their promises come first).
    """
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        if statements.value("SELECT EXISTS (SELECT FROM journal_public_pending WHERE space_id = %s)", [space_id]):
            raise errors.WrongState(quest=slug, state="ended with events still in the queue", wanted="settled")
        quest = _quest(space_id, slug, "settled")
        rest = _rest(space_id, quest)
        event_id = _move_on(space_id, quest, "settled", actor, returned=rest)
        _return_rest(space_id, quest, rest, event_id)
    return rest


def _quest(space_id: int, slug: str, wanted: str) -> queries.Quest:
    quest = queries.find(space_id=space_id, slug=slug)
    if quest is None:
        raise errors.UnknownQuest(quest=slug)
    if quest.state not in _FROM[wanted]:
        raise errors.WrongState(quest=slug, state=quest.state, wanted=wanted)
    return quest


def _still_open(space_id: int, quest: queries.Quest) -> None:
    """Refuse a quest whose window is over, unless it counts what happened before its launch."""
    definition = quest.definition
    if definition.window_to is None:
        return
    zone = queries.time_zone(space_id=space_id)
    end, since = rules.instant(definition.window_to, zone), definition.counts_from
    counts_before = since is not None and rules.instant(since, zone) < end
    if end <= journal.now(space_id=space_id) and not counts_before:
        title = localized(definition.title, translation.get_language() or "en") or quest.slug
        raise errors.WindowOver(quest=title, day=last_shown(definition.window_to))


def _move_on(space_id: int, quest: queries.Quest, wanted: str, actor: str, **moved: Mapping[str, int]) -> int:
    """Give the quest its next state, and return the event that tells of it and of what is moved with it."""
    statements.run(
        """
        UPDATE quests_quest SET state = %s,
            ended_at = CASE WHEN %s IN ('ended', 'settled') THEN coalesce(ended_at, guanxi_now(%s)) END
        WHERE space_id = %s AND id = %s
        """,
        ["launched" if wanted == "resumed" else wanted, wanted, space_id, space_id, quest.quest_id],
    )
    event_id = _tell(space_id, f"quest.{wanted}", quest, actor, **moved)
    rules.rebuild(space_id=space_id)
    return event_id


def _tell(space_id: int, event: str, quest: queries.Quest, actor: str, **moved: Mapping[str, int]) -> int:
    told = journal.Event(
        type=event, props={"quest": quest.slug, "version": quest.number, **moved}, actor=actor, source="decision"
    )
    return journal.record(space_id=space_id, events=[told]).ids[0]


def _missing(space_id: int, quest: queries.Quest) -> list[_Missing]:
    """What the budgets lack in escrow. Refuses BudgetShrinks, and NotCovered when the reserve has less."""
    found = []
    for budget in quest.definition.budgets:
        unit = ledger.unit_id(space_id=space_id, code=budget.code)
        budget_id, had, is_cut = _row(
            """
            SELECT b.id, b.total, EXISTS (
                SELECT FROM quests_shard s WHERE s.space_id = b.space_id AND s.budget_id = b.id)
            FROM quests_budget b WHERE b.space_id = %s AND b.quest_id = %s AND b.unit_id = %s AND NOT b.per_day
            """,
            [space_id, quest.quest_id, unit],
        )
        amount = budget.total - had if is_cut else budget.total
        if amount < 0:
            raise errors.BudgetShrinks(quest=quest.slug, unit=budget.code, had=had, wanted=budget.total)
        available = ledger.system_balance(space_id=space_id, kind="reserve", unit=budget.code)
        if amount > available:
            raise errors.NotCovered(quest=quest.slug, unit=budget.code, needed=amount, available=available)
        if amount > 0:
            found.append(_Missing(budget_id=budget_id, unit=unit, code=budget.code, total=budget.total, amount=amount))
    return found


def _cover(space_id: int, quest: queries.Quest, missing: Iterable[_Missing], event_id: int) -> None:
    """Move what is missing from the reserve into escrow, and cut it into shards."""
    for one in missing:
        ledger.move(
            space_id=space_id,
            unit=one.unit,
            source=("reserve", 0),
            target=("escrow", quest.quest_id),
            amount=one.amount,
            event_id=event_id,
        )
        statements.run("SELECT quests_fill(%s, %s, %s, %s)", [space_id, one.budget_id, one.total, one.amount])


def _succeed(space_id: int, quest: queries.Quest, older: queries.CountingVersion) -> None:
    """Let the new version follow `older`: for everybody, or only for those who are not under way."""
    verdict = language.at_least_as_good(older.definition, quest.definition)
    statements.run(
        "SELECT quests_succeed(%s, %s, %s, %s)", [space_id, older.version_id, quest.version_id, bool(verdict)]
    )


def _count_from_before(space_id: int, quest: queries.Quest) -> int:
    since = quest.definition.counts_from
    if since is None:
        return 0
    zone = queries.time_zone(space_id=space_id)
    moment = since if isinstance(since, datetime) else datetime.combine(since, time.min, tzinfo=zone)
    names = {name for goal in quest.definition.goals for name in goal.events}
    numbers = [number for name, number in queries.type_ids(space_id=space_id).items() if name in names]
    return int(
        statements.value("SELECT journal_requeue(%s, %s::integer[], %s)", [space_id, numbers, moment.astimezone(UTC)])
    )


def _held_by_the_pause(space_id: int, quest: queries.Quest) -> dict[str, int]:
    """What the pause holds, by unit: as much as is left of it."""
    rows = statements.rows(
        """
        SELECT l.unit, sum(l.remaining)::bigint FROM quests_promise p
        JOIN quests_grant g ON g.space_id = p.space_id AND g.promise_id = p.id AND g.state = 'held'
        JOIN ledger_public_lot l ON l.space_id = g.space_id AND l.transfer_id = g.transfer_id
        WHERE p.space_id = %s AND p.quest_id = %s AND g.reason = 'paused' GROUP BY l.unit ORDER BY l.unit
        """,
        [space_id, quest.quest_id],
    )
    return {unit: amount for unit, amount in rows if amount}


def _rest(space_id: int, quest: queries.Quest) -> dict[str, int]:
    """What the budgets have not given, by unit."""
    rest = {
        budget.code: ledger.system_balance(space_id=space_id, kind="escrow", unit=budget.code, owner_id=quest.quest_id)
        for budget in quest.definition.budgets
    }
    return {code: amount for code, amount in rest.items() if amount > 0}


def _return_rest(space_id: int, quest: queries.Quest, rest: Mapping[str, int], event_id: int) -> None:
    for code, amount in rest.items():
        ledger.move(
            space_id=space_id,
            unit=ledger.unit_id(space_id=space_id, code=code),
            source=("escrow", quest.quest_id),
            target=("reserve", 0),
            amount=amount,
            event_id=event_id,
        )
    statements.run("SELECT quests_close_budgets(%s, %s)", [space_id, quest.quest_id])


def _row(statement: str, parameters: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - asked for by key inside the transaction that made it
    return tuple(row)
