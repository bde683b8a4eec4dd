"""Codes: the ways in (RF-1 to RF-4)."""

import pytest
from django.db import IntegrityError, transaction

from guanxi.kernel.tenancy import acting_in
from guanxi.referral import actions, codes, errors, models, queries
from tests.referral.conftest import leave_space


def test_draws_ten_signs_of_an_alphabet_without_look_alikes():
    drawn = {codes.draw() for _ in range(500)}
    assert len(drawn) == 500
    assert {len(code) for code in drawn} == {10}
    assert not set("".join(drawn)) & set("ILOU")
    assert len(codes.ALPHABET) == 32


@pytest.mark.parametrize("typed", ["0123456789", "o1 23-4567 89", " OL23456789 ", "oi23456789"])
def test_reads_what_a_person_types(typed):
    assert codes.read(typed) == "0123456789"


def test_opens_a_channel_code_with_its_bait(space):
    code = actions.create_channel_code(
        space_id=space, channel="parcel card", campaign="spring", bait="sample", bait_cost_cents=350, actor="staff:1"
    )
    assert queries.code(space_id=space, code=code.code.lower()) == code
    assert (code.kind, code.member_id, code.bait_cost_cents) == ("channel", None, 350)
    assert queries.channel_codes(space_id=space) == (code,)


@pytest.mark.parametrize("cost", [-1, 10**12 + 1, 2**63])
def test_refuses_a_bait_that_cannot_cost_that(space, cost):
    with pytest.raises(errors.BaitCostRefused):
        actions.create_channel_code(space_id=space, channel="wall", bait_cost_cents=cost, actor="staff:1")
    assert queries.channel_codes(space_id=space) == ()


def test_gives_a_member_one_personal_code_for_good(space, join):
    alice = join("alice")
    first = actions.personal_code(space_id=space, member_id=alice)
    assert actions.personal_code(space_id=space, member_id=alice) == first
    assert first.member_id == alice


def test_gives_a_member_a_new_code_after_the_old_was_closed(space, join):
    alice = join("alice")
    first = actions.personal_code(space_id=space, member_id=alice)
    actions.close_code(space_id=space, code=first.code, actor="staff:1")
    actions.close_code(space_id=space, code=first.code, actor="staff:1")
    assert actions.personal_code(space_id=space, member_id=alice).code != first.code


def test_refuses_a_code_for_somebody_of_another_space(space, other_space, join):
    stranger = join("stranger", space_id=other_space)
    leave_space()
    with pytest.raises(errors.MemberUnknown):
        actions.personal_code(space_id=space, member_id=stranger)


def test_refuses_to_close_a_code_of_another_space_as_if_it_did_not_exist(space, other_space):
    code = actions.create_channel_code(space_id=other_space, channel="wall", actor="staff:1").code
    leave_space()
    with pytest.raises(errors.CodeUnknown) as theirs:
        actions.close_code(space_id=space, code=code, actor="staff:1")
    with pytest.raises(errors.CodeUnknown) as nobodys:
        actions.close_code(space_id=space, code="ZZZZZZZZZZ", actor="staff:1")
    assert str(theirs.value).replace(code, "") == str(nobodys.value).replace("ZZZZZZZZZZ", "")


@pytest.mark.parametrize("text", ["SHORT", "lower12345", "ILOU123456"])
def test_cannot_store_a_code_outside_the_alphabet(space, text):
    with acting_in(space), pytest.raises(IntegrityError, match="referral_code_alphabet"), transaction.atomic():
        models.Code.objects.create(space_id=space, code=text, kind="channel", created_at="2026-01-01T00:00:00Z")
