from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import recipes
from guanxi.quests.recipes import actions
from guanxi.spaces import actions as spaces
from tests import cast
from tests.quests import tea

TODAY = date(2026, 5, 1)
ZONE = ZoneInfo("Asia/Shanghai")


def open_house(now: str = "") -> tea.House:
    """A house whose clock says this local time, or that the first of May 2026 has just begun.

    Its reserve holds 10,000 points.
    """
    behind = datetime.now(UTC) - datetime(2026, 5, 1, tzinfo=ZONE)
    space_id = spaces.create_space(
        slug="spring-tea",
        name="春山茶",
        time_zone="Asia/Shanghai",
        currency="CNY",
        locale="zh-CN",
        actor=cast.ACTOR,
        demo=True,
        behind_seconds=round(behind.total_seconds()),
    )
    alice = cast.user("Alice", "spring-tea")
    spaces.add_staff(space_id=space_id, user_id=alice, role="owner", actor=cast.ACTOR)
    house = tea.House(space_id=space_id, actor=f"staff:{alice}", zone=ZONE)
    with acting_in(space_id):
        ledger.fund(space_id=space_id, unit="points", amount=10_000, actor=house.actor)
        if now:
            journal.set_clock(space_id=space_id, now=house.at(now))
    return house


@pytest.fixture
def house(db) -> tea.House:
    """A house on the first of May 2026."""
    return open_house()


@pytest.fixture
def at(house) -> Callable[[str], None]:
    """Let it be a local time in the house; time only goes forward."""

    def moving(local: str) -> None:
        with acting_in(house.space_id):
            journal.set_clock(space_id=house.space_id, now=house.at(local))

    return moving


@pytest.fixture
def launch(house) -> Callable[..., str]:
    """Fill a recipe in, starting from its defaults of 1 May 2026; write it down and launch it. Returns its name."""

    def launching(name: str, **changes: recipes.Value) -> str:
        answers = {**recipes.defaults(recipes.named(name=name), today=TODAY), **changes}
        saved = actions.save(space_id=house.space_id, name=name, answers=answers, actor=house.actor)
        actions.launch(space_id=house.space_id, slug=saved.slug, actor=house.actor, funding=True)
        return saved.slug

    return launching
