"""Pictures are kept sealed, shown to their own space, and gone when they are deleted."""

import io

import pytest
from django.db import connection
from PIL import Image

from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.media import actions, errors, models, queries
from guanxi.members import actions as members
from tests import cast
from tests.media import attacks


@pytest.fixture
def tea(db: None) -> cast.House:
    return cast.spring_tea()


def taken(tea: cast.House, member_id: int | None = None) -> queries.Picture:
    actor = f"member:{member_id}" if member_id else tea.actor
    return actions.take(space_id=tea.space_id, member_id=member_id, content=attacks.with_position(), actor=actor)


def test_gives_a_picture_back(tea):
    picture = taken(tea, cast.member(tea.space_id))
    shown = queries.content(space_id=tea.space_id, picture_id=picture.id, size="large")
    assert Image.open(io.BytesIO(shown)).size == (picture.width, picture.height) == (40, 60)
    assert queries.pictures(space_id=tea.space_id, picture_ids=[picture.id, 1]) == {picture.id: picture}


def test_seals_what_a_member_sends(tea):
    member_id = cast.member(tea.space_id)
    mine, brands = taken(tea, member_id), taken(tea)
    with tenancy.acting_in(tea.space_id):
        first = {row.picture_id: bytes(row.content)[:4] for row in models.Copy.objects.filter(space_id=tea.space_id)}
    assert first[brands.id] == b"RIFF"
    assert first[mine.id] != b"RIFF"


def test_knows_whose_picture_it_is(tea):
    one, other = cast.members_of(tea.space_id, 2)
    picture, brands = taken(tea, one), taken(tea)

    def usable(ids: list[int], member_id: int | None, user_id: int | None = None) -> bool:
        return queries.are_usable(space_id=tea.space_id, picture_ids=ids, member_id=member_id, user_id=user_id)

    assert usable([picture.id], one)
    assert not usable([picture.id], other)
    assert not usable([picture.id, brands.id], one)
    assert usable([brands.id], None, tea.owner)
    assert not usable([picture.id, 1], one)


def test_shows_nothing_to_another_space(tea):
    picture = taken(tea, cast.member(tea.space_id))
    owl = cast.night_owl()
    assert queries.pictures(space_id=owl.space_id, picture_ids=[picture.id]) == {}
    with pytest.raises(errors.UnknownPicture):
        queries.content(space_id=owl.space_id, picture_id=picture.id, size="large")


def test_refuses_a_size_that_is_not_made(tea):
    picture = taken(tea)
    with pytest.raises(errors.UnknownPicture):
        queries.content(space_id=tea.space_id, picture_id=picture.id, size="original")


def test_draws_ids_that_nobody_can_count(tea):
    ids = [taken(tea).id for _ in range(3)]
    assert len({picture_id % 1000 for picture_id in ids} - {0, 1, 2, 3}) >= 2
    assert all(0 <= picture_id < 2**53 for picture_id in ids)


