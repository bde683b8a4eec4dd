"""Charlie sees nothing of Alice's members, and Alice nothing of his: by the actions, and by the database alone."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from guanxi.kernel import tenancy
from guanxi.members import actions, browsing, bulk, errors, queries
from tests import cast

TABLES = (
    "members_member",
    "members_externalid",
    "members_profilefield",
    "members_profilevalue",
    "members_consent",
    "members_tag",
    "members_membertag",
    "members_bulk",
    "members_bulk_member",
    "members_tombstone",
    "members_revealcount",
    "spaces_staff",
    "members_public_member",
)


@pytest.fixture
def filled(tea: cast.House, owl: cast.House) -> tuple[cast.House, cast.House]:
    """A row of each house in every table."""
    for house in (tea, owl):
        space_id = house.space_id
        actions.define_field(
            space_id=space_id, slug="phone", type_="phone", label="P", purpose="service", actor=house.actor
        )
        keep, gone = cast.members_of(space_id, 2)
        for who in (keep, gone):
            actions.set_profile(space_id=space_id, member_id=who, answers={"phone": "13800138000"}, actor=None)
        actions.give_consent(
            space_id=space_id, member_id=keep, purpose="news", text_version="1", channel="sms", actor=None
        )
        actions.tag(space_id=space_id, member_ids=[keep], name="vip", actor=house.actor)
        work = bulk.start(space_id=space_id, kind="tag", tag="tea", filter_=browsing.Filter(), actor=house.actor)
        bulk.work(space_id=space_id, bulk_id=work)
        actions.reveal(space_id=space_id, member_id=keep, field="phone", reason="a parcel", actor=house.actor)
        actions.erase(space_id=space_id, member_id=gone, reason="asked", actor=house.actor)
    return tea, owl


def test_shows_each_house_its_own_rows_and_a_stranger_none(filled: tuple[cast.House, cast.House]) -> None:
    for table in TABLES:
        assert _spaces(table) == set(), table
        for house in filled:
            with tenancy.acting_in(house.space_id):
                assert _spaces(table) == {house.space_id}, table


def test_lets_no_house_write_into_another(filled: tuple[cast.House, cast.House]) -> None:
    tea, owl = filled
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        for table in (one for one in TABLES if one != "members_public_member"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET space_id = %s", [owl.space_id])
            cursor.execute(f"SELECT count(*) FROM {table} WHERE space_id = %s", [owl.space_id])
            assert cursor.fetchone() == (0,), table


def test_lets_no_row_point_into_another_house(filled: tuple[cast.House, cast.House]) -> None:
    tea, owl = filled
    theirs = queries.page(space_id=owl.space_id)[0].id
    insert = (
        "INSERT INTO members_externalid (space_id, system, value_hash, member_id, sealed)"
        " VALUES (%s, 's', '1', %s, '1')"
    )
    with (
        tenancy.acting_in(tea.space_id),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="members_externalid_member_exists"),
        transaction.atomic(),
    ):
        cursor.execute(insert, [tea.space_id, theirs])


ACTS: tuple[Callable[[int, int], object], ...] = (
    lambda space_id, who: queries.member(space_id=space_id, member_id=who),
    lambda space_id, who: queries.profile(space_id=space_id, member_id=who),
    lambda space_id, who: queries.consents(space_id=space_id, member_id=who),
    lambda space_id, who: queries.current(space_id=space_id, member_id=who),
    lambda space_id, who: actions.leave(space_id=space_id, member_id=who, actor=None),
    lambda space_id, who: actions.rejoin(space_id=space_id, member_id=who, actor=None),
    lambda space_id, who: actions.set_profile(space_id=space_id, member_id=who, answers={"phone": "1"}, actor=None),
    lambda space_id, who: actions.reveal(
        space_id=space_id, member_id=who, field="phone", reason="curiosity", actor="staff:1"
    ),
    lambda space_id, who: actions.give_consent(
        space_id=space_id, member_id=who, purpose="p", text_version="1", channel="c", actor=None
    ),
    lambda space_id, who: actions.withdraw_consent(space_id=space_id, member_id=who, purpose="news", actor=None),
    lambda space_id, who: actions.tag(space_id=space_id, member_ids=[who], name="t", actor="staff:1"),
    lambda space_id, who: actions.untag(space_id=space_id, member_ids=[who], name="vip", actor="staff:1"),
    lambda space_id, who: actions.link_user(space_id=space_id, member_id=who, user_id=1, actor=None),
    lambda space_id, who: actions.erase(space_id=space_id, member_id=who, reason="asked", actor="staff:1"),
    lambda space_id, who: actions.export(space_id=space_id, member_id=who, actor=None),
)


def test_does_not_know_another_house_s_member(filled: tuple[cast.House, cast.House]) -> None:
    tea, owl = filled
    theirs = queries.page(space_id=tea.space_id)[0].id
    before = queries.member(space_id=tea.space_id, member_id=theirs)
    for act in ACTS:
        with pytest.raises(errors.UnknownMember) as foreign:
            act(owl.space_id, theirs)
        with pytest.raises(errors.UnknownMember) as nobody:
            act(owl.space_id, theirs + 10_000)
        assert foreign.value.code == nobody.value.code
        assert queries.member(space_id=tea.space_id, member_id=theirs) == before


def _spaces(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT space_id FROM {table}")
        return {row[0] for row in cursor.fetchall()}
