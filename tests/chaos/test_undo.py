"""Undo takes back what came from an event, all of it and nothing else (UN-1 to UN-4), whatever was before."""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from guanxi import journal, ledger
from tests.chaos import histories, house, report
from tests.chaos.histories import AMPLE, TIGHT, Deed

_slugs = itertools.count(1)
DONE: Counter[str] = Counter()
spends = st.lists(st.tuples(st.integers(0, 25), st.integers(0, histories.MEMBERS - 1), st.integers(1, 40)), max_size=4)


@pytest.fixture(autouse=True)
def _place(committed_db: Callable[[], None]) -> None:
    """Real commits; not durable ones, because nothing is killed here."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _hold(law: Callable[..., None], is_long: bool, first_seed: int, **given_by: st.SearchStrategy[object]) -> None:
    examples = 150 if is_long else 10
    chosen = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    seed(first_seed)(chosen(given(**given_by)(law)))()
    report.tell(f"undo, {law.__name__}", histories=DONE[law.__name__], seed=first_seed)


def _place_for(*texts: str) -> tuple[int, list[int]]:
    space_id = house.open_house(f"undo-{next(_slugs)}", texts=texts, demo=False)
    return space_id, histories.people(space_id)


def _live(
    space_id: int, who: Sequence[int], history: Sequence[Deed], spent: Sequence[tuple[int, int, int]] = ()
) -> tuple[list[int], Counter[int]]:
    """Let the history happen, with spends in between (after which deed, who, how much): event ids, who spent what."""
    ids, paid = [], Counter[int]()
    for number, event in enumerate(histories.events_of(history, who)):
        ids.append(journal.record(space_id=space_id, events=[event]).ids[0])
        for after, member, amount in spent:
            if after == number:
                balance = house.rows(
                    space_id,
                    "SELECT coalesce(sum(balance), 0) FROM ledger_public_balance"
                    " WHERE space_id = %(space)s AND member_id = %(m)s AND unit = 'points'"
                    " AND kind = 'wallet'",
                    m=who[member],
                )[0][0]
                if amount := min(amount, int(balance)):
                    ledger.spend(space_id=space_id, member_id=who[member], unit="points", amount=amount, purpose="tea")
                    paid[member] += amount
    return ids, paid


def _void(space_id: int, ids: Sequence[int], chance: random.Random) -> None:
    """Void the events in any order, in pieces of any size, at once or through the queue."""
    rest = list(ids)
    chance.shuffle(rest)
    while rest:
        size = chance.randint(1, len(rest))
        piece, rest = rest[:size], rest[size:]
        journal.void_many(
            space_id=space_id,
            event_ids=piece,
            reason="all of it",
            actor=house.ACTOR,
            settle=chance.choice(["inline", "queue"]),
        )
    house.drain(space_id)


def test_takes_everything_back_to_its_start(is_long: bool, first_seed: int) -> None:
    def everything(
        history: list[Deed], spent: list[tuple[int, int, int]], chance: random.Random, maturing: bool
    ) -> None:
        DONE["everything"] += 1
        space_id, who = _place_for(AMPLE, TIGHT)
        before = histories.pools(space_id)
        ids, paid = _live(space_id, who, history, spent)
        if maturing:
            ledger.mature(space_id=space_id, now=histories.DAY_ONE.replace(month=8))
        _void(space_id, ids, chance)
        net: Counter[tuple[int, str]] = Counter()
        for (member, unit, _), amount in histories.wealth(space_id, who).items():
            net[member, unit] += amount
        assert {key: amount for key, amount in net.items() if amount} == {
            (member, "points"): -amount for member, amount in paid.items()
        }
        if not paid:
            assert histories.wealth(space_id, who) == {}
        assert histories.pools(space_id) == before
        assert histories.progress(space_id, who) == set()
        assert house.full_look(space_id) == []

    _hold(
        everything,
        is_long,
        first_seed,
        history=histories.histories,
        spent=spends,
        chance=st.randoms(use_true_random=False),
        maturing=st.booleans(),
    )


def test_takes_back_what_came_from_one_event_and_nothing_else(is_long: bool, first_seed: int) -> None:
    """As if it had never happened: compared with a space where it has not."""

    def one(history: list[Deed], index: int, queued: bool) -> None:
        DONE["one"] += 1
        (here, who), (there, others) = _place_for(AMPLE), _place_for(AMPLE)
        ids, _ = _live(here, who, history)
        gone = index % len(history)
        journal.void(
            space_id=here,
            event_id=ids[gone],
            reason="a mistake",
            actor=house.ACTOR,
            settle="queue" if queued else "inline",
        )
        house.drain(here)
        events = histories.events_of(history, others)
        for event in events[:gone] + events[gone + 1 :]:
            journal.record(space_id=there, events=[event])
        assert histories.wealth(here, who) == histories.wealth(there, others)
        assert histories.progress(here, who) == histories.progress(there, others)
        assert house.full_look(here) == []

    _hold(
        one,
        is_long,
        first_seed,
        history=histories.histories,
        index=st.integers(0, 24),
        queued=st.booleans(),
    )


def test_changes_nothing_by_voiding_and_reinstating(is_long: bool, first_seed: int) -> None:
    def identity(history: list[Deed], spent: list[tuple[int, int, int]], indexes: list[int]) -> None:
        DONE["identity"] += 1
        space_id, who = _place_for(AMPLE)
        ids, _ = _live(space_id, who, history, spent)
        before = (
            histories.wealth(space_id, who),
            histories.lots(space_id),
            histories.progress(space_id, who),
            histories.pools(space_id),
        )
        chosen = list(dict.fromkeys(ids[index % len(ids)] for index in indexes))
        for event_id in chosen:
            journal.void(space_id=space_id, event_id=event_id, reason="a mistake", actor=house.ACTOR)
        for event_id in reversed(chosen):
            journal.reinstate(space_id=space_id, event_id=event_id, reason="it was right", actor=house.ACTOR)
        after = (
            histories.wealth(space_id, who),
            histories.lots(space_id),
            histories.progress(space_id, who),
            histories.pools(space_id),
        )
        assert before == after
        assert house.full_look(space_id) == []

    indexes = st.lists(st.integers(0, 24), min_size=1, max_size=3)
    _hold(identity, is_long, first_seed, history=histories.histories, spent=spends, indexes=indexes)


def test_does_not_depend_on_how_events_arrive(is_long: bool, first_seed: int) -> None:
    """Each event five times, in any order, in batches of 1 to 50, at once or queued: as if once and in order (TI-5)."""

    def arrival(history: list[Deed], chance: random.Random) -> None:
        DONE["arrival"] += 1
        (here, who), (there, others) = _place_for(AMPLE), _place_for(AMPLE)
        for event in histories.events_of(sorted(history, key=lambda deed: deed.day), who):
            journal.record(space_id=here, events=[event])
        deliveries = histories.events_of(sorted(history, key=lambda deed: deed.day), others) * 5
        chance.shuffle(deliveries)
        while deliveries:
            size = chance.randint(1, 50)
            batch, deliveries = deliveries[:size], deliveries[size:]
            journal.record(space_id=there, events=batch, settle=chance.choice(["inline", "queue"]))
            if chance.random() < 0.3:
                journal.drain(space_id=there, batch=chance.randint(1, 5))
        house.drain(there)
        assert histories.wealth(here, who) == histories.wealth(there, others)
        assert histories.progress(here, who) == histories.progress(there, others)
        assert house.full_look(there) == []

    _hold(arrival, is_long, first_seed, history=histories.histories, chance=st.randoms(use_true_random=False))
