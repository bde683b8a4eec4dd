"""Owners decide who works for the space; a link opens once, for the person it is for."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from guanxi.spaces import actions, invitations, queries
from guanxi.spaces.models import User
from tests import cast
from tests.web import faces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]
STAFF = "/s/spring-tea/staff/"
PASSWORD = "eleven tea leaves in may"


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl() -> cast.House:
    return cast.night_owl()


def roles(tea: cast.House) -> dict[str, str]:
    return {one.name: one.role for one in queries.staff_of(space_id=tea.space_id)}


def invited(tea: cast.House, email: str = "new@example.com", role: str = "agent") -> str:
    faces.staff(tea.owner).post(STAFF, {"email": email, "role": role, "way": "mail"})
    found = re.search(r"http://localhost(/welcome/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_shows_who_works_here_and_what_each_role_may_do(tea):
    page = faces.staff(tea.owner).get(STAFF).content.decode()

    assert "bob@spring-tea.example.com" in page
    assert "Decide who works here" in page


@pytest.mark.parametrize("role", ["operator", "agent", "analyst"])
def test_is_for_owners_alone(tea, role):
    client = faces.desk(tea, role)
    for path in (STAFF, f"{STAFF}{tea.owner}/role/", f"{STAFF}{tea.owner}/remove/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"role": "analyst"}).status_code == 403

    assert roles(tea)["Alice"] == "owner"


def test_invites_by_mail_and_takes_the_link_once(tea):
    link = invited(tea)
    visitor = faces.anonymous()
    page = visitor.get(link)
    assert "new@example.com" in page.content.decode()
    done = visitor.post(link, {"name": "Nina", "password": PASSWORD})

    assert done["Location"].startswith("/account/second-factor/")
    assert visitor.get("/account/me/").status_code == 200
    assert roles(tea)["Nina"] == "agent"
    assert EmailAddress.objects.get(email="new@example.com").verified
    assert faces.anonymous().get(link).status_code == 410
    assert faces.anonymous().post(link, {"name": "Eve", "password": PASSWORD}).status_code == 410


def test_shows_a_link_that_proves_no_address(tea):
    page = faces.staff(tea.owner).post(STAFF, {"email": "new@example.com", "role": "analyst", "way": "show"})
    found = re.search(r"http://localhost(/welcome/[^<]+)", page.content.decode())
    assert found is not None
    faces.anonymous().post(found[1], {"name": "Nina", "password": PASSWORD})

    assert not mail.outbox
    assert not EmailAddress.objects.get(email="new@example.com").verified


def test_lets_somebody_accept_who_has_an_account_but_nobody_else_in_their_place(tea, owl):
    link = invited(tea, "charlie@night-owl.example.com")
    anonymous, eve, charlie = faces.anonymous(), faces.desk(owl, "agent"), faces.staff(owl.owner)

    for client in (anonymous, eve):
        client.post(link, {"name": "Eve", "password": PASSWORD})
        assert "Eve" not in roles(tea)
        assert "Charlie" not in roles(tea)
    charlie.post(link)
    assert roles(tea)["Charlie"] == "agent"


def test_takes_no_link_that_was_withdrawn_replaced_expired_or_bent(tea, owl):
    owner = faces.staff(tea.owner)
    replaced, current = invited(tea), invited(tea)
    assert faces.anonymous().get(replaced).status_code == 410
    bent = [
        current[:-2] + "xx/",
        current.replace(f"{tea.space_id}-", f"{owl.space_id}-"),
        "/welcome/nonsense/",
        "/welcome/0-x/",
        "/welcome/99999999999999-x/",
    ]
    for link in bent:
        assert faces.anonymous().get(link).status_code == 410, link
    (waiting,) = invitations.open_ones(space_id=tea.space_id)
    owner.post(f"{STAFF}invited/{waiting.id}/")

    assert faces.anonymous().get(current).status_code == 410
    assert owner.post(f"{STAFF}invited/{waiting.id}/").status_code == 404


def test_keeps_the_invitations_of_another_space_out_of_reach(tea, owl):
    invited(tea)
    (waiting,) = invitations.open_ones(space_id=tea.space_id)

    assert faces.staff(owl.owner).post(f"/s/night-owl/staff/invited/{waiting.id}/").status_code == 404
    assert faces.staff(owl.owner).post(f"{STAFF}invited/{waiting.id}/").status_code == 404
    assert invitations.open_ones(space_id=owl.space_id) == ()
    assert len(invitations.open_ones(space_id=tea.space_id)) == 1


def test_says_it_when_somebody_works_here_already(tea):
    answer = faces.staff(tea.owner).post(STAFF, {"email": "Bob@spring-tea.example.com", "role": "agent", "way": "mail"})

    assert answer.status_code == 422
    assert "works here already" in answer.content.decode()


def test_changes_a_role_from_the_next_click_on(tea):
    bob, owner = faces.staff(tea.staff["Bob"]), faces.staff(tea.owner)
    assert bob.get(STAFF).status_code == 403
    owner.post(f"{STAFF}{tea.staff['Bob']}/role/", {"role": "owner"})

    assert bob.get(STAFF).status_code == 200


def test_asks_before_somebody_goes_and_shuts_the_door_at_once(tea):
    bob, owner = faces.staff(tea.staff["Bob"]), faces.staff(tea.owner)
    page = owner.get(f"{STAFF}{tea.staff['Bob']}/remove/").content.decode()
    assert "What they did stays in the journal" in page
    assert "Bob" in roles(tea)
    owner.post(f"{STAFF}{tea.staff['Bob']}/remove/")

    assert "Bob" not in roles(tea)
    assert bob.get("/s/spring-tea/members/").status_code == 404


def test_never_lets_the_last_owner_go(tea):
    owner = faces.staff(tea.owner)
    said = owner.post(f"{STAFF}{tea.owner}/remove/", follow=True).content.decode()
    owner.post(f"{STAFF}{tea.owner}/role/", {"role": "agent"})

    assert "last owner cannot leave" in said
    assert roles(tea)["Alice"] == "owner"


def test_reaches_nobody_who_works_elsewhere(tea, owl):
    owner = faces.staff(tea.owner)

    assert owner.get(f"{STAFF}{owl.owner}/remove/").status_code == 404
    assert owner.post(f"{STAFF}{owl.owner}/role/", {"role": "agent"}).status_code == 404
    assert owner.post(f"{STAFF}{tea.staff['Bob']}/role/", {"role": "king"}).status_code == 404


def test_leaves_an_account_that_nobody_may_use_out(tea):
    link = invited(tea, "charlie@example.com")
    user_id = actions.register_user(email="charlie@example.com", name="Charlie", password=PASSWORD, actor=cast.ACTOR)
    client = faces.staff(user_id)
    User.objects.filter(id=user_id).update(is_active=False)
    client.post(link)

    assert "Charlie" not in roles(tea)


def test_counts_few_statements_however_many_work_here(tea, django_assert_max_num_queries):
    for number in range(12):
        user_id = cast.user(f"Person{number}")
        actions.add_staff(space_id=tea.space_id, user_id=user_id, role="agent", actor=cast.ACTOR)
    owner = faces.staff(tea.owner)
    with django_assert_max_num_queries(15):
        owner.get(STAFF)


def test_mails_nobody_from_a_demo():
    """Somebody who only looks around in a demo must not write to the world in its name."""
    space_id = actions.create_space(
        slug="demo", name="Demo", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor=cast.ACTOR, demo=True
    )
    owner = cast.user("Demo", "demo")
    actions.add_staff(space_id=space_id, user_id=owner, role="owner", actor=cast.ACTOR)
    client = faces.staff(owner)
    page = client.get("/s/demo/staff/").content.decode()
    assert "a demo mails nobody" in page
    assert 'value="mail"' not in page

    asked = {"email": "stranger@example.com", "role": "owner", "way": "mail"}
    assert client.post("/s/demo/staff/", asked).status_code == 422
    assert "/welcome/" in client.post("/s/demo/staff/", {**asked, "way": "show"}).content.decode()
    assert mail.outbox == []
