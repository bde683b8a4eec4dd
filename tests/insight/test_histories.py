"""Random histories: whatever people do, err and undo, the audit finds nothing and the replay comes out the same.

What `test_findings.py` has found is left out here (KNOWN), until it is mended.
"""

import random
from datetime import timedelta

import pytest
from django.db import connection

from guanxi import journal, ledger
from guanxi.insight import audit, replay
from guanxi.kernel.errors import Refusal
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from tests import cast
from tests.insight import world

STEPS = 60
KNOWN = {"a ceiling is paused"}
NAMES = ("小满", "谷雨", "白露", "霜降", "立春", "清明")


class History:
    """Somebody with dice, in a house whose quests run."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        house = world.open_house()
        self.space_id, self.actor = house.space_id, house.actor
        self.people = [world._join(self.space_id, name, number) for number, name in enumerate(NAMES)]
        self.events: list[int] = []
        self.holds, self.spends = [0], [0]
        self.told: list[str] = []
        self.today = 1

    def run(self, steps: int) -> None:
        often = [self.check_in] * 4 + [self.void] * 3 + [self.order] * 2 + [self.reinstate] * 2
        seldom = [self.review, self.spend, self.mature, self.expire, self.pause, self.resume, self.decide, self.drain]
        money = [self.hold, self.capture, self.release, self.refund, self.forgive]
        deeds = [*often, *seldom, *money, self.review_tiers, self.pass_days]
        for _ in range(steps):
            deed = self.dice.choice(deeds)
            try:
                self.told.append(f"{deed.__name__} {deed()}")
            except Refusal as refusal:
                self.told.append(f"{deed.__name__} refused: {refusal.code}")
        self.resume()
        journal.drain_all(space_id=self.space_id)

    def someone(self) -> int:
        return self.dice.choice(self.people)

    def day(self) -> int:
        return max(1, self.today - self.dice.choice((0, 0, 0, 1, 2, 5)))

    def check_in(self) -> int:
        self.events.append(world.check_in(self.space_id, self.someone(), self.day()))
        return self.events[-1]

    def order(self) -> int:
        cents, queued = self.dice.choice((99, 1_000, 4_000, 12_345)), self.dice.random() < 0.3
        member_id, day = self.someone(), self.day()
        at = world.DAY_ONE + timedelta(days=day - 1, minutes=self.dice.randrange(600))
        event = journal.Event(type="order.delivered", member_id=member_id, at=at, props={"sum_cents": cents})
        done = journal.record(space_id=self.space_id, events=[event], settle="queue" if queued else "inline")
        self.events.append(done.ids[0])
        return self.events[-1]

    def review(self) -> int:
        event_id = world.review(self.space_id, self.someone(), self.day())
        self.events.append(event_id)
        return event_id

    def void(self) -> int:
        target = self.undoable()
        queued = self.dice.random() < 0.2
        journal.void(
            space_id=self.space_id,
            event_id=target,
            reason="dice",
            actor=self.actor,
            settle="queue" if queued else "inline",
        )
        return target

    def reinstate(self) -> int:
        target = self.undoable()
        journal.reinstate(space_id=self.space_id, event_id=target, reason="dice", actor=self.actor)
        return target

    def undoable(self) -> int:
        return self.dice.choice(self.events) if self.events else 0

    def spend(self) -> int:
        amount = self.dice.randrange(1, 40)
        spent = ledger.spend(
            space_id=self.space_id, member_id=self.someone(), unit="points", amount=amount, purpose="tea"
        )
        self.spends.append(spent)
        return spent

    def hold(self) -> int:
        amount = self.dice.randrange(1, 20)
        held = ledger.hold(
            space_id=self.space_id, member_id=self.someone(), unit="points", amount=amount, purpose="a workshop"
        )
        self.holds.append(held)
        return held

    def capture(self) -> int:
        amount = self.dice.randrange(1, 12)
        return ledger.capture(
            space_id=self.space_id, hold_id=self.dice.choice(self.holds), amount=amount, actor=self.actor
        )

    def release(self) -> int:
        return ledger.release(space_id=self.space_id, hold_id=self.dice.choice(self.holds), actor=self.actor)

    def refund(self) -> int:
        spend_id = self.dice.choice(self.spends)
        return ledger.refund(space_id=self.space_id, spend_id=spend_id, reason="dice", actor=self.actor)

    def forgive(self) -> int:
        amount = self.dice.randrange(1, 9)
        return ledger.forgive(
            space_id=self.space_id,
            member_id=self.someone(),
            unit="points",
            amount=amount,
            reason="dice",
            actor=self.actor,
        )

    def mature(self) -> int:
        return ledger.mature(space_id=self.space_id, now=world.DAY_ONE + timedelta(days=self.today))

    def expire(self) -> int:
        return ledger.expire(space_id=self.space_id, now=world.DAY_ONE + timedelta(days=self.today))

    def pause(self) -> None:
        slugs = ("seven-days",) if "a ceiling is paused" in KNOWN else ("seven-days", "each-checkin")
        quests.pause(space_id=self.space_id, slug=self.dice.choice(slugs), actor=self.actor)

    def resume(self) -> None:
        for slug in ("seven-days", "each-checkin"):
            try:
                quests.resume(space_id=self.space_id, slug=slug, actor=self.actor)
            except Refusal:
                continue

    def decide(self) -> str:
        held = self.held()
        if not held:
            return "nothing"
        verdict = self.dice.choice((quests.release_held, quests.deny_held))
        verdict(space_id=self.space_id, event_id=self.dice.choice(held), reason="dice", actor=self.actor)
        return verdict.__name__

    def held(self) -> list[int]:
        with acting_in(self.space_id), connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT event_id FROM quests_grant WHERE state = 'held' ORDER BY 1")
            return [row[0] for row in cursor.fetchall()]

    def drain(self) -> bool:
        return bool(journal.drain(space_id=self.space_id, batch=3))

    def review_tiers(self) -> int:
        return quests.review_tiers(space_id=self.space_id, now=world.DAY_ONE + timedelta(days=self.today))

    def pass_days(self) -> int:
        self.today += self.dice.choice((1, 1, 2, 15))
        return self.today


def offences(space_id: int) -> dict[str, object]:
    report = audit.run(space_id=space_id, keep=False)
    return {finding.check.id: finding.examples for finding in report.findings if finding.violations}


@pytest.mark.parametrize("seed", range(6))
def test_stays_honest_whatever_the_dice_say(committed_db, seed: int):
    history = History(seed)
    history.run(STEPS)
    replayed = replay.replay(space_id=history.space_id)
    different = {one.name: one.examples for one in (*replayed.ledger, *replayed.rules) if one.different}
    assert (offences(history.space_id), different, replayed.failures) == ({}, {}, ()), history.told


def test_forgets_nobody_who_was_erased(committed_db):
    history = History(100)
    history.run(STEPS)
    for member_id in history.people[:2]:
        members.erase(space_id=history.space_id, member_id=member_id, reason="asked", actor=cast.ACTOR)
    assert offences(history.space_id) == {}
    replayed = replay.replay(space_id=history.space_id)
    different = {one.name: one.examples for one in (*replayed.ledger, *replayed.rules) if one.different}
    assert (different, replayed.failures) == ({}, ())
