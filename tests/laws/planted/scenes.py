"""Short scenes, each of which a bug would spoil: what must hold is asserted with the words that the bug would earn."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from guanxi import journal, ledger
from guanxi.insight import audit
from guanxi.journal import errors as journal_errors
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors as ledger_errors
from guanxi.quests import actions as quests
from guanxi.quests import errors as quest_errors
from guanxi.referral import actions as referral
from tests.quests import tea

POINT_EACH = tea.quest("each", each="[{points: 1}]", ceiling_per_day="{points: 1000}")
LAST_CUP = tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 1}')

_WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
_LOCK = "SELECT id FROM journal_subject WHERE space_id = %s AND id = %s FOR NO KEY UPDATE SKIP LOCKED"


def _refuses(what: type[Exception], act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except what:
        return True
    return False


class _Elsewhere:
    """`act` runs on a connection of its own; `ended` waits for it and says what it raised."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._raised: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 - told to the scene, which judges it
            self._raised.append(error)
        finally:
            connection.close()

    def ended(self) -> list[BaseException]:
        self._thread.join(20)
        assert not self._thread.is_alive(), "the other session never came to an end"
        return self._raised


def _wait_until_somebody_waits() -> None:
    """Until another session of this database waits for a lock."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(f"SELECT EXISTS (SELECT {_WAITING})")
            row = cursor.fetchone()
        if row and row[0]:
            return
        time.sleep(0.02)
    pytest.fail("nobody came to wait for a lock")


def _meanwhile(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    """`first` here, and `second` elsewhere: it comes to wait for a lock of `first`, which is committed only then."""
    with transaction.atomic():
        first()
        other = _Elsewhere(second)
        _wait_until_somebody_waits()
    return other.ended()


def _audited(house: tea.House) -> dict[str, tuple[str, ...]]:
    report = audit.run(space_id=house.space_id, keep=False)
    return {finding.check.id: finding.examples for finding in report.findings if finding.violations}


def two_take_the_last_cup() -> None:
    house = tea.open_house()
    house.launch(LAST_CUP)
    first, second = house.members(2)
    raised = _meanwhile(
        lambda: house.check_in(first, "2026-05-01 08:00"), lambda: house.check_in(second, "2026-05-01 08:00")
    )
    assert raised == []
    assert house.cups(first) + house.cups(second) == 1, "the last cup was given twice"


def two_launches_share_a_reserve() -> None:
    house = tea.open_house()
    for slug in ("one", "two"):
        house.apply(tea.quest(slug, steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 5}'))

    def launch(slug: str) -> None:
        quests.launch(space_id=house.space_id, slug=slug, actor=house.actor)

    raised = _meanwhile(lambda: launch("one"), lambda: launch("two"))
    assert house.system("reserve", "item:cup") == 0, "the reserve was promised twice"
    assert [type(error) for error in raised] == [quest_errors.NotCovered]


def an_effect_is_posted_again() -> None:
    house = tea.open_house()
    with acting_in(house.space_id):
        unit = ledger.unit_id(space_id=house.space_id, code="points")
        event = ledger.fund(space_id=house.space_id, unit="points", amount=1, actor=house.actor)

        def again() -> None:
            ledger.move(
                space_id=house.space_id,
                unit=unit,
                source=("issuance", 0),
                target=("reserve", 0),
                amount=1,
                event_id=event,
            )

        _refuses(Exception, again)
    assert house.system("reserve") == 10_001, "one effect was posted twice"


def an_event_is_delivered_again() -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]

    def again() -> None:
        house.rows("SELECT journal_settle(%s, ARRAY[%s])", house.space_id, event)

    _refuses(Exception, again)
    assert house.value("each", member) == [1], "one event was counted twice"
    assert house.points(member) == 1, "one event was paid twice"


def a_key_comes_twice(*, same: bool) -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    member = house.member()
    house.record(house.event(member, "2026-05-01 08:00", key="tap 7"))
    again = house.event(member, "2026-05-01 08:00" if same else "2026-05-02 08:00", key="tap 7")
    refused = _refuses(journal_errors.KeyReused, lambda: house.record(again))
    assert refused is not same, "other content under a known key was taken for the same event"
    assert house.points(member) == 1, "one key became two events"


def an_inviter_and_an_invitee_are_locked() -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    inviter, invitee = house.members(2)
    with acting_in(house.space_id):
        referral.set_qualification_rule(space_id=house.space_id, event_types=["checkin.made"], actor=house.actor)
        code = referral.personal_code(space_id=house.space_id, member_id=inviter)
        referral.bind(space_id=house.space_id, member_id=invitee, code=code.code)
    with acting_in(house.space_id):
        house.rows(_LOCK, house.space_id, inviter)
        other = _Elsewhere(
            lambda: journal.record(
                space_id=house.space_id, events=[journal.Event(type="checkin.made", member_id=invitee)]
            )
        )
        _wait_until_somebody_waits()
        free = house.rows(_LOCK, house.space_id, invitee)
    raised = other.ended()
    assert raised == []
    assert free == [(invitee,)], "somebody waits for a member while holding a later one"


def a_worker_dies() -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    member = house.member()
    house.record(house.event(member, "2026-05-01 08:00"), settle="queue")
    with transaction.atomic():
        house.rows(_LOCK, house.space_id, member)
        other = _Elsewhere(lambda: journal.drain(space_id=house.space_id))
        _wait_until_somebody_waits()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {_WAITING}")
    raised = other.ended()
    assert len(raised) == 1
    journal.drain_all(space_id=house.space_id)
    assert house.points(member) == 1, "the event left the queue before its effect was there"


def a_grant_is_audited() -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    house.check_in(house.member(), "2026-05-01 08:00")
    assert _audited(house) == {}, "the audit found"


def a_demo_lives_ahead() -> None:
    house = tea.open_house("demo-tea", demo=True)
    tomorrow = datetime.now(UTC) + timedelta(days=3)
    house.launch(
        tea.quest(
            counts_from="launch",
            window=f"{{from: {(tomorrow - timedelta(days=1)).date()}}}",
            each="[{points: 1}]",
            ceiling_per_day="{points: 9}",
        )
    )
    member = house.member()
    with acting_in(house.space_id):
        journal.set_clock(space_id=house.space_id, now=tomorrow)
    with acting_in(house.space_id):
        journal.record(space_id=house.space_id, events=[journal.Event(type="checkin.made", member_id=member)])
    assert house.points(member) == 1, "the window was judged by the clock of the application"


def two_evenings_in_shanghai() -> None:
    house = tea.open_house()
    house.launch(
        tea.quest(
            goal="{event: checkin.made, measure: {streak: days}}",
            steps="[{reach: 2, promise: [{points: 5}]}]",
            budget="{points: 5}",
        )
    )
    member = house.member()
    house.check_in(member, "2026-05-01 23:30", "2026-05-02 00:30")
    assert house.points(member) == 5, "a day did not begin at the midnight of the space"


def an_event_at_the_edge() -> None:
    house = tea.open_house()
    house.launch(
        tea.quest(window="{from: 2026-05-01, to: 2026-05-02}", each="[{points: 1}]", ceiling_per_day="{points: 9}")
    )
    member = house.member()
    house.check_in(member, "2026-05-01 00:00")
    house.check_in(member, "2026-05-02 00:00")
    assert house.points(member) == 1, "the end of the window was part of it"


def somebody_elses_member() -> None:
    house, other = tea.open_house(), tea.open_house("night-owl", "Europe/Berlin")
    stranger = house.member()
    refused = _refuses(journal_errors.UnknownMember, lambda: other.check_in(stranger, "2026-05-01 08:00"))
    assert refused, "a space took an event about the member of another"


def two_spaces() -> None:
    house, other = tea.open_house(), tea.open_house("night-owl", "Europe/Berlin")
    house.launch(POINT_EACH)
    house.check_in(house.member(), "2026-05-01 08:00")
    seen = other.rows("SELECT DISTINCT space_id FROM ledger_account")
    assert seen == [(other.space_id,)], "a space saw the accounts of another"


def a_chain_is_undone() -> None:
    house = tea.open_house()
    house.launch(
        tea.quest("first", steps="[{reach: 1, promise: [{growth: 3}]}]", ceiling_per_day="{growth: 100}"),
        tea.quest(
            "second",
            goal="{event: quest.step_reached, where: \"props.quest = 'first'\"}",
            each="[{points: 7}]",
            ceiling_per_day="{points: 100}",
        ),
    )
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    assert house.points(member) == 7
    house.void(event)
    assert house.points(member) == 0, "the undo went one link deep and no further"


def the_later_lot_is_reversed() -> None:
    house = tea.open_house()
    house.launch(
        tea.quest("soon", each="[{points: 5, expires_days: 10}]", ceiling_per_day="{points: 100}"),
        tea.quest(
            "late",
            goal="{event: order.delivered}",
            each="[{points: 5, expires_days: 100}]",
            ceiling_per_day="{points: 100}",
        ),
    )
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    house.void(house.order(member, "2026-05-01 09:00", 100))
    house.expire("2026-06-01 00:00")
    assert house.points(member) == 0, "the reversal took another lot than its own"


def a_negative_amount_is_spent() -> None:
    house = tea.open_house()
    member = house.member()
    refused = _refuses(ledger_errors.AmountNotPositive, lambda: house.spend(member, -5))
    assert house.points(member) == 0, "spending less than nothing made points"
    assert refused


def a_batch_meets_a_cap() -> None:
    house = tea.open_house()
    house.launch(tea.quest(each="[{points: 1}]", ceiling_per_day="{points: 1000}", caps="{member: {points: 3}}"))
    member = house.member()
    house.record(*(house.event(member, f"2026-05-01 08:0{minute}") for minute in range(5)))
    assert house.points(member) == 3, "a cap was counted after the grants"


def the_lot_that_expires_first_is_spent() -> None:
    house = tea.open_house()
    house.launch(
        tea.quest(
            "late",
            goal="{event: order.delivered}",
            each="[{points: 5, expires_days: 100}]",
            ceiling_per_day="{points: 100}",
        ),
        tea.quest("soon", each="[{points: 5, expires_days: 10}]", ceiling_per_day="{points: 100}"),
    )
    member = house.member()
    house.order(member, "2026-05-01 08:00", 100)
    house.check_in(member, "2026-05-01 09:00")
    house.spend(member, 5)
    house.expire("2026-06-01 00:00")
    assert house.points(member) == 5, "what would have lasted was spent first"


def a_unit_comes_back() -> None:
    house = tea.open_house()
    house.launch(LAST_CUP)
    guests = house.members(3)
    events = [house.check_in(guest, f"2026-05-01 08:0{minute}")[0] for minute, guest in enumerate(guests)]
    house.void(events[0])
    assert [house.cups(guest) for guest in guests] == [0, 1, 0], "the cup that came back went past the first who waited"


def a_unit_is_undone() -> None:
    house = tea.open_house()
    house.launch(LAST_CUP)
    house.void(*house.check_in(house.member(), "2026-05-01 08:00"))
    assert _audited(house) == {}, "the audit found"


def somebody_in_debt_earns() -> None:
    house = tea.open_house()
    house.launch(POINT_EACH)
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.spend(member, 1)
    house.void(event)
    house.check_in(member, "2026-05-02 08:00", "2026-05-03 08:00")
    assert house.points(member) == 1, "a debt was forgotten when new points came"
