"""A certificate follows the grant of a quest: issued once, revoked when undone, valid again when it counts again."""

from typing import Any

import pytest
from django.db import connection

from guanxi import journal
from guanxi.certificates import actions, errors, queries
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.spaces import queries as spaces
from tests import cast


def events(tea, name):
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT cause_id FROM journal_public_event WHERE type = %s ORDER BY id", [name])
        return [row[0] for row in cursor.fetchall()]


def test_issues_what_a_quest_granted_once(tea):
    tea.check_in(1, 2)

    assert tea.settle() == 1
    assert tea.settle() == 0

    (found,) = tea.mine()
    assert found.slug == "early-tea-2"
    assert found.is_valid
    assert dict(found.words.quest) == {"en": "Early tea", "zh-hans": "早茶"}
    assert len(found.public_id) == 32
    assert len(events(tea, "certificate.issued")) == 1


def test_issues_nothing_before_the_step_is_reached(tea):
    tea.check_in(1)

    assert tea.settle() == 0


def test_issues_at_the_first_look_of_the_member(tea):
    tea.check_in(1, 2)

    assert tea.settle(tea.member_id) == 1
    assert tea.settle() == 0


def test_names_the_grant_as_its_cause(tea):
    tea.check_in(1, 2)
    tea.settle()

    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal_public_event WHERE type = 'quest.step_reached'")
        assert events(tea, "certificate.issued") == [cursor.fetchone()[0]]


@pytest.mark.parametrize("who", ["everybody", "the member"])
def test_revokes_what_was_undone_and_takes_it_back_when_it_counts_again(tea, who):
    _, second = tea.check_in(1, 2)
    asked = tea.member_id if who == "the member" else None
    tea.settle(asked)
    before = tea.mine()[0]

    with acting_in(tea.space_id):
        journal.void(space_id=tea.space_id, event_id=second, reason="a mistake", actor=cast.ACTOR)
    assert tea.settle(asked) == 1
    assert not tea.mine()[0].is_valid

    with acting_in(tea.space_id):
        journal.reinstate(space_id=tea.space_id, event_id=second, reason="no mistake", actor=cast.ACTOR)
    assert tea.settle(asked) == 1
    after = tea.mine()[0]
    assert after.is_valid
    assert after.public_id == before.public_id
    assert len(events(tea, "certificate.revoked")) == len(events(tea, "certificate.reinstated")) == 1


def test_keeps_the_words_with_which_it_was_issued(tea):
    said: dict[str, Any] = {
        "slug": "early-tea-2",
        "text": "Two mornings.",
        "signer": "Alice",
        "look": "wave",
        "actor": cast.ACTOR,
    }
    actions.write_template(space_id=tea.space_id, title="Early bird", **said)
    tea.check_in(1, 2)
    tea.settle()

    actions.write_template(space_id=tea.space_id, title="Late bird", **said)

    assert tea.mine()[0].words.title == "Early bird"


def test_begins_with_its_title_as_the_name_that_members_read(tea):
    said: dict[str, Any] = {"text": "", "signer": "", "look": "wave", "actor": cast.ACTOR}
    actions.write_template(space_id=tea.space_id, slug="early-tea-2", title="早茶达人", **said)
    actions.write_template(space_id=tea.space_id, slug="cook", title="A cook \U0001f469\u200d\U0001f373", **said)

    assert spaces.space(space_id=tea.space_id).thing_titles == {"certificate:early-tea-2": {"zh-hans": "早茶达人"}}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": ""}, errors.WordsRefused),
        ({"title": "x" * 61}, errors.WordsRefused),
        ({"text": "x" * 241}, errors.WordsRefused),
        ({"look": "comic"}, errors.LookUnknown),
    ],
)
def test_refuses_words_that_do_not_fit_on_it(tea, change, refusal):
    said = {"slug": "a", "title": "A", "text": "", "signer": "", "look": "wave", "actor": cast.ACTOR, **change}

    with pytest.raises(refusal):
        actions.write_template(space_id=tea.space_id, **said)


def test_shows_a_name_only_while_the_member_wants_it(tea):
    tea.check_in(1, 2)
    tea.settle()
    shown = {"space_id": tea.space_id, "member_id": tea.member_id, "public_id": tea.mine()[0].public_id}

    actions.show_name(**shown, name="小满", actor=None)
    assert tea.mine()[0].name == "小满"

    actions.show_name(**shown, name=None, actor=None)
    assert tea.mine()[0].name == ""


def test_lets_nobody_name_another_s_certificate(tea):
    tea.check_in(1, 2)
    tea.settle()
    stranger = cast.member(tea.space_id, "谷雨")

    with pytest.raises(errors.UnknownCertificate):
        actions.show_name(
            space_id=tea.space_id, member_id=stranger, public_id=tea.mine()[0].public_id, name="x", actor=None
        )


def test_seals_the_name(tea):
    tea.check_in(1, 2)
    tea.settle()
    shown = {"space_id": tea.space_id, "member_id": tea.member_id, "public_id": tea.mine()[0].public_id}
    actions.show_name(**shown, name="小满", actor=None)

    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT sealed_name FROM certificates_certificate")
        assert "小满".encode() not in bytes(cursor.fetchone()[0])


def test_is_gone_with_the_person_and_tells_nothing(tea):
    tea.check_in(1, 2)
    tea.settle()
    public_id = tea.mine()[0].public_id
    actions.show_name(space_id=tea.space_id, member_id=tea.member_id, public_id=public_id, name="小满", actor=None)

    members.erase(space_id=tea.space_id, member_id=tea.member_id, reason="asked", actor=cast.ACTOR)
    tea.settle()

    found = queries.certificate(space_id=tea.space_id, public_id=public_id)
    assert found.gone_at is not None
    assert found.name == ""


def test_moves_to_the_keeper_of_a_merge(tea):
    tea.check_in(1, 2)
    tea.settle()
    keeper = cast.member(tea.space_id, "谷雨")
    public_id = tea.mine()[0].public_id
    actions.show_name(space_id=tea.space_id, member_id=tea.member_id, public_id=public_id, name="小满", actor=None)

    members.merge(space_id=tea.space_id, keep=keeper, lose=tea.member_id, actor=cast.ACTOR)
    tea.settle()
    tea.settle(keeper)

    (found,) = tea.mine(keeper)
    assert (found.public_id, found.name) == (public_id, "小满")


def test_is_part_of_what_a_member_takes_along(tea):
    tea.check_in(1, 2)
    tea.settle()

    (part,) = actions.exported(space_id=tea.space_id, member_id=tea.member_id)

    assert part["slug"] == "early-tea-2"


def test_finds_the_space_of_an_id_and_no_other_row(tea):
    tea.check_in(1, 2)
    tea.settle()
    public_id = tea.mine()[0].public_id

    assert queries.space_of(public_id=public_id) == tea.space_id
    assert queries.space_of(public_id="0" * 32) is None
