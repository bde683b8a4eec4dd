"""A tea house lives through whatever comes, in any order: after every step the books are right."""

import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.chaos import house, report
from tests.chaos.life import Life, props_of, quest_names

STEPS_IN_THE_LONG_RUN = 50_000
LIVES_A_ROUND, STEPS_A_LIFE = 8, 250

who = st.integers(0, 7)
number = st.integers(0, 120)
kinds = st.sampled_from(["checkin.made", "order.delivered", "review.written"])
lateness = st.integers(0, 6)
DONE: Counter[str] = Counter()


class TeaHouse(RuleBasedStateMachine):
    """The rules: what may happen. The invariants: what must hold after each."""

    life: Life

    @initialize()
    def open(self) -> None:
        with connection.cursor() as cursor:
            # Nothing is killed here; and a long run may be paused.
            cursor.execute("SET synchronous_commit = off; SET idle_in_transaction_session_timeout = 0")
        self.life = Life()
        self.life.batch(
            [
                (index, kind, index * 7, index % 5)
                for index in range(10)
                for kind in ("checkin.made", "order.delivered")
            ],
            queued=False,
        )

    def _member(self, index: int) -> int:
        return self.life.members[index % len(self.life.members)]

    def _events(self, *, live: bool) -> list[int]:
        return [
            fact.event_id
            for fact in self.life.model.facts.values()
            if fact.live == live and (self.life.poisoned is None or fact.event_id not in self.life.poisoned)
        ]

    @rule()
    def join(self) -> None:
        DONE["join"] += 1
        if len(self.life.members) < 8:
            self.life.join()

    @rule(member=who)
    def check_in(self, member: int) -> None:
        DONE["check in"] += 1
        self.life.happen(self._member(member), "checkin.made", props_of("checkin.made", 5))

    @rule(members=st.lists(who, min_size=1, max_size=6))
    def check_in_together(self, members: list[int]) -> None:
        DONE["check in together"] += 1
        self.life.batch([(member, "checkin.made", 1, 0) for member in members], queued=False)

    @rule(member=who, days=lateness, queued=st.booleans())
    def check_in_late(self, member: int, days: int, queued: bool) -> None:
        DONE["check in late"] += 1
        self.life.happen(self._member(member), "checkin.made", {"text_length": 1}, days_late=days, queued=queued)

    @rule(member=who, days=st.integers(1, 5))
    def make_up(self, member: int, days: int) -> None:
        DONE["make up"] += 1
        day = self.life.now().date().toordinal() - days
        self.life.happen(
            self._member(member),
            "checkin.made",
            {"for_date": type(self.life.now().date()).fromordinal(day).isoformat()},
        )

    @rule(index=number)
    def repeat_a_key(self, index: int) -> None:
        DONE["repeat a key"] += 1
        self.life.repeat(index)

    @rule(member=who, number=number, days=lateness, queued=st.booleans())
    def deliver_an_order(self, member: int, number: int, days: int, queued: bool) -> None:
        DONE["deliver an order"] += 1
        self.life.happen(
            self._member(member), "order.delivered", props_of("order.delivered", number), days_late=days, queued=queued
        )

    @rule(member=who, number=number, days=lateness)
    def review(self, member: int, number: int, days: int) -> None:
        DONE["review"] += 1
        member_id = self._member(member)
        if self.life.poisoned is None or self.life.model.facts[self.life.poisoned[0]].member_id != member_id:
            self.life.happen(member_id, "review.written", props_of("review.written", number), days_late=days)

    @rule(
        drawn=st.lists(
            st.tuples(who, st.sampled_from(["checkin.made", "order.delivered"]), number, lateness),
            min_size=2,
            max_size=12,
        ),
        queued=st.booleans(),
    )
    def record_a_batch(self, drawn: list[tuple[int, str, int, int]], queued: bool) -> None:
        DONE["record a batch"] += 1
        self.life.batch(drawn, queued=queued)

    @rule(index=number, queued=st.booleans())
    def void(self, index: int, queued: bool) -> None:
        DONE["void"] += 1
        if live := self._events(live=True):
            self.life.void([live[index % len(live)]], queued=queued)

    @rule(indexes=st.lists(number, min_size=2, max_size=10), queued=st.booleans())
    def void_a_batch(self, indexes: list[int], queued: bool) -> None:
        DONE["void a batch"] += 1
        if live := self._events(live=True):
            self.life.void([live[index % len(live)] for index in indexes], queued=queued)

    @rule(index=number)
    def void_and_reinstate(self, index: int) -> None:
        DONE["void and reinstate"] += 1
        if live := self._events(live=True):
            self.life.void([live[index % len(live)]], queued=False)
            self.life.reinstate(live[index % len(live)], queued=False)

    @rule(index=number, queued=st.booleans())
    def reinstate(self, index: int, queued: bool) -> None:
        DONE["reinstate"] += 1
        if void := self._events(live=False):
            self.life.reinstate(void[index % len(void)], queued=queued)

    @rule(
        member=who,
        amount=st.integers(1, 60),
        unit=st.sampled_from(["points", "points", "ticket:fair", "membership_days", "item:cup", "granted"]),
    )
    def spend(self, member: int, amount: int, unit: str) -> None:
        DONE["spend"] += 1
        self.life.spend(self._member(member), amount if unit == "points" else 1 + amount % 5, unit)

    @rule(member=who, amount=st.integers(1, 30))
    def hold_points(self, member: int, amount: int) -> None:
        DONE["hold points"] += 1
        self.life.hold(self._member(member), amount)

    @rule(index=number, amount=st.integers(1, 15))
    def capture(self, index: int, amount: int) -> None:
        DONE["capture"] += 1
        self.life.capture(index, amount)

    @rule(index=number)
    def release_a_hold(self, index: int) -> None:
        DONE["release a hold"] += 1
        self.life.release(index)

    @rule(index=number)
    def refund(self, index: int) -> None:
        DONE["refund"] += 1
        self.life.refund(index)

    @rule(member=who, amount=st.integers(1, 20))
    def forgive(self, member: int, amount: int) -> None:
        DONE["forgive"] += 1
        self.life.forgive(self._member(member), amount)

    @rule()
    def mature_and_expire(self) -> None:
        DONE["mature and expire"] += 1
        self.life.pass_time()

    @rule()
    def review_tiers(self) -> None:
        DONE["review tiers"] += 1
        self.life.review_tiers()

    @rule(days=st.sampled_from([0, 0, 0, 1, 3, 8, 40]), minutes=st.sampled_from([-1, 0, 1, 600]))
    def jump_over_a_midnight(self, days: int, minutes: int) -> None:
        DONE["jump over a midnight"] += 1
        self.life.jump(days, minutes)

    @rule(index=number)
    def release(self, index: int) -> None:
        DONE["release"] += 1
        self.life.decide(index, deny=False)

    @rule(index=number)
    def deny(self, index: int) -> None:
        DONE["deny"] += 1
        self.life.decide(index, deny=True)

    @rule(slug=st.sampled_from(quest_names(house.MODELLED) + quest_names(house.SCARCE)), resume=st.booleans())
    def pause_or_resume(self, slug: str, resume: bool) -> None:
        DONE["resume" if resume else "pause"] += 1
        self.life.stage("resume" if resume else "pause", slug)

    @rule(index=number)
    def end(self, index: int) -> None:
        DONE["end"] += 1
        self.life.stage("end", self.life.scarce[index % len(self.life.scarce)])

    @rule(index=number)
    def settle(self, index: int) -> None:
        DONE["settle"] += 1
        self.life.stage("settle", self.life.scarce[index % len(self.life.scarce)])

    @rule(period=st.sampled_from(["once", "day", "week", "month"]), from_before=st.booleans())
    def launch(self, period: str, from_before: bool) -> None:
        DONE["launch"] += 1
        self.life.launch(period, from_before=from_before)

    @rule(reach=st.integers(1, 4), amount=st.integers(4, 6))
    def apply_a_version(self, reach: int, amount: int) -> None:
        DONE["apply a version"] += 1
        self.life.change(reach, amount)

    @rule(inviter=who, invitee=who)
    def invite(self, inviter: int, invitee: int) -> None:
        DONE["invite"] += 1
        self.life.invite(self._member(inviter), self._member(invitee))

    @rule(member=who, back=st.booleans())
    def leave_or_come_back(self, member: int, back: bool) -> None:
        DONE["leave or come back"] += 1
        self.life.leave(self._member(member), back=back)

    @precondition(lambda self: self.life.poisoned is None)
    @rule(member=who, chance=st.integers(0, 3))
    def erase(self, member: int, chance: int) -> None:
        DONE["erase"] += 1
        if chance == 0:
            self.life.erase(self._member(member))

    @precondition(lambda self: self.life.poisoned is None)
    @rule(keep=who, lose=who, chance=st.integers(0, 3))
    def merge(self, keep: int, lose: int, chance: int) -> None:
        DONE["merge"] += 1
        if chance == 0:
            self.life.merge(self._member(keep), self._member(lose))

    @rule(member=who)
    def poison(self, member: int) -> None:
        DONE["poison"] += 1
        self.life.poison(self._member(member))

    @rule()
    def mend(self) -> None:
        DONE["mend"] += 1
        self.life.mend()

    @rule()
    def drain(self) -> None:
        DONE["drain"] += 1
        house.drain(self.life.space_id)

    @rule()
    def seal(self) -> None:
        DONE["seal"] += 1
        self.life.seal()

    @invariant()
    def balances(self) -> None:
        """The books are right after every step."""
        if hasattr(self, "life"):
            self.life.check()

    def teardown(self) -> None:
        """At the end everything is settled, and every check of the audit is green."""
        if hasattr(self, "life"):
            self.life.come_to_rest()


