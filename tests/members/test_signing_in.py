"""From a code to a member: what a contact proves, how often it may be tried, and what is kept of it."""

import pytest
from django.db import connection

from guanxi.kernel import tenancy
from guanxi.members import actions, errors, queries, signin
from guanxi.spaces import actions as spaces
from tests import cast

pytestmark = pytest.mark.django_db
HOME = "203.0.113.7"
MAIL = "xiaoman@example.com"
ALL = {"service", "marketing"}


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl() -> cast.House:
    return cast.night_owl()


def ask(space_id: int, contact: str = MAIL, *, system: str = "mail", address: str = HOME) -> str:
    asked = signin.ask(space_id=space_id, system=system, contact=contact, address=address)
    assert asked.limited == ""
    return asked.token


def code_of(space_id: int, token: str) -> str:
    letter = signin.letter(space_id=space_id, reference=signin.reference(space_id=space_id, token=token))
    assert letter is not None
    return letter.code


def proven(space_id: int, contact: str = MAIL, *, system: str = "mail") -> str:
    token = ask(space_id, contact, system=system)
    code = code_of(space_id, token)
    confirmed = signin.confirm(space_id=space_id, token=token, code=code, address=HOME)
    assert confirmed.outcome == "proven"
    return confirmed.token


def enter(space_id: int, contact: str = MAIL, *, system: str = "mail") -> signin.Entered:
    return signin.enter(space_id=space_id, token=proven(space_id, contact, system=system), agreed=ALL, of_age=True)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def everything(space_id: int) -> str:
    """All that the tables of arrivals, jobs and limits hold, as text."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(a::text, '') FROM members_arrival a)"
            " || coalesce((SELECT string_agg(l::text, '') FROM spaces_limit l), '')"
            " || coalesce((SELECT string_agg(j.args::text, '') FROM procrastinate_jobs j), '')"
        )
        return str(cursor.fetchone()[0])


def test_makes_a_member_of_somebody_new(tea):
    entered = enter(tea.space_id)

    assert entered.new
    assert queries.member_by_external_id(space_id=tea.space_id, system="mail", value=MAIL) == entered.member_id
    kept = {
        one.purpose: one.text_version for one in queries.consents(space_id=tea.space_id, member_id=entered.member_id)
    }
    assert kept == {"age_14": "2026-11", "service": "2026-11", "marketing": "2026-11"}


def test_knows_the_same_person_again_however_the_contact_is_typed(tea):
    first = enter(tea.space_id, "138 0013 8000", system="phone")
    again = enter(tea.space_id, "+86-13800138000", system="phone")

    assert (again.member_id, again.new) == (first.member_id, False)


def test_lets_somebody_back_who_left(tea):
    first = enter(tea.space_id)
    actions.leave(space_id=tea.space_id, member_id=first.member_id, actor=None)
    again = enter(tea.space_id)

    assert again.member_id == first.member_id
    assert queries.is_active(space_id=tea.space_id, member_id=first.member_id)


def test_takes_somebody_who_was_erased_for_returning_and_not_for_the_same(tea):
    first = enter(tea.space_id)
    actions.erase(space_id=tea.space_id, member_id=first.member_id, reason="asked", actor=cast.ACTOR)
    again = enter(tea.space_id)

    assert again.member_id != first.member_id
    assert queries.member(space_id=tea.space_id, member_id=again.member_id).returning


def brought_in(space_id: int, name: str, phone: str) -> int:
    actions.define_field(space_id=space_id, slug="phone", type_="phone", label="手机", purpose="发货", actor=cast.ACTOR)
    return actions.join(space_id=space_id, external_ids={"shop": name}, answers={"phone": phone}, actor=cast.ACTOR)


def test_recognises_a_customer_whom_the_brand_brought_in_with_this_number(tea):
    customer = brought_in(tea.space_id, "1042", "13800138000")

    assert enter(tea.space_id, "13800138000", system="phone").member_id == customer
    assert enter(tea.space_id, "13800138000", system="phone").member_id == customer


def test_does_not_guess_which_of_two_customers_it_is(tea):
    customers = {brought_in(tea.space_id, name, "13800138000") for name in ("1042", "1043")}

    assert enter(tea.space_id, "13800138000", system="phone").member_id not in customers


def test_gives_nobody_the_account_of_a_member_who_typed_a_foreign_number(tea):
    """A number in a profile is no proof when its member signs in by themselves already."""
    victim = enter(tea.space_id)
    brought_in(tea.space_id, "other", "13900139000")
    actions.set_profile(space_id=tea.space_id, member_id=victim.member_id, answers={"phone": "13800138000"}, actor=None)

    assert enter(tea.space_id, "13800138000", system="phone").member_id != victim.member_id


def test_refuses_a_wrong_code_and_ends_after_five(tea):
    token = ask(tea.space_id)
    code = code_of(tea.space_id, token)
    tries = [signin.confirm(space_id=tea.space_id, token=token, code=wrong(code), address=HOME) for _ in range(5)]

    assert [(one.outcome, one.tries_left) for one in tries] == [
        ("wrong", 4), ("wrong", 3), ("wrong", 2), ("wrong", 1), ("spent", 0),
    ]  # fmt: skip
    assert signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME).outcome == "spent"


def test_takes_a_code_once(tea):
    token = ask(tea.space_id)
    code = code_of(tea.space_id, token)
    signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME)

    assert signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME).outcome == "spent"


def test_gives_the_browser_another_token_with_the_proof(tea):
    token = ask(tea.space_id)
    confirmed = signin.confirm(space_id=tea.space_id, token=token, code=code_of(tea.space_id, token), address=HOME)

    assert confirmed.token not in {"", token}
    assert signin.arrival(space_id=tea.space_id, token=token) is None
    with pytest.raises(errors.ArrivalGone):
        signin.enter(space_id=tea.space_id, token=token, agreed=ALL, of_age=True)


def test_takes_no_code_that_has_expired(tea):
    token = ask(tea.space_id)
    code = code_of(tea.space_id, token)
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("UPDATE members_arrival SET expires_at = now() - interval '1 second'")

    assert signin.confirm(space_id=tea.space_id, token=token, code=code, address=HOME).outcome == "spent"
    assert signin.forget(space_id=tea.space_id) == 1


def test_takes_no_code_of_another_space_or_another_browser(tea, owl):
    here, there, other = ask(tea.space_id), ask(owl.space_id), ask(tea.space_id)
    code = code_of(tea.space_id, here)

    assert signin.confirm(space_id=owl.space_id, token=here, code=code, address=HOME).outcome == "spent"
    if code_of(owl.space_id, there) != code:
        assert signin.confirm(space_id=owl.space_id, token=there, code=code, address=HOME).outcome == "wrong"
    if code_of(tea.space_id, other) != code:
        assert signin.confirm(space_id=tea.space_id, token=other, code=code, address=HOME).outcome == "wrong"


def test_enters_once_with_a_proof(tea):
    token = proven(tea.space_id)
    signin.enter(space_id=tea.space_id, token=token, agreed=ALL, of_age=True)

    with pytest.raises(errors.ArrivalGone):
        signin.enter(space_id=tea.space_id, token=token, agreed=ALL, of_age=True)


def test_lets_nobody_in_before_the_proof(tea):
    with pytest.raises(errors.ArrivalGone):
        signin.enter(space_id=tea.space_id, token=ask(tea.space_id), agreed=ALL, of_age=True)


def test_needs_the_age_and_the_service_of_somebody_new_and_nothing_else(tea):
    for refusal, agreed, of_age in (
        (errors.TooYoung, ALL, False),
        (errors.ServiceNotAgreed, {"marketing"}, True),
        (errors.UnknownPurpose, {"service", "soul"}, True),
    ):
        with pytest.raises(refusal):
            signin.enter(space_id=tea.space_id, token=proven(tea.space_id), agreed=agreed, of_age=of_age)

    entered = signin.enter(space_id=tea.space_id, token=proven(tea.space_id), agreed={"service"}, of_age=True)
    assert not queries.has_consent(space_id=tea.space_id, member_id=entered.member_id, purpose="marketing")


def limited(space_id: int, contact: str = MAIL, address: str = HOME) -> str:
    """By what a code that somebody asks for is limited."""
    asked = signin.ask(space_id=space_id, system="mail", contact=contact, address=address)
    assert bool(asked.token) == (asked.limited == "")
    return asked.limited


def test_sends_six_codes_an_hour_to_one_contact_from_wherever_they_are_asked_for(tea):
    asked = [limited(tea.space_id, address=f"198.51.100.{number}") for number in range(8)]

    assert asked == [""] * 6 + ["contact"] * 2


def test_sends_a_hundred_and_twenty_codes_an_hour_to_one_network(tea, owl):
    asked = [limited(tea.space_id, f"a{number}@example.com") for number in range(122)]

    assert asked == [""] * 120 + ["address"] * 2
    assert limited(tea.space_id, "b@example.com", "198.51.100.9") == ""
    assert limited(owl.space_id, "b@example.com") == "", "another brand in the same mall"


def test_lets_a_space_say_how_many_people_share_a_network(tea):
    spaces.change_setting(space_id=tea.space_id, name="signin.codes_per_address", value=2, actor=tea.actor)
    token = ask(tea.space_id)
    right = code_of(tea.space_id, token)

    assert [limited(tea.space_id, f"a{number}@example.com") for number in range(2)] == ["", "address"]
    tries = [signin.confirm(space_id=tea.space_id, token=token, code=wrong(right), address=HOME) for _ in range(5)]
    assert [one.outcome for one in tries] == ["wrong"] * 4 + ["limited"]


def test_sends_no_more_codes_than_the_space_pays_for(tea):
    spaces.change_setting(space_id=tea.space_id, name="signin.codes_per_hour", value=1, actor=tea.actor)
    ask(tea.space_id)

    assert limited(tea.space_id, "b@example.com", "198.51.100.9") == "space"


def test_lets_no_sender_use_up_what_the_others_need(tea):
    """Refused asks from one address once closed the space to everybody for an hour."""
    for name, value in (("signin.codes_per_address", 3), ("signin.codes_per_hour", 20)):
        spaces.change_setting(space_id=tea.space_id, name=name, value=value, actor=tea.actor)
    asked = [limited(tea.space_id, f"a{number % 7}@example.com") for number in range(300)]

    assert asked == [""] * 3 + ["address"] * 297
    assert [limited(tea.space_id, f"a{number}@example.com", "198.51.100.9") for number in range(3)] == [""] * 3


def test_counts_nothing_for_the_day_that_the_hour_refused(tea):
    for number in range(20):
        limited(tea.space_id, address=f"198.51.100.{number}")
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE spaces_limit SET ends_at = now() - interval '1 s' WHERE ends_at < now() + interval '2 h'"
        )

    assert limited(tea.space_id, address="198.51.100.99") == ""


def test_lets_a_code_be_sent_again_after_a_minute_and_forgets_the_first(tea):
    token = ask(tea.space_id)
    first = code_of(tea.space_id, token)
    assert signin.ask_again(space_id=tea.space_id, token=token, address=HOME).limited == "soon"
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("UPDATE members_arrival SET asked_at = asked_at - interval '61 seconds'")

    assert signin.ask_again(space_id=tea.space_id, token=token, address=HOME).token == token
    second = code_of(tea.space_id, token)
    if first != second:
        assert signin.confirm(space_id=tea.space_id, token=token, code=first, address=HOME).outcome == "wrong"
    assert signin.confirm(space_id=tea.space_id, token=token, code=second, address=HOME).outcome == "proven"


def test_gives_a_code_to_be_sent_once(tea):
    token = ask(tea.space_id)
    code_of(tea.space_id, token)

    assert signin.letter(space_id=tea.space_id, reference=signin.reference(space_id=tea.space_id, token=token)) is None


def test_keeps_neither_contact_nor_code_nor_token_in_clear(tea):
    token = ask(tea.space_id)
    kept = everything(tea.space_id)
    code = code_of(tea.space_id, token)

    assert kept
    for secret in (MAIL, code, token, HOME):
        assert secret not in kept
        assert secret.encode().hex() not in kept


def test_refuses_what_is_no_contact_without_repeating_it(tea):
    for system, contact in (("mail", "nobody"), ("phone", "12"), ("mail", "")):
        with pytest.raises(errors.ContactUnreadable) as caught:
            ask(tea.space_id, contact, system=system)
        assert contact == "" or contact not in str(caught.value)


def test_offers_only_what_the_space_has_open(tea):
    spaces.change_setting(space_id=tea.space_id, name="signin.by_phone", value=False, actor=tea.actor)
    for system in ("phone", "app", "carrier-pigeon"):
        with pytest.raises(errors.SignInMethodOff):
            ask(tea.space_id, "13800138000", system=system)


def test_ends_every_sign_in_at_once(tea):
    who = {"space_id": tea.space_id, "member_id": enter(tea.space_id).member_id}
    assert signin.standing(**who, generation=signin.generation(**who)).is_signed_in
    signin.sign_out_everywhere(**who, actor=None)

    assert not signin.standing(**who, generation=0).is_signed_in
    assert signin.standing(**who, generation=1).is_signed_in
    actions.erase(**who, reason="asked", actor=cast.ACTOR)
    assert not signin.standing(**who, generation=1).is_signed_in


def test_agrees_and_disagrees_as_easily(tea):
    who = {"space_id": tea.space_id, "member_id": enter(tea.space_id).member_id}
    assert not signin.choose(**who, purpose="marketing", agree=True, actor=None)
    assert signin.choose(**who, purpose="marketing", agree=False, actor=None)
    assert not signin.choose(**who, purpose="marketing", agree=False, actor=None)
    assert signin.choose(**who, purpose="ranking", agree=True, actor=None)
    with pytest.raises(errors.UnknownPurpose):
        signin.choose(**who, purpose="service", agree=False, actor=None)

    assert set(signin.chosen(**who)) == {"age_14", "service", "ranking"}