def test_refuses_one_too_many_on_a_day(tea, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    member_id, other = cast.members_of(tea.space_id, 2)
    taken(tea, member_id)
    taken(tea, member_id)
    with pytest.raises(errors.TooManyToday):
        taken(tea, member_id)
    taken(tea, other)


def test_counts_what_it_refused_for_unpacking_is_what_costs(tea, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    member_id = cast.member(tea.space_id)
    with tenancy.acting_in(tea.space_id):  # the transaction of a page, which answers a refusal and is committed
        with pytest.raises(errors.NotAPicture):
            actions.take(space_id=tea.space_id, member_id=member_id, content=b"<svg/>", actor=f"member:{member_id}")
        with pytest.raises(errors.TooManyToday):
            taken(tea, member_id)


def test_counts_several_at_once_before_any_is_unpacked(tea, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 3)
    member_id = cast.member(tea.space_id)
    who = {"space_id": tea.space_id, "member_id": member_id, "actor": f"member:{member_id}"}
    with pytest.raises(errors.TooManyToday):
        actions.reserve(pictures=4, **who)
    actions.reserve(pictures=2, **who)
    with pytest.raises(errors.TooManyToday):
        actions.reserve(pictures=2, **who)
    actions.take(content=attacks.with_position(), is_counted=True, **who)
    actions.take(content=attacks.with_position(), **who)
    with pytest.raises(errors.TooManyToday):
        actions.take(content=attacks.with_position(), **who)


def test_hides_and_shows_again(tea):
    picture = taken(tea, cast.member(tea.space_id))
    chosen = {"space_id": tea.space_id, "picture_ids": [picture.id], "actor": tea.actor}

    def now() -> queries.Picture:
        return queries.pictures(space_id=tea.space_id, picture_ids=[picture.id])[picture.id]

    actions.hide(**chosen)
    hidden = now()
    assert hidden.hidden_at is not None
    actions.hide(**chosen)
    assert now() == hidden
    actions.show(**chosen)
    assert now() == picture


def test_belongs_to_the_first_circle_that_shows_it(tea):
    picture = taken(tea, cast.member(tea.space_id))
    for circle in (4, 5):
        actions.put_into(space_id=tea.space_id, picture_ids=[picture.id], scope_id=circle, actor=tea.actor)
    assert queries.pictures(space_id=tea.space_id, picture_ids=[picture.id])[picture.id].scope_id == 4


def test_deletes_for_good(tea):
    picture = taken(tea, cast.member(tea.space_id))
    assert actions.delete(space_id=tea.space_id, picture_ids=[picture.id, 5], actor=tea.actor) == 1
    with tenancy.acting_in(tea.space_id):
        assert not models.Copy.objects.exists()


def test_goes_with_the_person(tea):
    member_id = cast.member(tea.space_id)
    taken(tea, member_id)
    brands = taken(tea)
    members.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor=tea.actor)
    with tenancy.acting_in(tea.space_id):
        assert list(models.Picture.objects.values_list("id", flat=True)) == [brands.id]
        assert set(models.Copy.objects.values_list("picture_id", flat=True)) == {brands.id}


def test_cannot_be_read_without_the_key(tea):
    member_id = cast.member(tea.space_id)
    picture = taken(tea, member_id)
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_subject SET wrapped_key = NULL, key_destroyed_at = now() WHERE id = %s", [member_id]
        )
        assert keyring.unseal_many(
            space_id=tea.space_id, values=[keyring.Personal(subject_id=member_id, place="x", value=b"")]
        ) == [None]
        with pytest.raises(errors.UnknownPicture):
            queries.content(space_id=tea.space_id, picture_id=picture.id, size="small")


def test_stays_when_two_entries_become_one_person(tea):
    keep, lose = cast.members_of(tea.space_id, 2)
    picture = taken(tea, lose)
    members.merge(space_id=tea.space_id, keep=keep, lose=lose, actor=tea.actor)
    assert queries.pictures(space_id=tea.space_id, picture_ids=[picture.id])[picture.id].member_id == keep
    assert queries.content(space_id=tea.space_id, picture_id=picture.id, size="small")
    members.erase(space_id=tea.space_id, member_id=keep, reason="asked", actor=tea.actor)
    assert queries.pictures(space_id=tea.space_id, picture_ids=[picture.id]) == {}


def test_is_named_in_an_export(tea):
    member_id = cast.member(tea.space_id)
    picture = taken(tea, member_id)
    exported = members.export(space_id=tea.space_id, member_id=member_id, actor=tea.actor)
    assert str(picture.id) in str(exported)


def test_takes_a_fixed_number_of_statements(tea, django_assert_max_num_queries):
    member_id = cast.member(tea.space_id)
    picture = taken(tea, member_id)
    with tenancy.acting_in(tea.space_id):
        with django_assert_max_num_queries(2):
            queries.content(space_id=tea.space_id, picture_id=picture.id, size="large")
        with django_assert_max_num_queries(9):
            taken(tea, member_id)
