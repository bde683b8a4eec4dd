"""Agreeing and no longer agreeing (ME-12, ME-13)."""

from typing import Any

import pytest

from guanxi.members import actions, errors, queries
from tests import cast
from tests.members.conftest import Events

NEWS: dict[str, Any] = {"purpose": "news", "actor": None}


def test_is_as_easy_to_withdraw_as_to_give(tea: cast.House, events: Events) -> None:
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": cast.member(tea.space_id)}
    assert actions.give_consent(**who, **NEWS, text_version="1", channel="sms")
    assert queries.has_consent(**who, purpose="news", channel="sms")
    assert not queries.has_consent(**who, purpose="news", channel="mail")
    actions.withdraw_consent(**who, **NEWS)
    assert not queries.has_consent(**who, purpose="news")
    assert [name for name, _, _ in events(tea.space_id)[1:]] == ["consent.given", "consent.withdrawn"]


def test_keeps_the_proof_of_what_was_agreed_to(tea: cast.House) -> None:
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": cast.member(tea.space_id)}
    actions.give_consent(**who, **NEWS, text_version="1", channel="sms")
    actions.withdraw_consent(**who, **NEWS)
    actions.give_consent(**who, **NEWS, text_version="2", channel="sms")
    history = queries.consents(**who)
    assert [(item.text_version, item.withdrawn_at is None) for item in history] == [("2", True), ("1", False)]
    assert history[1].withdrawn_at is not None
    assert history[1].withdrawn_at >= history[1].given_at


def test_agrees_to_the_same_words_once(tea: cast.House, events: Events) -> None:
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": cast.member(tea.space_id)}
    assert actions.give_consent(**who, **NEWS, text_version="1", channel="sms")
    assert not actions.give_consent(**who, **NEWS, text_version="1", channel="sms")
    assert len(events(tea.space_id)) == 2


def test_withdraws_one_channel_alone(tea: cast.House) -> None:
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": cast.member(tea.space_id)}
    for channel in ("sms", "mail"):
        actions.give_consent(**who, **NEWS, text_version="1", channel=channel)
    actions.withdraw_consent(**who, **NEWS, channel="sms")
    assert queries.has_consent(**who, purpose="news", channel="mail")
    assert not queries.has_consent(**who, purpose="news", channel="sms")


def test_refuses_to_withdraw_what_was_never_given(tea: cast.House) -> None:
    with pytest.raises(errors.NoConsent):
        actions.withdraw_consent(space_id=tea.space_id, member_id=cast.member(tea.space_id), **NEWS)


def test_refuses_a_purpose_without_a_name(tea: cast.House) -> None:
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": cast.member(tea.space_id)}
    with pytest.raises(errors.WordUnreadable):
        actions.give_consent(**who, purpose=" ", text_version="1", channel="sms", actor=None)


def test_asks_many_members_at_once(tea: cast.House) -> None:
    first, second, _ = cast.members_of(tea.space_id, 3)
    for member_id in (first, second):
        actions.give_consent(space_id=tea.space_id, member_id=member_id, **NEWS, text_version="1", channel="sms")
    actions.withdraw_consent(space_id=tea.space_id, member_id=second, **NEWS)
    asked = queries.consenting(space_id=tea.space_id, member_ids=[first, second, 3], purpose="news")
    assert asked == {first}
