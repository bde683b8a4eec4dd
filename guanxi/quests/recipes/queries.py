"""Reading what quests were written from, and what their launch would take."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from guanxi.kernel import statements, tenancy
from guanxi.quests.definition import Definition
from guanxi.quests.recipes.catalog import named
from guanxi.quests.recipes.recipe import Answers, Recipe, Value

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a quest was written from. `because` is why it was launched although its circle was not ready."""

    recipe: str
    answers: Answers
    circle_id: int | None
    because: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Of one unit: all that the quest may give, how much of it lies in its escrow, and what the reserve has."""

    code: str
    needed: int
    aside: int
    reserve: int

    @property
    def to_move(self) -> int:
        """What the launch sets aside now."""
        return max(0, self.needed - self.aside)

    @property
    def short(self) -> int:
        """What the reserve lacks for it."""
        return max(0, self.to_move - self.reserve)


def today(*, space_id: int) -> date:
    """The day that it is now on the clocks of the space."""
    found: date = statements.value(
        "SELECT (guanxi_now(%s) AT TIME ZONE time_zone)::date FROM spaces_public_space WHERE space_id = %s",
        [space_id, space_id],
    )
    return found


def use(*, space_id: int, slug: str) -> Use | None:
    """What the quest was written from; None for one that was written by hand."""
    with tenancy.reading_in(space_id):
        found = statements.rows(
            """
            SELECT r.recipe, r.answers, r.circle_id, r.because, r.written_by, r.written_at
            FROM quests_recipe r JOIN quests_quest q ON q.space_id = r.space_id AND q.id = r.quest_id
            WHERE r.space_id = %s AND q.slug = %s
            """,
            [space_id, slug],
        )
    if not found:
        return None
    name, answers, circle_id, because, written_by, written_at = found[0]
    known = json.loads(answers) if isinstance(answers, str) else answers
    return Use(
        recipe=name,
        answers=_read(named(name=name), known),
        circle_id=circle_id,
        because=because,
        written_by=written_by,
        written_at=written_at,
    )


def coverage(*, space_id: int, definition: Definition) -> tuple[Cover, ...]:
    """What a launch would set aside of each unit, and whether the reserve has it; in one statement."""
    if not definition.budgets:
        return ()
    codes = [budget.code for budget in definition.budgets]
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT u.code,
                   coalesce(ledger_sum(%s, 'reserve', 0, u.id), 0),
                   coalesce((
                       SELECT b.total FROM quests_budget b
                       JOIN quests_quest q ON q.space_id = b.space_id AND q.id = b.quest_id
                       WHERE b.space_id = u.space_id AND b.unit_id = u.id AND NOT b.per_day AND q.slug = %s AND EXISTS (
                           SELECT FROM quests_shard s WHERE s.space_id = b.space_id AND s.budget_id = b.id)), 0)
            FROM ledger_public_unit u WHERE u.space_id = %s AND u.code = ANY(%s)
            """,
            [space_id, definition.slug, space_id, codes],
        )
    known = {str(code): (int(reserve), int(aside)) for code, reserve, aside in rows}
    return tuple(
        Cover(
            code=budget.code,
            needed=budget.total,
            aside=known.get(budget.code, (0, 0))[1],
            reserve=known.get(budget.code, (0, 0))[0],
        )
        for budget in definition.budgets
    )


def free_slug(*, space_id: int, wanted: str) -> str:
    """`wanted`, or the first of wanted-2, wanted-3 … that no quest of the space is called."""
    with tenancy.reading_in(space_id):
        taken = {
            str(slug)
            for (slug,) in statements.rows(
                "SELECT slug FROM quests_quest WHERE space_id = %s AND (slug = %s OR slug LIKE %s)",
                [space_id, wanted, f"{wanted}-%"],
            )
        }
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def plain(answers: Answers) -> dict[str, object]:
    """Answers as JSON keeps them; days become texts."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in answers.items()}


def _read(known: Recipe, answers: dict[str, Value]) -> Answers:
    days: Iterable[str] = {field.name for field in known.fields if field.kind == "day"}
    return {
        name: date.fromisoformat(value) if name in days and isinstance(value, str) and value else value
        for name, value in answers.items()
    }
