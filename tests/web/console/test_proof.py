"""The audit page, the first steps, help and the search over everything."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.insight import audit, jobs
from guanxi.members import actions as members
from guanxi.referral import actions as referral
from guanxi.web import access
from guanxi.web.console import audit_words, help_page, overview_first
from tests import cast
from tests.web import faces

MOST_STATEMENTS = 15
OVERHEAD_OF_TESTS = 3


def text(response) -> str:
    return str(response.content, "utf-8")


def test_says_each_check_of_the_audit_in_words():
    assert {check.id for check in audit.CHECKS} == set(audit_words.CHECKS)


def test_teaches_what_an_audit_is_before_the_first(tea, owner):
    assert "No audit has run yet" in text(owner.get("/s/spring-tea/audit/"))


def test_shows_what_the_last_audit_found(tea, owner):
    audit.run(space_id=tea.space_id)

    page = text(owner.get("/s/spring-tea/audit/"))

    assert "Every balance is the sum of its entries." in page
    assert page.count("<code title=") == len(audit.CHECKS)


def test_asks_the_worker_for_an_audit_once(tea, owner):
    assert owner.post("/s/spring-tea/audit/run/").status_code == 303
    page = text(owner.get("/s/spring-tea/audit/"))
    assert "The audit is under way" in page
    assert f"0 of {len(audit.CHECKS)} checks are done" in page
    assert "Run now" not in page

    owner.post("/s/spring-tea/audit/run/")

    assert "An audit is under way already." in text(owner.get("/s/spring-tea/audit/"))
    assert ProcrastinateJob.objects.filter(task_name="insight.audit_asked").count() == 1


def test_tells_how_far_the_audit_is_and_when_it_is_over(committed_db):
    tea = cast.spring_tea()
    audit.ask(space_id=tea.space_id, actor=tea.actor)
    with audit.telling(space_id=tea.space_id) as teller:
        teller.advance(3)
        asked = audit.asked(space_id=tea.space_id)
        assert asked is not None
        assert (asked.done, asked.is_running) == (3, True)

    assert jobs.audit_asked(tea.space_id)

    asked = audit.asked(space_id=tea.space_id)
    assert asked is not None
    assert (asked.done, asked.is_running, asked.failed) == (len(audit.CHECKS), False, "")
    assert len(audit.runs(space_id=tea.space_id)) == 1
    assert faces.staff(tea.owner).get("/s/spring-tea/audit/progress/")["HX-Refresh"] == "true"


def test_says_that_an_audit_broke_off(committed_db):
    tea = cast.spring_tea()
    audit.ask(space_id=tea.space_id, actor=tea.actor)

    with pytest.raises(ZeroDivisionError), audit.telling(space_id=tea.space_id):
        _ = 1 // 0

    asked = audit.asked(space_id=tea.space_id)
    assert asked is not None
    assert asked.failed == "ZeroDivisionError"
    assert "broke off" in text(faces.staff(tea.owner).get("/s/spring-tea/audit/"))


def test_leads_a_new_space_through_its_first_steps(tea, owner):
    page = text(owner.get("/s/spring-tea/"))

    assert "The first ten minutes" in page
    assert page.count('<li class="done">') == 0
    assert "/s/spring-tea/quests/new/checkin/" in page


def test_ticks_a_first_step_when_the_data_says_that_it_is_done(tea, owner):
    members.join(space_id=tea.space_id, external_ids={"shop": "1"}, actor=tea.actor)
    referral.create_channel_code(space_id=tea.space_id, channel="parcel", actor=tea.actor)

    page = text(owner.get("/s/spring-tea/"))

    assert page.count('<li class="done">') == 2


def test_puts_the_first_steps_away(tea, owner):
    assert faces.staff(tea.staff["Bob"]).post("/s/spring-tea/home/first-steps/").status_code == 403

    assert owner.post("/s/spring-tea/home/first-steps/").status_code == 303

    assert "The first ten minutes" not in text(owner.get("/s/spring-tea/"))


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_shows_no_first_steps_to_who_may_take_none(tea, role):
    assert "The first ten minutes" not in text(faces.desk(tea, role).get("/s/spring-tea/home/"))


def test_offers_of_the_first_steps_those_that_one_may_take(tea, monkeypatch):
    needs = {"quest": "quests.read"}
    steps = tuple(replace(step, needs=needs.get(step.name, "space.settings")) for step in overview_first.STEPS)
    monkeypatch.setattr(overview_first, "STEPS", steps)

    page = text(faces.desk(tea, "agent").get("/s/spring-tea/home/"))

    assert "Bring the people you have" in page
    assert re.findall(r'<a class="btn btn-primary" href="([^"]+)"', page) == ["/s/spring-tea/quests/new/checkin/"]


def test_needs_for_a_first_step_what_its_page_needs():
    for step in overview_first.STEPS:
        view = resolve(reverse(step.route, args=["spring-tea", *step.rest])).func
        assert getattr(view, "access", None) == access.Access(face="console", needs=step.needs)


def test_shows_no_first_steps_to_whoever_only_looks_at_a_demo(tea):
    assert "The first ten minutes" not in text(faces.anonymous().get("/", REMOTE_ADDR="127.0.0.1"))


def test_tells_the_keys_and_the_order(tea, owner):
    page = text(owner.get("/s/spring-tea/help/"))

    assert "<kbd>/</kbd>" in page
    assert "The order that works" in page
    assert "data-help" in page
    assert "data-global-search" in page


def test_finds_members_by_number_and_contact_and_the_rest_by_name(tea, owner):
    member = members.join(space_id=tea.space_id, external_ids={"shop": "A-77"}, actor=tea.actor)
    referral.create_channel_code(space_id=tea.space_id, channel="parcel", label="Parcel card", actor=tea.actor)
    open_circle(tea)

    def found(words: str) -> str:
        return text(owner.get("/s/spring-tea/search/", {"q": words}))

    assert f">Member {member}</a>" in found(str(member))
    assert f">Member {member}</a>" in found("A-77")
    assert "Parcel card" in found("parcel").split('class="found"')[1]
    assert "Tea lovers" in found("TEA LO").split('class="found"')[1]
    assert "Nothing is called like this" in found("nobody is called this")


def open_circle(tea) -> None:
    canvas = circles.Canvas(
        background="They drink alone.",
        purpose="seed_users",
        goal="A hundred talk",
        goal_number=100,
        goal_date=date(2027, 3, 31),
    )
    look = circles.Look(name="Tea lovers", trait="raw tea")
    circles.open_circle(
        space_id=tea.space_id, canvas=canvas, look=look, charter="Be kind.", rule=entry.Rule(), actor=tea.actor
    )


def test_finds_nothing_of_another_space(tea, owner):
    member = members.join(space_id=tea.space_id, external_ids={"shop": "A-77"}, actor=tea.actor)
    charlie = faces.staff(cast.night_owl().owner)

    assert "Nothing is called like this" in text(charlie.get("/s/night-owl/search/", {"q": str(member)}))
    assert charlie.get("/s/spring-tea/search/").status_code == 404


@pytest.mark.parametrize("address", ["audit/", "help/", "search/?q=tea", ""])
def test_asks_few_questions_of_the_database(tea, owner, address):
    owner.get(f"/s/spring-tea/{address}")

    with CaptureQueriesContext(connection) as asked:
        assert owner.get(f"/s/spring-tea/{address}").status_code == 200

    assert len(asked) <= MOST_STATEMENTS + OVERHEAD_OF_TESTS


def test_leads_every_first_step_and_every_step_of_the_help_to_a_page_that_opens(tea, owner):
    page = text(owner.get("/s/spring-tea/"))

    for step in overview_first.STEPS:
        address = reverse(step.route, args=["spring-tea", *step.rest]) + step.query
        assert f'href="{address}"' in page
        assert owner.get(address).status_code == 200
    for _, _, _, route in help_page.ORDER:
        assert owner.get(reverse(route, args=["spring-tea"])).status_code == 200
