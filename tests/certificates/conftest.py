"""A tea house with a quest that gives a certificate."""

from dataclasses import dataclass

import pytest

from guanxi import journal
from guanxi.certificates import actions, queries
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from tests import cast

QUEST = """
quests:
  - quest: early-tea
    title: {en: Early tea, zh-hans: 早茶}
    goal: {event: checkin.made}
    counts_from: 2026-01-01
    steps:
      - {reach: 2, promise: [{certificate: early-tea-2}]}
"""


@dataclass(frozen=True, kw_only=True)
class Tea:
    """The house, and one member who can check in."""

    house: cast.House
    member_id: int

    @property
    def space_id(self) -> int:
        return self.house.space_id

    def check_in(self, *days: int) -> list[int]:
        with acting_in(self.space_id):
            events = [
                journal.Event(type="checkin.made", member_id=self.member_id, key=f"{self.member_id}:{day}", props={})
                for day in days
            ]
            return list(journal.record(space_id=self.space_id, events=events, settle="inline").ids)

    def settle(self, member_id: int | None = None) -> int:
        now = journal.now(space_id=self.space_id)
        return actions.settle(space_id=self.space_id, member_id=member_id, actor=cast.ACTOR, at=now)

    def mine(self, member_id: int | None = None) -> tuple[queries.Certificate, ...]:
        return queries.certificates_of(space_id=self.space_id, member_id=member_id or self.member_id)


@pytest.fixture
def tea(db) -> Tea:
    house = cast.spring_tea()
    with acting_in(house.space_id):
        for definition in quests.read_file(space_id=house.space_id, text=QUEST):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="early-tea", actor=house.actor)
    return Tea(house=house, member_id=cast.member(house.space_id))
