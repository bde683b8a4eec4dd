"""A house with a challenge, told in local times: what the clock shows decides the day."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guanxi import journal, ledger
from guanxi.challenges import actions, queries
from guanxi.kernel.tenancy import acting_in
from guanxi.media import actions as media
from guanxi.spaces import actions as spaces
from tests import cast
from tests.quests import tea

SLUG = "morning-tea"
WORDS = {
    "title": "Seven mornings",
    "goal": f"{{event: checkin.made, where: props.challenge = '{SLUG}', measure: {{streak: days}}}}",
    "window": "{from: 2030-05-01, to: 2031-05-01}",
    "counts_from": None,
    "steps": "[{reach: 3, promise: [{points: 10}]}, {reach: 7, promise: [{item: cup}]}]",
    "budget": '{points: 1000, "item:cup": 5}',
}


@dataclass(frozen=True, kw_only=True)
class Challenged(tea.House):
    """A tea house whose members check in by the actions, as on the phone page."""

    def says(self, local: str, *, fold: int = 0) -> None:
        """Let the clock of the house show this local time."""
        journal.set_clock(space_id=self.space_id, now=self.at(local, fold))

    def taps(self, member_id: int, local: str | None = None, /, **words: Any) -> actions.CheckedIn:
        if local is not None:
            self.says(local)
        with acting_in(self.space_id):
            return actions.check_in(space_id=self.space_id, member_id=member_id, **{"challenge": SLUG, **words})

    def makes_up(self, member_id: int, day: str, **words: Any) -> actions.CheckedIn:
        with acting_in(self.space_id):
            return actions.make_up(
                space_id=self.space_id,
                member_id=member_id,
                for_date=date.fromisoformat(day),
                **{"challenge": SLUG, **words},
            )

    def takes_back(self, member_id: int, day: str | None = None) -> int:
        with acting_in(self.space_id):
            return actions.undo(
                space_id=self.space_id,
                member_id=member_id,
                challenge=SLUG,
                day=None if day is None else date.fromisoformat(day),
            )

    def mine(self, member_id: int, slug: str = SLUG) -> queries.Mine:
        now = journal.now(space_id=self.space_id)
        return queries.mine(space_id=self.space_id, member_id=member_id, challenge=slug, zone=self.zone, now=now)

    def ranking(self, member_id: int) -> queries.Ranking:
        quest_id = self.mine(member_id).quest.quest_id
        return queries.ranking(space_id=self.space_id, member_id=member_id, quest_id=quest_id)

    def board(self) -> tuple[queries.Told, ...]:
        quest_id = self.rows("SELECT quest_id FROM quests_public_quest WHERE slug = %s", SLUG)[0][0]
        return queries.board(space_id=self.space_id, quest_id=quest_id)

    def sets_up(self, **rules: Any) -> None:
        actions.set_up(space_id=self.space_id, quest=SLUG, actor=self.actor, **rules)

    def hides(self, member_id: int, *, shown: bool = False) -> None:
        actions.choose_ranking(space_id=self.space_id, member_id=member_id, shown=shown)

    def gives_cards(self, member_id: int, count: int) -> None:
        """Cards into the wallet, from a quest that gives them for a review."""
        with acting_in(self.space_id):
            ledger.fund(space_id=self.space_id, unit="ticket:make-up", amount=count, actor=self.actor)
        slug = f"cards-{member_id}"
        self.launch(
            tea.quest(
                slug,
                goal="{event: review.written}",
                counts_from=None,
                steps=f"[{{reach: 1, promise: [{{ticket: make-up, amount: {count}}}]}}]",
                budget=f'{{"ticket:make-up": {count}}}',
            )
        )
        with acting_in(self.space_id):
            event = journal.Event(type="review.written", member_id=member_id, props={"length": 20})
            journal.record(space_id=self.space_id, events=[event])

    def picture(self, member_id: int) -> int:
        """A picture that the member sent."""
        file = io.BytesIO()
        Image.new("RGB", (8, 8), "green").save(file, "PNG")
        taken = media.take(
            space_id=self.space_id, member_id=member_id, content=file.getvalue(), actor=f"member:{member_id}"
        )
        return taken.id

    def cards(self, member_id: int) -> int:
        return self.holds(member_id, "ticket:make-up").get("wallet", 0)


def open_challenge(zone: str = "Asia/Shanghai", start: str = "2030-05-01 08:00", /, **words: str | None) -> Challenged:
    """A demo house on the morning of the first day, its challenge launched."""
    slug = "house-" + zone.lower().replace("/", "-").replace("_", "-")
    space_id = spaces.create_space(
        slug=slug, name="春山茶", time_zone=zone, currency="CNY", locale="zh-CN", actor=cast.ACTOR, demo=True
    )
    alice = cast.user("Alice", slug)
    spaces.add_staff(space_id=space_id, user_id=alice, role="owner", actor=cast.ACTOR)
    house = Challenged(space_id=space_id, actor=f"staff:{alice}", zone=ZoneInfo(zone))
    house.says(start)
    with acting_in(space_id):
        ledger.fund(space_id=space_id, unit="points", amount=10_000, actor=house.actor)
        ledger.fund(space_id=space_id, unit="item:cup", amount=5, actor=house.actor)
    house.launch(tea.quest(SLUG, **{**WORDS, **words}))
    return house


def statements_of(run: Callable[[], object]) -> int:
    """How many statements a call takes."""
    with CaptureQueriesContext(connection) as asked:
        run()
    return len(asked)
