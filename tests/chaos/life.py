"""The life of one tea house: each method is something that may happen to it, and tells the model."""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi import journal, ledger
from guanxi.insight import audit
from guanxi.kernel.errors import Refusal
from guanxi.kernel.predicates import LARGEST_WHOLE
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.quests import queries as quest_queries
from guanxi.referral import actions as referral
from tests.chaos import house
from tests.chaos.model import Fact, Model

ZONE = ZoneInfo("Europe/Berlin")
FIT = (2**63 - 1) // LARGEST_WHOLE  # so many of the largest numbers can be added up
_slugs = itertools.count(1)


class Life:
    """A space, who is in it, and the model of what they must have."""

    def __init__(self) -> None:
        self.space_id = house.open_house(f"chaos-{next(_slugs)}")
        self.model = Model()
        self.members: list[int] = []
        self.scarce = quest_names(house.SCARCE) + house.launch_all(
            self.space_id, house.VERSIONED.format(reach=3, amount=5)
        )
        self.numbers = itertools.count(1)
        self.repeats: list[tuple[journal.Event, int]] = []
        self.holds: list[tuple[int, int]] = []
        self.spends: list[tuple[int, int, str, int]] = []
        self.poisoned: tuple[int, ...] | None = None
        self.mended: set[int] = set()
        self.refused: Counter[str] = Counter()
        self.join()
        self.join()

    def act(self, what: Callable[[], Any]) -> Any:
        """Do something that may be refused; what is refused must not have changed a thing."""
        try:
            return what()
        except Refusal as refusal:
            self.refused[refusal.code] += 1
            return None

    # -- people

    def join(self) -> None:
        number = next(self.numbers)
        at = house.SINCE + timedelta(minutes=number)
        self.members.append(
            members.join(
                space_id=self.space_id, external_ids={"shop": f"m{number}"}, channel="poster", actor=house.ACTOR, at=at
            )
        )

    def leave(self, member_id: int, *, back: bool) -> None:
        change = members.rejoin if back else members.leave
        self.act(lambda: change(space_id=self.space_id, member_id=member_id, actor=house.ACTOR))

    def erase(self, member_id: int) -> None:
        done = self.act(
            lambda: members.erase(space_id=self.space_id, member_id=member_id, reason="asked", actor=house.ACTOR)
        )
        if done is not None:
            self._forget(member_id)

    def merge(self, keep: int, lose: int) -> None:
        done = self.act(lambda: members.merge(space_id=self.space_id, keep=keep, lose=lose, actor=house.ACTOR))
        if done is not None:
            self._forget(lose)
            self.model.beyond.add(keep)

    def _forget(self, member_id: int) -> None:
        self.model.beyond.add(member_id)
        self.members.remove(member_id)
        self.repeats = [pair for pair in self.repeats if pair[0].member_id != member_id]
        self.holds = [pair for pair in self.holds if pair[1] != member_id]
        self.spends = [spend for spend in self.spends if spend[1] != member_id]
        if len(self.members) < 2:
            self.join()

    def invite(self, inviter: int, invitee: int) -> None:
        def bind() -> None:
            code = referral.personal_code(space_id=self.space_id, member_id=inviter, at=house.SINCE)
            joined = house.rows(
                self.space_id,
                "SELECT joined_at FROM members_public_member WHERE space_id = %(space)s AND member_id = %(m)s",
                m=invitee,
            )[0][0]
            referral.bind(
                space_id=self.space_id,
                member_id=invitee,
                code=code.code,
                actor=house.ACTOR,
                at=joined + timedelta(seconds=1),
            )

        self.act(bind)

    # -- events

    def happen(
        self, member_id: int, kind: str, props: dict[str, Any], *, days_late: int = 0, queued: bool = False
    ) -> int:
        """An event now or some days ago; returns its id."""
        now = self.now()
        at = now - timedelta(days=days_late, minutes=1) if days_late else None
        event = journal.Event(type=kind, member_id=member_id, at=at, props=props, key=f"k{next(self.numbers)}")
        event_id = journal.record(space_id=self.space_id, events=[event], settle="queue" if queued else "inline").ids[0]
        day = (
            date.fromisoformat(props["for_date"])
            if "for_date" in props
            else (at or self._at(event_id)).astimezone(ZONE).date()
        )
        self.model.facts[event_id] = Fact(event_id, member_id, kind, day, cents=props.get("sum_cents", 0))
        self.repeats.append((event, event_id))
        return event_id

    def repeat(self, index: int) -> None:
        """An event comes again with the same key: nothing happens, and it has the id it had."""
        if self.repeats:
            event, event_id = self.repeats[index % len(self.repeats)]
            again = journal.record(space_id=self.space_id, events=[event])
            assert (again.ids, again.new) == ((event_id,), 0)

    def batch(self, drawn: Sequence[tuple[int, str, int, int]], *, queued: bool) -> None:
        """Several events at once: (member, kind, number, days late)."""
        now = self.now()
        events, facts = [], []
        for index, kind, number, late in drawn:
            member_id = self.members[index % len(self.members)]
            at = now - timedelta(days=late, minutes=number % 50 + 1)
            props = props_of(kind, number)
            events.append(
                journal.Event(type=kind, member_id=member_id, at=at, props=props, key=f"k{next(self.numbers)}")
            )
            facts.append(Fact(0, member_id, kind, at.astimezone(ZONE).date(), cents=props.get("sum_cents", 0)))
        told = journal.record(space_id=self.space_id, events=events, settle="queue" if queued else "inline")
        for event, event_id, fact in zip(events, told.ids, facts, strict=True):
            fact.event_id = event_id
            self.model.facts[event_id] = fact
            self.repeats.append((event, event_id))

    def void(self, event_ids: Sequence[int], *, queued: bool) -> None:
        """Undo some events; none that is poisoned, which is mended in its own way."""
        chosen = [
            event_id for event_id in dict.fromkeys(event_ids) if self.poisoned is None or event_id not in self.poisoned
        ]
        if chosen:
            journal.void_many(
                space_id=self.space_id,
                event_ids=chosen,
                reason="a mistake",
                actor=house.ACTOR,
                settle="queue" if queued else "inline",
            )
        for event_id in chosen:
            self.model.facts[event_id].live = False

    def reinstate(self, event_id: int, *, queued: bool) -> None:
        """Let an event count again; what once poisoned may be too much again, which an inline call is told."""
        if event_id in self.mended:
            house.drain(self.space_id)  # whoever waits in the queue is not served inline
        done = self.act(
            lambda: journal.reinstate(
                space_id=self.space_id,
                event_id=event_id,
                reason="it was right",
                actor=house.ACTOR,
                settle="queue" if queued and event_id not in self.mended else "inline",
            )
        )
        self.model.facts[event_id].live = done is not None

    def poison(self, member_id: int) -> None:
        """Reviews whose lengths add up to more than a bigint: the last cannot be settled."""
        if self.poisoned is None and not self.model.live(member_id, "review.written"):
            props = {"order": "x", "length": LARGEST_WHOLE, "rating": 1}
            fit = [self.happen(member_id, "review.written", props) for _ in range(FIT)]
            self.poisoned = (*fit, self.happen(member_id, "review.written", props, queued=True))

    def mend(self) -> None:
        """Void the first of them, and try again what was set aside."""
        if self.poisoned is not None:
            (first, *_, last), poisoned, self.poisoned = self.poisoned, self.poisoned, None
            self.mended.update(poisoned)
            house.drain(self.space_id)
            aside = house.set_aside(self.space_id)
            assert aside == [last], f"{aside} are set aside; of {poisoned} it should be the last"
            self.void([first], queued=False)
            assert journal.retry_set_aside(space_id=self.space_id) == 1
            house.drain(self.space_id)

    # -- value

    def spend(self, member_id: int, amount: int, unit: str) -> None:
        done = self.act(
            lambda: ledger.spend(
                space_id=self.space_id,
                member_id=member_id,
                unit=unit,
                amount=amount,
                purpose="tea",
                key=f"k{next(self.numbers)}",
            )
        )
        if done is not None:
            self.spends.append((done, member_id, unit, amount))
            self.model.spent[member_id] += amount if unit == "points" else 0

    def hold(self, member_id: int, amount: int) -> None:
        """Points are set aside for an order that is not paid yet; they are still the member's."""
        done = self.act(
            lambda: ledger.hold(
                space_id=self.space_id, member_id=member_id, unit="points", amount=amount, purpose="tea"
            )
        )
        if done is not None:
            self.holds.append((done, member_id))

    def capture(self, index: int, amount: int) -> None:
        if self.holds:
            hold_id, member_id = self.holds[index % len(self.holds)]
            done = self.act(
                lambda: ledger.capture(space_id=self.space_id, hold_id=hold_id, amount=amount, actor=house.ACTOR)
            )
            self.model.spent[member_id] += amount if done is not None else 0

    def release(self, index: int) -> None:
        if self.holds:
            hold_id, _ = self.holds.pop(index % len(self.holds))
            self.act(lambda: ledger.release(space_id=self.space_id, hold_id=hold_id, actor=house.ACTOR))

    def refund(self, index: int) -> None:
        if self.spends:
            spend_id, member_id, unit, amount = self.spends[index % len(self.spends)]
            done = self.act(
                lambda: ledger.refund(space_id=self.space_id, spend_id=spend_id, reason="returned", actor=house.ACTOR)
            )
            self.model.spent[member_id] -= amount if done is not None and unit == "points" else 0

    def forgive(self, member_id: int, amount: int) -> None:
        done = self.act(
            lambda: ledger.forgive(
                space_id=self.space_id,
                member_id=member_id,
                unit="points",
                amount=amount,
                reason="a gift",
                actor=house.ACTOR,
            )
        )
        self.model.spent[member_id] -= amount if done is not None else 0

    def pass_time(self) -> None:
        """What the worker does by the clock."""
        now = self.now()
        midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        ledger.mature(space_id=self.space_id, now=now)
        ledger.expire(space_id=self.space_id, now=midnight)

    def review_tiers(self) -> None:
        quests.review_tiers(space_id=self.space_id, now=self.now())

    def jump(self, days: int, minutes: int) -> None:
        """The clock goes to just around a local midnight, some days ahead."""
        now = self.now()
        day = now.astimezone(ZONE).date() + timedelta(days=days + 1)
        target = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC) + timedelta(minutes=minutes)
        if target > now:
            with acting_in(self.space_id):
                journal.set_clock(space_id=self.space_id, now=target)

    def decide(self, index: int, *, deny: bool) -> None:
        """Release or deny one of the grants that are held."""
        with acting_in(self.space_id):
            held = quest_queries.waiting_for_decision(space_id=self.space_id)
        if not held:
            return
        event_id = held[index % len(held)][0]
        act = quests.deny_held if deny else quests.release_held
        done = self.act(lambda: act(space_id=self.space_id, event_id=event_id, reason="looked at", actor=house.ACTOR))
        if deny and done:
            for event, member_id, code, amount, _ in held:
                if event == event_id and code in {"points", "growth"}:
                    self.model.denied[event_id] = (member_id, code, amount)

    # -- quests

    def stage(self, name: str, slug: str) -> None:
        """What is modelled goes on for ever, and so does what the poison is a poison for."""
        if slug == "letters" or (name in {"end", "settle"} and slug not in self.scarce):
            return
        self.act(lambda: getattr(quests, name)(space_id=self.space_id, slug=slug, actor=house.ACTOR))

    def launch(self, period: str, *, from_before: bool) -> None:
        since = "counts_from: 2026-04-01" if from_before else ""
        text = house.LAUNCHED_LATE.format(number=next(self.numbers), period=period, since=since)
        if len(self.scarce) < 16:
            self.scarce += self.act(lambda: house.launch_all(self.space_id, text)) or []

    def change(self, reach: int, amount: int) -> None:
        """Another version of a quest, better or worse."""
        self.act(lambda: house.launch_all(self.space_id, house.VERSIONED.format(reach=reach, amount=amount)))

    def seal(self) -> None:
        audit.seal(space_id=self.space_id)

    # -- looking

    def now(self) -> datetime:
        with acting_in(self.space_id):
            return journal.now(space_id=self.space_id)

    def _at(self, event_id: int) -> datetime:
        moment: datetime = house.rows(
            self.space_id, "SELECT at FROM journal_public_event WHERE space_id = %(space)s AND id = %(id)s", id=event_id
        )[0][0]
        return moment

    def check(self) -> None:
        """The audit's quick checks; and, when nothing waits, the model."""
        wrong = house.quick_look(self.space_id)
        assert not wrong, house.told(self.space_id, wrong)
        if house.is_at_rest(self.space_id):
            self.compare()

    def compare(self) -> None:
        """What everybody has of growth and points is what the model says."""
        voided = self._voided(list(self.model.denied))
        for unit in ("growth", "points"):
            found = house.net(self.space_id, unit)
            modelled = {member: amount for member, amount in found.items() if member not in self.model.beyond}
            expected = self.model.expected(unit, self.members, voided)
            assert modelled == expected, f"{unit}: {modelled} are there, {expected} are due"

    def _voided(self, event_ids: list[int]) -> set[int]:
        if not event_ids:
            return set()
        statement = "SELECT id FROM journal_public_event WHERE space_id = %(space)s AND id = ANY(%(ids)s) AND voided"
        return {int(row[0]) for row in house.rows(self.space_id, statement, ids=event_ids)}

    def come_to_rest(self) -> None:
        """Mend, drain, and let everything be looked at."""
        self.mend()
        house.drain(self.space_id)
        assert house.is_at_rest(self.space_id)
        self.compare()
        wrong = house.full_look(self.space_id)
        assert not wrong, house.told(self.space_id, wrong)


def quest_names(text: str) -> list[str]:
    """The names of the quests in a text."""
    return [line.split(":")[1].strip() for line in text.splitlines() if line.strip().startswith("- quest:")]


def props_of(kind: str, number: int) -> dict[str, Any]:
    """The props of an event of this kind; the number decides how much."""
    match kind:
        case "order.delivered":
            return {"order": f"o{number % 4}", "sum_cents": 150 + number * 37 % 9000, "quantity": 1}
        case "review.written":
            return {"order": f"o{number % 3}", "length": number % 40, "rating": 1 + number % 5}
    return {"text_length": number, "local_hour": number % 24}