def _live(examples: int, steps: int, chosen: int) -> None:
    # Not shrunk: a life costs seconds, and the audit says what is wrong with whom.
    chosen_settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    machine = seed(chosen)(type("TeaHouse", (TeaHouse,), {}))
    run_state_machine_as_test(machine, settings=chosen_settings)


def test_keeps_its_books_whatever_happens(
    committed_db: Callable[[], None],
    is_long: bool,
    first_seed: int,
    patience_seconds: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A failing seed of the long run is kept in seeds.txt; kept seeds are lived through first."""
    began, rounds, kept = time.monotonic(), 0, report.kept_seeds("machine") if is_long else []
    while True:
        chosen = kept.pop() if kept else first_seed + rounds
        try:
            _live(*((LIVES_A_ROUND, STEPS_A_LIFE) if is_long else (8, 60)), chosen)
        except Exception:
            report.tell("state machine FAILED", seed=chosen, steps=DONE.total(), rules=report.tally(DONE))
            if is_long:
                report.keep_seed("machine", chosen)
            raise
        committed_db()
        if is_long:
            with capsys.disabled():
                sys.stderr.write(f"{DONE.total()} steps, seed {chosen}\n")
        rounds += 1
        if not is_long or DONE.total() >= STEPS_IN_THE_LONG_RUN or time.monotonic() - began > patience_seconds:
            break
    report.tell(
        "state machine", steps=DONE.total(), rules=len(DONE), seeds=f"{first_seed}+{rounds}", done=report.tally(DONE)
    )
    assert len(DONE) >= 20
