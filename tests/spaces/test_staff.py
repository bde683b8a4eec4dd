"""Who works for a space, and what they may do."""

import pytest
from django.db import connection

from guanxi.kernel import tenancy
from guanxi.spaces import actions, errors, models, queries
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl() -> cast.House:
    return cast.night_owl()


def test_keeps_who_works_here_and_nobody_else(tea: cast.House, owl: cast.House) -> None:
    assert [(person.name, person.role) for person in queries.staff_of(space_id=tea.space_id)] == [
        ("Alice", "owner"),
        ("Bob", "operator"),
    ]
    assert [person.name for person in queries.staff_of(space_id=owl.space_id)] == ["Charlie"]


def test_shows_staff_to_nobody_who_has_not_entered_the_space(tea: cast.House) -> None:
    assert models.Staff.objects.count() == 0


def test_tells_a_user_their_own_spaces_only(tea: cast.House, owl: cast.House) -> None:
    actions.add_staff(space_id=owl.space_id, user_id=tea.owner, role="analyst", actor=owl.actor)
    found = queries.spaces_of(user_id=tea.owner)
    assert [(space.slug, role) for space, role in found] == [("night-owl", "analyst"), ("spring-tea", "owner")]
    assert [space.slug for space, _ in queries.spaces_of(user_id=owl.owner)] == ["night-owl"]
    assert models.Staff.objects.count() == 0


def test_refuses_somebody_twice(tea: cast.House) -> None:
    with pytest.raises(errors.AlreadyStaff):
        actions.add_staff(space_id=tea.space_id, user_id=tea.staff["Bob"], role="agent", actor=tea.actor)
    assert queries.role_of(space_id=tea.space_id, user_id=tea.staff["Bob"]) == "operator"


def test_refuses_a_role_that_does_not_exist(tea: cast.House) -> None:
    with pytest.raises(errors.UnknownRole, match="king"):
        actions.change_role(space_id=tea.space_id, user_id=tea.staff["Bob"], role="king", actor=tea.actor)


def test_refuses_an_unknown_user(tea: cast.House) -> None:
    with pytest.raises(errors.UnknownUser):
        actions.add_staff(space_id=tea.space_id, user_id=10**6, role="agent", actor=tea.actor)


def test_refuses_to_change_somebody_who_works_elsewhere(tea: cast.House, owl: cast.House) -> None:
    with pytest.raises(errors.NotStaff):
        actions.change_role(space_id=tea.space_id, user_id=owl.owner, role="agent", actor=tea.actor)
    with pytest.raises(errors.NotStaff):
        actions.remove_staff(space_id=tea.space_id, user_id=owl.owner, actor=tea.actor)


def test_never_lets_the_last_owner_go(tea: cast.House) -> None:
    with pytest.raises(errors.LastOwner):
        actions.remove_staff(space_id=tea.space_id, user_id=tea.owner, actor=tea.actor)
    with pytest.raises(errors.LastOwner):
        actions.change_role(space_id=tea.space_id, user_id=tea.owner, role="agent", actor=tea.actor)
    actions.change_role(space_id=tea.space_id, user_id=tea.staff["Bob"], role="owner", actor=tea.actor)
    actions.remove_staff(space_id=tea.space_id, user_id=tea.owner, actor=tea.actor)
    assert queries.role_of(space_id=tea.space_id, user_id=tea.owner) is None


def test_records_every_change_once(tea: cast.House) -> None:
    bob = tea.staff["Bob"]
    actions.change_role(space_id=tea.space_id, user_id=bob, role="agent", actor=tea.actor)
    actions.change_role(space_id=tea.space_id, user_id=bob, role="agent", actor=tea.actor)
    actions.remove_staff(space_id=tea.space_id, user_id=bob, actor=tea.actor)
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, actor, member_id, props::json FROM journal_public_event"
            " WHERE space_id = %s AND type LIKE 'staff.%%' ORDER BY id",
            [tea.space_id],
        )
        events = cursor.fetchall()
    assert [event[:3] for event in events] == [
        ("staff.added", cast.ACTOR, None),
        ("staff.added", tea.actor, None),
        ("staff.role_changed", tea.actor, None),
        ("staff.removed", tea.actor, None),
    ]
    assert events[2][3] == {"user_id": bob, "before": "operator", "after": "agent"}


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (None, "members.read", False),
        ("analyst", "members.read", True),
        ("analyst", "members.reveal", False),
        ("agent", "members.reveal", True),
        ("agent", "members.erase", False),
        ("operator", "quests.launch", True),
        ("operator", "staff.write", False),
        ("owner", "staff.write", True),
        ("owner", "world.domination", False),
    ],
)
def test_knows_what_a_role_may_do(role: str | None, permission: str, allowed: bool) -> None:
    assert queries.can(role=role, permission=permission) is allowed


def test_requires_a_permission_in_this_very_space(tea: cast.House, owl: cast.House) -> None:
    queries.require(space_id=tea.space_id, user_id=tea.owner, permission="staff.write")
    with pytest.raises(errors.NotPermitted):
        queries.require(space_id=tea.space_id, user_id=owl.owner, permission="members.read")
    with pytest.raises(errors.NotPermitted):
        queries.require(space_id=tea.space_id, user_id=tea.staff["Bob"], permission="staff.write")


def test_gives_nothing_to_somebody_who_may_no_longer_sign_in(tea: cast.House) -> None:
    models.User.objects.filter(id=tea.owner).update(is_active=False)
    assert queries.role_of(space_id=tea.space_id, user_id=tea.owner) is None


def test_registers_an_address_once_in_whatever_case() -> None:
    user_id = actions.register_user(email="Alice@Tea.cn", name="Alice", password="a long walk in may", actor=cast.ACTOR)
    assert queries.user_id_of(email="ALICE@tea.cn") == user_id
    assert models.User.objects.get(id=user_id).check_password("a long walk in may")
    with pytest.raises(errors.EmailTaken) as caught:
        actions.register_user(email="alice@tea.cn", name="Alicia", actor=cast.ACTOR)
    assert "alice" not in str(caught.value).lower()


def test_refuses_what_is_no_address() -> None:
    with pytest.raises(errors.EmailUnreadable):
        actions.register_user(email="alice", name="Alice", actor=cast.ACTOR)
    with pytest.raises(errors.UnknownUser):
        queries.user_id_of(email="alice")
