"""A house at work: quests said in a few words, events at local times, balances in short."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions, queries
from guanxi.quests.definition import Definition
from guanxi.spaces import actions as spaces
from tests import cast

WORDS = {"title": "A quest of tea", "goal": "{event: checkin.made}", "counts_from": "2026-01-01"}


def quest(slug: str = "tea", /, **words: str | None) -> str:
    """One entry of a quest file; what is not said is a check-in that counts from the first of January 2026."""
    given = {**WORDS, **words}
    lines = [f"    {word}: {value}\n" for word, value in given.items() if value is not None]
    return f"  - quest: {slug}\n" + "".join(lines)


@dataclass(frozen=True, kw_only=True)
class House:
    """A space whose reserve holds 10,000 points and five cups."""

    space_id: int
    actor: str
    zone: ZoneInfo

    def read(self, *quests: str) -> list[Definition]:
        with acting_in(self.space_id):
            return actions.read_file(space_id=self.space_id, text="quests:\n" + "".join(quests))

    def apply(self, *quests: str) -> None:
        with acting_in(self.space_id):
            for definition in self.read(*quests):
                actions.apply_definition(space_id=self.space_id, definition=definition, actor=self.actor)

    def launch(self, *quests: str) -> None:
        self.apply(*quests)
        for definition in self.read(*quests):
            actions.launch(space_id=self.space_id, slug=definition.slug, actor=self.actor)

    def at(self, local: str, fold: int = 0) -> datetime:
        """The instant of "2026-05-01 23:30" on the clocks of the house; fold 1 is the second time that they show it."""
        return datetime.fromisoformat(local).replace(tzinfo=self.zone, fold=fold).astimezone(UTC)

    def event(
        self,
        member_id: int,
        local: str,
        kind: str = "checkin.made",
        *,
        key: str | None = None,
        fold: int = 0,
        **props: Any,
    ) -> journal.Event:
        return journal.Event(type=kind, member_id=member_id, at=self.at(local, fold), key=key, props=props)

    def record(self, *events: journal.Event, settle: Any = "inline") -> tuple[int, ...]:
        with acting_in(self.space_id):
            return journal.record(space_id=self.space_id, events=events, settle=settle).ids

    def check_in(self, member_id: int, *locals_: str) -> tuple[int, ...]:
        """A check-in at each of the local times, one after the other."""
        return tuple(self.record(self.event(member_id, local))[0] for local in locals_)

    def order(self, member_id: int, local: str, cents: int) -> int:
        return self.record(self.event(member_id, local, "order.delivered", sum_cents=cents))[0]

    def void(self, *event_ids: int) -> None:
        with acting_in(self.space_id):
            journal.void_many(space_id=self.space_id, event_ids=event_ids, reason="a mistake", actor=self.actor)

    def reinstate(self, event_id: int) -> None:
        with acting_in(self.space_id):
            journal.reinstate(space_id=self.space_id, event_id=event_id, reason="it was right", actor=self.actor)

    def member(self, name: str = "小满") -> int:
        with acting_in(self.space_id):
            return cast.member(self.space_id, name)

    def members(self, count: int) -> list[int]:
        joinings = [members.Joining(external_ids={"shop": f"guest {number}"}) for number in range(count)]
        with acting_in(self.space_id):
            joined = members.join_many(space_id=self.space_id, joinings=joinings, actor=cast.ACTOR)
        return [int(item.member_id or 0) for item in joined]

    def spend(self, member_id: int, amount: int, unit: str = "points") -> int:
        with acting_in(self.space_id):
            return ledger.spend(
                space_id=self.space_id, member_id=member_id, unit=unit, amount=amount, purpose="a tin of tea"
            )

    def expire(self, local: str) -> int:
        return ledger.expire(space_id=self.space_id, now=self.at(local))

    def mature(self, local: str) -> int:
        return ledger.mature(space_id=self.space_id, now=self.at(local))

    def holds(self, member_id: int, unit: str = "points") -> dict[str, int]:
        """What the member has of a unit by kind of account, without what is nothing."""
        with acting_in(self.space_id):
            found = ledger.balances(space_id=self.space_id, member_id=member_id)
        return {kind: amount for (code, kind), amount in found.items() if code == unit and amount}

    def points(self, member_id: int) -> int:
        return self.holds(member_id).get("wallet", 0)

    def cups(self, member_id: int) -> int:
        return self.holds(member_id, "item:cup").get("wallet", 0)

    def system(self, kind: str, unit: str = "points", slug: str | None = None) -> int:
        with acting_in(self.space_id):
            found = queries.find(space_id=self.space_id, slug=slug) if slug else None
            return ledger.system_balance(
                space_id=self.space_id, kind=kind, unit=unit, owner_id=found.quest_id if found else 0
            )

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with acting_in(self.space_id), connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())

    def grants(self, member_id: int) -> list[tuple[Any, ...]]:
        """(code, wanted, granted, state, reason) of the member's grants, oldest first."""
        return self.rows(
            "SELECT code, wanted, granted, state, reason FROM quests_public_grant WHERE member_id = %s"
            " ORDER BY at, event_id, generation",
            member_id,
        )

    def value(self, slug: str, member_id: int) -> list[int]:
        """The running measures of the quest for the member, by goal, period and group."""
        return [
            int(value)
            for (value,) in self.rows(
                "SELECT p.value FROM quests_public_progress p JOIN quests_public_quest q USING (quest_id)"
                " WHERE q.slug = %s AND p.member_id = %s"
                " ORDER BY p.goal_no, p.period, p.grp",
                slug,
                member_id,
            )
        ]

    def reached(self, slug: str, step: int = 1) -> set[int]:
        with acting_in(self.space_id):
            return queries.reached(space_id=self.space_id, slug=slug, step=step)


def open_house(slug: str = "spring-tea", zone: str = "Asia/Shanghai", *, demo: bool = False) -> House:
    space_id = spaces.create_space(
        slug=slug, name="春山茶", time_zone=zone, currency="CNY", locale="zh-CN", actor=cast.ACTOR, demo=demo
    )
    alice = cast.user("Alice", slug)
    spaces.add_staff(space_id=space_id, user_id=alice, role="owner", actor=cast.ACTOR)
    house = House(space_id=space_id, actor=f"staff:{alice}", zone=ZoneInfo(zone))
    with acting_in(space_id):
        ledger.fund(space_id=space_id, unit="points", amount=10_000, actor=house.actor)
        ledger.fund(space_id=space_id, unit="item:cup", amount=5, actor=house.actor)
    return house
