"""Which touch wins: the last valid one, unless an earlier one is still inside its protection (RF-8 to RF-12)."""

import pytest

from guanxi.referral import actions, errors, queries
from guanxi.spaces import actions as spaces
from tests.referral.conftest import DAY, LONG_AGO

JOINED = LONG_AGO + 100 * DAY


@pytest.fixture
def codes_of(space, join) -> dict[str, str]:
    """The personal codes of A, B and C, who joined long ago."""
    people = {name: join(name) for name in "ABC"}
    return {
        name: actions.personal_code(space_id=space, member_id=member_id, at=LONG_AGO).code
        for name, member_id in people.items()
    }


def arrive(space, join, codes_of, touches: str, typed: str | None = None) -> queries.Binding:
    """`touches` is like "A20 B6": A's code twenty days before joining, B's six days before."""
    for touch in touches.split():
        actions.record_touch(
            space_id=space, code=codes_of[touch[0]], visitor="phone", at=JOINED - float(touch[1:]) * DAY
        )
    newcomer = join("newcomer", days=100)
    code = None if typed is None else codes_of[typed]
    return actions.bind(space_id=space, member_id=newcomer, visitor="phone", code=code, at=JOINED)


@pytest.mark.parametrize(
    ("touches", "typed", "winner", "first"),
    [
        pytest.param("A1", None, "A", "A", id="the only touch"),
        pytest.param("A29.99", None, "A", "A", id="at the end of its validity"),
        pytest.param("A8 B2", None, "B", "A", id="the last, where the earlier is unprotected"),
        pytest.param("A6 B2", None, "A", "A", id="the earlier, where it is protected"),
        pytest.param("A7 B2", None, "B", "A", id="protection ends after exactly seven days"),
        pytest.param("A6.99 B2", None, "A", "A", id="protection lasts until then"),
        pytest.param("A20 B6 C1", None, "B", "A", id="the earliest of the protected ones"),
        pytest.param("A6 B5 C4", None, "A", "A", id="the first of three protected ones"),
        pytest.param("A20 B15", None, "B", "A", id="the last of the unprotected ones"),
        pytest.param("A20 B7.5 A6", None, "A", "A", id="a repeated touch protects anew"),
        pytest.param("A20 B6 A5", None, "B", "A", id="a repeated touch does not reach back"),
        pytest.param("A6", "C", "A", "A", id="protected even against a typed code"),
        pytest.param("A8", "C", "C", "A", id="a typed code is the last touch"),
        pytest.param("", "C", "C", "C", id="a typed code alone"),
        pytest.param("A40 B3", None, "B", "A", id="the first touch is named though it is invalid"),
    ],
)
def test_binds_to(space, join, codes_of, touches, typed, winner, first):
    binding = arrive(space, join, codes_of, touches, typed)
    assert binding.code == codes_of[winner]
    assert binding.first_code == codes_of[first]
    assert binding.bound_at == JOINED
    assert binding.protected_until == binding.touch_at + 7 * DAY


@pytest.mark.parametrize("touches", ["", "A30", "A31 B45"])
def test_refuses_without_a_valid_touch(space, join, codes_of, touches):
    with pytest.raises(errors.NoTouch):
        arrive(space, join, codes_of, touches)


@pytest.mark.parametrize(
    ("protection", "validity", "touches", "winner"),
    [
        (0, 30, "A0.5 B0.1", "B"),
        (30, 30, "A29 B0.1", "A"),
        (7, 5, "A6 B4", "B"),
        (7, 5, "A4.5 B4", "A"),
        (20, 10, "A15 B3", "B"),
        (1, 90, "A80", "A"),
    ],
)
def test_takes_protection_and_validity_as_two_numbers(space, join, codes_of, protection, validity, touches, winner):
    for name, value in (("protection", protection), ("validity", validity)):
        spaces.change_setting(space_id=space, name=f"referral.{name}_days", value=value, actor="staff:1")
    assert arrive(space, join, codes_of, touches).code == codes_of[winner]


def test_lets_a_touch_count_that_was_made_before_the_code_was_closed(space, join, codes_of):
    actions.record_touch(space_id=space, code=codes_of["A"], visitor="phone", at=JOINED - DAY)
    actions.close_code(space_id=space, code=codes_of["A"], actor="staff:1", at=JOINED - DAY / 2)
    assert arrive(space, join, codes_of, "").code == codes_of["A"]


def test_passes_over_a_visitors_touches_of_their_own_code(space, join, codes_of):
    newcomer = join("newcomer", days=100)
    own = actions.personal_code(space_id=space, member_id=newcomer, at=JOINED).code
    at = JOINED + DAY / 24
    actions.record_touch(space_id=space, code=codes_of["A"], visitor="phone", at=JOINED - 9 * DAY)
    actions.record_touch(space_id=space, code=own, visitor="phone", at=at)
    binding = actions.bind(space_id=space, member_id=newcomer, visitor="phone", at=at)
    assert binding.code == codes_of["A"]
