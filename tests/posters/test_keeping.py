"""Posters are drawn once, sealed, and forgotten; a person's own go with the person."""

from datetime import timedelta

import pytest
from django.db import connection

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.posters import actions, content, errors, models
from tests import cast


@pytest.fixture
def house(db):
    return cast.spring_tea()


@pytest.fixture
def member_id(house):
    return cast.member(house.space_id)


def invitation(**other):
    words = {"space_name": "春山茶", "title": "茶", "promise": "一杯茶。", "link": "https://tea.example.com/i/A/"}
    return content.Invitation(
        look="bold", size="card", language="en", brand_colour="#2f6f5e", **{**words, "who": "小满", **other}
    )


def wish(house, member_id, **other):
    now = journal.now(space_id=house.space_id)
    return {"space_id": house.space_id, "member_id": member_id, "invitation": invitation(**other), "at": now}


def rows(house):
    with acting_in(house.space_id):
        return list(models.Poster.objects.all())


def kept(house):
    return len(rows(house))


def test_keeps_one_picture_for_the_same_words(house, member_id):
    one = actions.picture(**wish(house, member_id), actor=None)
    other = actions.picture(**wish(house, member_id), actor=None)
    actions.picture(**wish(house, member_id, title="水"), actor=None)

    assert one == other
    assert kept(house) == 2


def test_seals_what_it_keeps(house, member_id):
    drawn = actions.picture(**wish(house, member_id), actor=None)

    (row,) = rows(house)
    assert drawn[:3] not in bytes(row.sealed_picture)[:40]
    assert "小满".encode() not in bytes(row.sealed_order) + bytes(row.sealed_picture)


def test_draws_later_what_was_ordered(house, member_id):
    asked = wish(house, member_id)
    actions.order(**asked, actor=None)

    assert actions.draw_ordered(space_id=house.space_id, key=asked["invitation"].key, actor=cast.ACTOR)
    assert not actions.draw_ordered(space_id=house.space_id, key=asked["invitation"].key, actor=cast.ACTOR)
    assert rows(house)[0].sealed_picture is not None


def test_does_not_wait_for_ever_while_others_draw(house, member_id, monkeypatch):
    monkeypatch.setattr(actions, "PATIENCE_S", 0.01)

    with actions._drawing, pytest.raises(errors.TooBusy):
        actions.picture(**wish(house, member_id), actor=None)


def test_forgets_what_nobody_asked_for_in_a_month(house, member_id):
    asked = wish(house, member_id)
    actions.picture(**asked, actor=None)
    later = asked["at"] + timedelta(days=31)

    assert actions.forget_old(space_id=house.space_id, actor=cast.ACTOR, at=later) == 1
    assert kept(house) == 0


def test_erases_the_posters_of_somebody_with_them(house, member_id):
    actions.picture(**wish(house, member_id), actor=None)

    members.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor=cast.ACTOR)

    assert kept(house) == 0


def test_keeps_another_space_s_posters_out_of_sight(house, member_id):
    actions.picture(**wish(house, member_id), actor=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")

    assert models.Poster.objects.count() == 0
