"""What members show of themselves (ME-22 to ME-25)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.kernel import tenancy
from guanxi.members import actions, errors, queries
from guanxi.spaces import actions as spaces
from tests import cast


def _face(tea, member_id):
    return queries.faces(space_id=tea.space_id, member_ids=[member_id])[member_id]


def _set(tea, member_id, name, avatar_id=None):
    actions.set_face(space_id=tea.space_id, member_id=member_id, name=name, avatar_id=avatar_id, actor=None)


def test_calls_a_member_by_a_number_until_they_choose_a_name(tea):
    member_id = cast.member(tea.space_id)
    assert _face(tea, member_id).name == f"Member {member_id}"
    _set(tea, member_id, "  山里的 小满 ", 7)
    assert (_face(tea, member_id).name, _face(tea, member_id).avatar_id) == ("山里的 小满", 7)


def test_keeps_the_name_under_the_members_key(tea):
    member_id = cast.member(tea.space_id)
    _set(tea, member_id, "小满姑娘")
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT sealed_name FROM members_face")
        assert "小满姑娘".encode() not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("name", ["", "   ", "a" * 21, "小\u200b满", "abc\u202edef", "a\x00b"])
def test_refuses_a_name_that_cannot_be_seen_whole(tea, name):
    with pytest.raises(errors.NameUnreadable):
        _set(tea, cast.member(tea.space_id), name)


@pytest.mark.parametrize("name", ["春山茶官方", "Ｏｆｆｉｃｉａｌ tea", "小客服"])
def test_keeps_the_brands_own_words_for_its_staff(tea, name):
    member_id = cast.member(tea.space_id)
    with pytest.raises(errors.NameReserved):
        _set(tea, member_id, name)
    actions.link_user(space_id=tea.space_id, member_id=member_id, user_id=tea.owner, actor=cast.ACTOR)
    _set(tea, member_id, name)
    assert _face(tea, member_id).is_staff


def test_reads_any_number_of_faces_in_two_statements(tea):
    members = cast.members_of(tea.space_id, 8)
    for number, member_id in enumerate(members):
        _set(tea, member_id, f"名{number}")
    with tenancy.acting_in(tea.space_id), CaptureQueriesContext(connection) as seen:
        assert len(queries.faces(space_id=tea.space_id, member_ids=members)) == 8
    assert len(seen) <= 2


def test_shows_nothing_of_a_former_member(tea):
    member_id = cast.member(tea.space_id)
    _set(tea, member_id, "小满", 3)
    actions.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor=cast.ACTOR)
    face = _face(tea, member_id)
    assert (face.name, face.avatar_id, face.is_gone) == ("A former member", None, True)


def test_lets_a_merged_face_live_on_where_there_is_none(tea):
    keep, lose = cast.members_of(tea.space_id, 2)
    _set(tea, lose, "谷雨", 3)
    actions.merge(space_id=tea.space_id, keep=keep, lose=lose, actor=cast.ACTOR)
    assert _face(tea, keep).name == "谷雨"


def test_hands_the_name_out_in_an_export(tea):
    member_id = cast.member(tea.space_id)
    _set(tea, member_id, "小满")
    exported = actions.export(space_id=tea.space_id, member_id=member_id, actor=None)
    assert exported["face"] == {"name": "小满", "avatar_id": None}


def test_shows_no_face_of_another_space(tea, owl):
    member_id = cast.member(tea.space_id)
    assert queries.faces(space_id=owl.space_id, member_ids=[member_id]) == {}


def test_stays_a_member_of_the_staff_only_while_working_there(tea):
    member_id = cast.member(tea.space_id)
    actions.link_user(space_id=tea.space_id, member_id=member_id, user_id=tea.staff["Bob"], actor=cast.ACTOR)
    assert _face(tea, member_id).is_staff
    spaces.remove_staff(space_id=tea.space_id, user_id=tea.staff["Bob"], actor=tea.actor)
    assert not _face(tea, member_id).is_staff


def test_shows_nothing_of_who_left_until_they_come_back(tea):
    member_id = cast.member(tea.space_id)
    _set(tea, member_id, "小满", 3)
    actions.leave(space_id=tea.space_id, member_id=member_id, actor=None)
    gone = _face(tea, member_id)
    assert (gone.name, gone.avatar_id, gone.is_gone) == ("A former member", None, True)
    to_staff = queries.faces(space_id=tea.space_id, member_ids=[member_id], to_staff=True)[member_id]
    assert (to_staff.name, to_staff.is_gone) == ("小满", False)
    actions.rejoin(space_id=tea.space_id, member_id=member_id, actor=None)
    assert (_face(tea, member_id).name, _face(tea, member_id).avatar_id) == ("小满", 3)
