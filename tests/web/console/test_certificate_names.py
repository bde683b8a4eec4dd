"""Staff take a name off a certificate that the brand signs, with a ground and a reason; its holder reads why."""

import pytest
from django.db import connection
from django.urls import reverse

from guanxi.certificates import actions, errors, moderating
from guanxi.kernel.tenancy import acting_in
from guanxi.moderation import actions as moderation
from guanxi.moderation import errors as moderation_errors
from tests import cast
from tests.certificates.conftest import Tea, tea
from tests.web import faces

__all__ = ["tea"]
NAME = "World champion"


@pytest.fixture
def certificate(tea: Tea):
    tea.check_in(1, 2)
    tea.settle()
    write(tea, NAME)
    return tea.mine()[0]


@pytest.fixture
def bob(tea):
    return faces.staff(tea.house.staff["Bob"])


def write(tea, name):
    (found,) = tea.mine()
    actions.show_name(space_id=tea.space_id, member_id=tea.member_id, public_id=found.public_id, name=name, actor=None)


def at(name, *parts):
    return reverse(f"console:{name}", args=["spring-tea", *parts])


def hide(bob, certificate):
    case = bob.post(at("certificate-name", certificate.public_id))["Location"]
    said = {"outcome": "hide", "ground": "law_rights", "reason": "She never won it"}
    return case, bob.post(f"{case}decide/", said)


def test_lists_the_names_and_finds_the_one_of_an_address(bob, certificate):
    listed = bob.get(at("certificate-names")).content.decode()
    found = bob.get(at("certificate-names"), {"q": f"https://tea.example.com/c/{certificate.public_id}/"}).content
    missed = bob.get(at("certificate-names"), {"q": f"/c/{'0' * 32}/"}).content

    assert NAME in listed
    assert NAME in found.decode()
    assert NAME not in missed.decode()


def test_takes_a_name_off_with_a_reason_and_tells_the_holder(tea, bob, certificate):
    hide(bob, certificate)

    (found,) = tea.mine()
    public = faces.anonymous().get(reverse("certificate", args=[certificate.public_id])).content.decode()
    phone = faces.member(tea.space_id, tea.member_id)
    messages = phone.get(reverse("h5:messages", args=["spring-tea"])).content.decode()
    assert (found.name, found.is_name_hidden, found.is_valid) == ("", True, True)
    assert NAME not in public
    assert "She never won it" in messages
    assert "The name on your certificate was hidden." in messages
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT props ->> 'reason', actor FROM journal_public_event WHERE type = 'certificate.name_hidden'"
        )
        assert cursor.fetchall() == [("She never won it", f"staff:{tea.house.staff['Bob']}")]


def test_lets_the_holder_write_no_other_name_while_it_is_off(tea, bob, certificate):
    hide(bob, certificate)

    with pytest.raises(errors.NameTakenOff):
        write(tea, "谷雨")
    page = faces.member(tea.space_id, tea.member_id).get(
        reverse("h5:certificate", args=["spring-tea", certificate.public_id])
    )
    assert "The brand took the name off this certificate." in page.content.decode()


def test_shows_it_again_when_the_decision_is_taken_back(tea, bob, certificate):
    case, _ = hide(bob, certificate)

    moderation.undo(
        space_id=tea.space_id, case_id=int(case.rstrip("/").rpartition("/")[2]), reason="It is so", actor=cast.ACTOR
    )

    assert tea.mine()[0].name == NAME
    write(tea, "谷雨")


def test_cannot_be_reported_by_number(tea, certificate):
    stranger = cast.member(tea.space_id, "谷雨")

    with pytest.raises(moderation_errors.UnknownSubject):
        moderation.report(
            space_id=tea.space_id, member_id=stranger, kind=moderating.KIND, subject_id=certificate.id, reason="fraud"
        )
    page = faces.member(tea.space_id, stranger).get(
        reverse("h5:report", args=["spring-tea", moderating.KIND, certificate.id])
    )
    assert page.status_code == 404


def test_lets_an_analyst_look_and_decide_nothing(tea, certificate):
    analyst = faces.desk(tea.house, "analyst")

    assert analyst.get(at("certificate-name", certificate.public_id)).status_code == 200
    assert analyst.post(at("certificate-name", certificate.public_id)).status_code == 403


def test_carries_what_was_taken_off_along_in_a_merge(tea, bob, certificate):
    from guanxi.members import actions as members  # noqa: PLC0415 - only here

    hide(bob, certificate)
    keeper = cast.member(tea.space_id, "谷雨")

    members.merge(space_id=tea.space_id, keep=keeper, lose=tea.member_id, actor=cast.ACTOR)

    (found,) = tea.mine(keeper)
    assert (found.name, found.written_name, found.is_name_hidden) == ("", NAME, True)
