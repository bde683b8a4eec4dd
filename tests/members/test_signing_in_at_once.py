"""Many tries at the same instant are as many tries, and a secret that opens once opens once."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connections

from guanxi.members import errors, signin
from guanxi.spaces import errors as space_errors
from guanxi.spaces import invitations, limits
from tests import cast

AT_ONCE = 16
HOME = "203.0.113.7"


@pytest.fixture
def tea(committed_db) -> cast.House:
    return cast.spring_tea()


def at_once(act: Callable[[], object], *, times: int = AT_ONCE) -> Counter[object]:
    """What became of each call; a refusal is told by its type."""
    outcomes: list[object] = []
    together = threading.Barrier(times)

    def run() -> None:
        together.wait()
        try:
            outcomes.append(act())
        except (errors.ArrivalGone, space_errors.LinkSpent, space_errors.AlreadyStaff) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == times
    return Counter(outcomes)


def arrived(tea: cast.House) -> tuple[str, str]:
    token = signin.ask(space_id=tea.space_id, system="mail", contact="lin@example.com", address=HOME).token
    letter = signin.letter(space_id=tea.space_id, reference=signin.reference(space_id=tea.space_id, token=token))
    assert letter is not None
    return token, letter.code


def test_gives_five_tries_however_many_come_together(tea):
    token, code = arrived(tea)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    found = at_once(lambda: signin.confirm(space_id=tea.space_id, token=token, code=wrong, address=HOME).outcome)

    assert found == {"wrong": 4, "spent": AT_ONCE - 4}
    assert signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME).outcome == "spent"


def test_proves_once_and_lets_in_once(tea):
    token, code = arrived(tea)
    confirmed: list[signin.Confirmed] = []

    def confirm() -> str:
        one = signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME)
        confirmed.append(one)
        return one.outcome

    assert at_once(confirm)["proven"] == 1
    (proof,) = [one.token for one in confirmed if one.outcome == "proven"]
    entered = at_once(lambda: signin.enter(space_id=tea.space_id, token=proof, agreed={"service"}, of_age=True).new)
    assert entered == {True: 1, "ArrivalGone": AT_ONCE - 1}


def test_sends_six_codes_to_a_contact_however_many_ask_together(tea):
    found = at_once(
        lambda: signin.ask(space_id=tea.space_id, system="mail", contact="lin@example.com", address=HOME).limited
    )

    assert found == {"": 6, "contact": AT_ONCE - 6}


def test_takes_a_limit_exactly(tea):
    limit = limits.Limit(name="t", subject="s", amount=7, seconds=60)

    assert at_once(lambda: limits.take([limit])) == {True: 7, False: AT_ONCE - 7}


def test_accepts_an_invitation_once(tea):
    token = invitations.invite(
        space_id=tea.space_id, email="new@example.com", role="agent", mailed=True, actor=tea.actor
    )
    user_id = cast.user("New", "x")
    from guanxi.spaces import models  # noqa: PLC0415

    models.User.objects.filter(id=user_id).update(email="new@example.com")
    found = at_once(lambda: bool(invitations.accept(token=token, user_id=user_id)))

    assert found == {True: 1, "LinkSpent": AT_ONCE - 1}


def test_spends_the_first_link_once(committed_db):
    token = invitations.first_link()
    found = at_once(partial(invitations.spend_first, token=token))

    assert found == {None: 1, "LinkSpent": AT_ONCE - 1}
