"""Applying a definition: a new quest, or a new version of one, as a draft."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors, language, queries
from guanxi.quests.definition import WORTHLESS_KINDS, Definition, Promise


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A quest that was applied: `version` counts from 1; `changed` is false when the definition was there already."""

    quest_id: int
    slug: str
    version_id: int
    version: int
    changed: bool


def read_file(*, space_id: int, text: str) -> list[Definition]:
    """The quests of a YAML file, judged against the events, facts and units of the space. Refuses QuestFileRefused."""
    with acting_in(space_id):
        return language.read(
            text,
            event_types=queries.event_types(space_id=space_id),
            member_fields=queries.member_fields(space_id=space_id),
            units=[*queries.units(space_id=space_id), "item:*", "coupon:*", "ticket:*"],
            others=[
                quest.definition
                for quest in queries.listing(space_id=space_id)
                if quest.state not in {"ended", "settled"}
            ],
        )


def apply_definition(*, space_id: int, definition: Definition, actor: str) -> Applied:
    """Store `definition` as the newest version of its quest, not launched yet.

    The same definition again changes nothing. A version that was never launched is replaced by the next number.
    Refuses WrongState when the quest has ended.
    """
    with acting_in(space_id):
        known = queries.find(space_id=space_id, slug=definition.slug)
        if known is not None and known.definition == definition:
            return Applied(
                quest_id=known.quest_id,
                slug=known.slug,
                version_id=known.version_id,
                version=known.number,
                changed=False,
            )
        if known is not None and known.state in {"ended", "settled"}:
            raise errors.WrongState(quest=definition.slug, state=known.state, wanted="changed")
        quest_id = known.quest_id if known else _new_quest(space_id, definition.slug)
        number = known.number + 1 if known else 1
        version_id = _store(space_id, quest_id, number, definition)
        props = {"quest": definition.slug, "version": number}
        told = journal.Event(type="quest.applied", props=props, actor=actor, source="decision")
        journal.record(space_id=space_id, events=[told])
    return Applied(quest_id=quest_id, slug=definition.slug, version_id=version_id, version=number, changed=True)


def _new_quest(space_id: int, slug: str) -> int:
    return _insert(
        "INSERT INTO quests_quest (space_id, slug, created_at) VALUES (%s, %s, guanxi_now(%s)) RETURNING id",
        [space_id, slug, space_id],
    )


def _store(space_id: int, quest_id: int, number: int, definition: Definition) -> int:
    version_id = _insert(
        """
        INSERT INTO quests_version (space_id, quest_id, number, definition, undo, created_at)
        VALUES (%s, %s, %s, %s::jsonb, %s, guanxi_now(%s)) RETURNING id
        """,
        [space_id, quest_id, number, json.dumps(definition.to_json(), ensure_ascii=False), definition.undo, space_id],
    )
    for no, goal in enumerate(definition.goals, start=1):
        _insert(
            """
            INSERT INTO quests_goal (space_id, version_id, quest_id, no, measure, reach, rolling_days)
            VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            [space_id, version_id, quest_id, no, goal.measure.kind, goal.reach, definition.rolling_days],
        )
    for step in definition.steps:
        _insert(
            """
            INSERT INTO quests_step (space_id, version_id, no, reach, combine) VALUES (%s, %s, %s, %s, %s)
            RETURNING no
            """,
            [space_id, version_id, step.no, step.reach, definition.combine],
        )
    _store_limits(space_id, quest_id, version_id, definition)
    return version_id


def _store_limits(space_id: int, quest_id: int, version_id: int, definition: Definition) -> None:
    pools = {(budget.code, False): budget.total for budget in definition.budgets}
    pools |= {(ceiling.code, True): ceiling.per_day for ceiling in definition.ceilings}
    pool_ids = {key: _pool(space_id, quest_id, *key, total) for key, total in pools.items()}
    steps = [(step.no, no, promise) for step in definition.steps for no, promise in enumerate(step.promises, start=1)]
    steps += [(0, no, promise) for no, promise in enumerate(definition.each, start=1)]
    for step_no, no, promise in steps:
        budget_id, ceiling_id = pool_ids.get((promise.code, False)), pool_ids.get((promise.code, True))
        _store_promise(space_id, quest_id, version_id, step_no, no, promise, budget_id, ceiling_id)
    for cap in definition.caps:
        _insert(
            """
            INSERT INTO quests_cap (space_id, quest_id, version_id, unit_id, scope, channel, amount)
            VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            [
                space_id,
                quest_id,
                version_id,
                ledger.unit_id(space_id=space_id, code=cap.code),
                cap.scope,
                cap.channel,
                cap.amount,
            ],
        )


def _pool(space_id: int, quest_id: int, code: str, per_day: bool, total: int) -> int:  # noqa: FBT001 - half of the key
    return _insert(
        """
        INSERT INTO quests_budget (space_id, quest_id, unit_id, per_day, total) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (space_id, quest_id, unit_id, per_day) DO UPDATE SET total = quests_budget.total RETURNING id
        """,
        [space_id, quest_id, ledger.unit_id(space_id=space_id, code=code), per_day, ledger.check_amount(amount=total)],
    )


def _store_promise(
    space_id: int,
    quest_id: int,
    version_id: int,
    step_no: int,
    no: int,
    promise: Promise,
    budget_id: int | None,
    ceiling_id: int | None,
) -> None:
    unit = None if promise.kind in WORTHLESS_KINDS else ledger.unit_id(space_id=space_id, code=promise.code)
    _insert(
        """
        INSERT INTO quests_promise (space_id, version_id, quest_id, step_no, no, kind, code, unit_id, amount, divisible,
                                    pending_days, expires_days, budget_id, ceiling_id)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        [
            *(space_id, version_id, quest_id, step_no, no),
            *(promise.kind, promise.code, unit, ledger.check_amount(amount=promise.amount)),
            *(promise.for_each is not None, promise.pending_days, promise.expires_days),
            *(budget_id, None if budget_id else ceiling_id),
        ],
    )


def _insert(statement: str, parameters: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - each statement returns the key of its row
    return int(row[0])
