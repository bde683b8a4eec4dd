"""A tea house with a circle, people in it, and a coffee house that must see nothing of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guanxi import journal, ledger
from guanxi.circles import actions, entry, queries
from guanxi.kernel import statements, tenancy
from tests import cast
from tests.quests import tea as quests

CANVAS = actions.Canvas(
    background="复购的老客人只在客服里说话，彼此不认识",
    purpose="seed_users",
    goal="一百位老茶友每周来说一次话",
    goal_number=100,
    goal_date=date(2027, 3, 31),
)
CHARTER = "一、好好说话。二、广告要标明。"


@pytest.fixture
def tea(db: None) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl(db: None) -> cast.House:
    return cast.night_owl()


@pytest.fixture
def people(tea: cast.House) -> list[int]:
    """小满, 谷雨, 白露, 霜降: members of the tea house."""
    return cast.members_of(tea.space_id, 4)


@pytest.fixture
def open_circle(tea: cast.House) -> Callable[..., queries.Circle]:
    """Open a circle of the tea house."""

    def opening(name: str = "老茶友", rule: entry.Rule | None = None, **others: Any) -> queries.Circle:
        number = actions.open_circle(
            space_id=tea.space_id,
            canvas=CANVAS,
            look=actions.Look(name=name, trait="都爱生普"),
            charter=CHARTER,
            rule=rule or entry.Rule(),
            actor=tea.actor,
            **others,
        )
        return queries.circle_by_id(space_id=tea.space_id, circle_id=number)

    return opening


@pytest.fixture
def circle(open_circle: Callable[..., queries.Circle], enter: Callable[..., None], people: list[int]) -> queries.Circle:
    """A circle that 小满, 谷雨 and 白露 are in; 霜降 is not."""
    made = open_circle()
    for member_id in people[:3]:
        enter(made, member_id)
    return made


@pytest.fixture
def enter(tea: cast.House) -> Callable[..., None]:
    """Let somebody enter a circle with its charter accepted."""

    def entering(circle: queries.Circle, member_id: int, **others: Any) -> None:
        actions.enter(
            space_id=tea.space_id,
            circle_id=circle.id,
            member_id=member_id,
            charter_version=others.pop("charter_version", 1),
            **others,
        )

    return entering


@pytest.fixture
def write(tea: cast.House, circle: queries.Circle, people: list[int]) -> Callable[..., int]:
    """Let 小满, or somebody else, write a post."""

    def writing(text: str = "今天喝了冰岛，回甘很长。", author: int | None = None, **others: Any) -> int:
        once = others.pop("once", None)
        at = others.pop("at", None)
        within = others.pop("within", circle)
        return actions.write_post(
            space_id=tea.space_id,
            circle_id=within.id,
            draft=actions.Draft(text=text, **others),
            author_id=author or people[0],
            once=once,
            at=at,
        )

    return writing


@pytest.fixture
def say(tea: cast.House, people: list[int]) -> Callable[..., int]:
    """Let 谷雨, or somebody else, comment."""

    def saying(post_id: int, text: str = "我也喜欢", author: int | None = None, **others: Any) -> int:
        return actions.write_comment(
            space_id=tea.space_id, post_id=post_id, text=text, author_id=author or people[1], **others
        )

    return saying


@pytest.fixture
def happened(tea: cast.House) -> Callable[..., list[Mapping[str, object]]]:
    """The props of the events of a type that count, the oldest first; with the member as `member`."""

    def reading(type_: str) -> list[Mapping[str, object]]:
        with tenancy.acting_in(tea.space_id):
            rows = statements.rows(
                "SELECT id FROM journal_public_event WHERE space_id = %s AND type = %s AND NOT voided ORDER BY id",
                [tea.space_id, type_],
            )
            found = [journal.event(space_id=tea.space_id, event_id=row[0]) for row in rows]
        return [{**one.props, "member": one.member_id} for one in found if one is not None]

    return reading


@pytest.fixture
def seen(tea: cast.House, people: list[int]) -> Callable[..., queries.Post]:
    """A post as 谷雨, or somebody else, reads it."""

    def reading(post_id: int, member_id: int | None = None) -> queries.Post:
        return queries.post(space_id=tea.space_id, post_id=post_id, member_id=member_id or people[1]).post

    return reading


@pytest.fixture
def rules(tea: cast.House) -> quests.House:
    """The same tea house as its quests see it, with points and tickets to give."""
    for unit in ("points", "ticket:salon"):
        ledger.fund(space_id=tea.space_id, unit=unit, amount=10_000, actor=tea.actor)
    return quests.House(space_id=tea.space_id, actor=tea.actor, zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def give_tickets(rules: quests.House) -> Callable[[int, int], None]:
    """Let a member earn tickets to the salon."""

    def giving(member_id: int, count: int) -> None:
        rules.launch(
            quests.quest("tickets", each=f"[{{ticket: salon, amount: {count}}}]", budget='{"ticket:salon": 50}')
        )
        rules.record(journal.Event(type="checkin.made", member_id=member_id))

    return giving
