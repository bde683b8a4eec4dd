"""Profile fields in the console: asked, answered under Me, used everywhere, sealed later, dropped with words."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.members import actions, errors, fields, queries, segments
from guanxi.quests.recipes import birthdays
from guanxi.surveys import actions as surveys
from guanxi.surveys.questions import Question
from tests import cast
from tests.quests import tea as tea_quests
from tests.web import capture, faces, payloads

CITY = {"label": "City", "slug": "city", "type": "text", "purpose": "events near you", "basis": "contract"}
HEADING = {"title": "Spring", "why": "To choose with you.", "purpose": "taste", "basis": "contract"}


@pytest.fixture
def member_id(tea) -> int:
    return cast.member(tea.space_id)


@pytest.fixture
def phone(tea, member_id) -> Client:
    return faces.member(tea.space_id, member_id)


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def _me(name: str) -> str:
    return reverse(f"h5:{name}", args=["spring-tea"])


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def _told(client: Client, address: str, **given: object) -> Any:
    return client.post(address, given)


def test_leads_from_nothing_to_a_field_that_everything_can_use(tea, owner, phone, member_id) -> None:
    survey_id = surveys.create(space_id=tea.space_id, actor=tea.actor, **HEADING)
    ask = _at("survey-question", survey_id, "new") + "?kind=text"
    assert "Keep the answer in the profile as" not in _text(owner, ask)
    assert _at("fields") in _text(owner, ask)
    assert "You ask your members nothing yet" in _text(owner, _at("fields"))
    assert _told(owner, _at("field-new"), **CITY).status_code == 303
    assert "events near you" in _text(owner, _at("fields"))
    assert "For: events near you" in _text(phone, _me("profile"))
    assert _told(phone, _me("profile-answers"), city="杭州").status_code == 303
    assert "1 answer kept, of former members too" in _text(owner, _at("fields"))
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {"city": "杭州"}
    assert "Keep the answer in the profile as" in _text(owner, ask)
    assert ">City</option>" in _text(owner, _at("segment-new"))


def test_is_found_from_settings_and_members_by_those_who_may(tea, owner) -> None:
    for page in ("settings", "members"):
        assert f'href="{_at("fields")}"' in _text(owner, _at(page))
    operator, agent = faces.desk(tea, "operator"), faces.desk(tea, "agent")
    assert operator.get(_at("fields")).status_code == 200
    assert f'href="{_at("fields")}"' in _text(operator, _at("members"))
    assert f'href="{_at("fields")}"' not in _text(agent, _at("members"))
    for name in ("fields", "field-new"):
        assert agent.get(_at(name)).status_code == 403
    assert owner.get(_at("field", "nothing")).status_code == 404
    assert faces.staff(cast.night_owl().owner).get(_at("fields")).status_code == 404


def test_asks_for_a_choice_of_options(tea, owner, phone) -> None:
    given = {**CITY, "label": "最爱的茶", "slug": "", "type": "choice"}
    assert _told(owner, _at("field-new"), **given).status_code == 422
    assert _told(owner, _at("field-new"), **given, options="green\n\n white \n").status_code == 303
    (made,) = queries.fields(space_id=tea.space_id).values()
    assert (made.slug, made.options) == ("field", ("green", "white"))
    assert _told(phone, _me("profile-answers"), field="green").status_code == 303
    fewer = {**CITY, "label": "Tea", "type": "choice", "options": "white"}
    assert "options can be added" in _told(owner, _at("field", "field"), **fewer).content.decode()
    assert _told(owner, _at("field", "field"), **{**fewer, "options": "green\nwhite\noolong"}).status_code == 303
    assert "oolong" in _text(phone, _me("profile"))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"slug": "tags"}, 422),
        ({"slug": "City"}, 422),
        ({"slug": "a-b"}, 422),
        ({"type": "phone"}, 422),
        ({"type": "phone", "personal": "on"}, 303),
        ({"retention_days": "0"}, 422),
        ({"retention_days": "30"}, 303),
        ({"purpose": ""}, 422),
        ({"type": "colour"}, 422),
    ],
)
def test_refuses_what_cannot_be_asked(tea, owner, change, status) -> None:
    assert _told(owner, _at("field-new"), **{**CITY, **change}).status_code == status


def test_never_overwrites_a_field_with_a_new_one(tea, owner) -> None:
    _told(owner, _at("field-new"), **CITY)
    again = _told(owner, _at("field-new"), **{**CITY, "label": "Other"})
    assert again.status_code == 422
    assert "is taken" in again.content.decode()
    assert queries.fields(space_id=tea.space_id)["city"].label == "City"


def test_changes_its_kind_only_while_nobody_has_answered(tea, owner, phone) -> None:
    _told(owner, _at("field-new"), **CITY)
    assert _told(owner, _at("field", "city"), **{**CITY, "type": "integer"}).status_code == 303
    assert _told(owner, _at("field", "city"), **{**CITY, "label": "Where"}).status_code == 303
    _told(phone, _me("profile-answers"), city="杭州")
    assert _told(owner, _at("field", "city"), **{**CITY, "type": "integer", "label": "Town"}).status_code == 303
    kept = queries.fields(space_id=tea.space_id)["city"]
    assert (kept.type, kept.label) == ("text", "Town")
    words = fields.Words(label="Town", type="integer", purpose="x", basis="contract", personal=False)
    with pytest.raises(errors.FieldHasAnswers):
        fields.change(space_id=tea.space_id, slug="city", words=words, actor=tea.actor)


def test_seals_what_is_there_when_it_becomes_personal(tea, owner, phone, member_id) -> None:
    _told(owner, _at("field-new"), **CITY)
    _told(phone, _me("profile-answers"), city="杭州 100%")
    assert "is hidden at once and sealed within minutes" in _text(owner, _at("field", "city"))
    told = owner.post(_at("field", "city"), {**CITY, "personal": "on"}, follow=True).content.decode()
    assert "1 answer is hidden now and sealed in a moment" in told
    waiting = queries.profile(space_id=tea.space_id, member_id=member_id)
    assert [one.value for one in waiting] == [queries.MASK]
    assert fields.settle(space_id=tea.space_id, slug="city") == 1
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {}
    (answer,) = queries.profile(space_id=tea.space_id, member_id=member_id)
    assert answer.value == queries.MASK
    with tenancy.acting_in(tea.space_id):
        assert statements.rows("SELECT plain FROM members_profilevalue", []) == [(None,)]
    assert "杭州 100%" in _text(phone, _me("profile"))
    assert _told(owner, _at("field", "city"), **CITY).status_code == 303  # the box is fixed now
    assert queries.fields(space_id=tea.space_id)["city"].personal


def test_keeps_a_field_that_something_reads(tea, owner, phone) -> None:
    _told(owner, _at("field-new"), **CITY)
    _told(owner, _at("field-new"), **{**CITY, "label": "Town", "slug": "town"})
    segments.save(space_id=tea.space_id, name="East", predicate="member.city = '杭州'", actor=tea.actor)
    house = tea_quests.House(space_id=tea.space_id, actor=tea.actor, zone=ZoneInfo("Asia/Shanghai"))
    house.launch(
        tea_quests.quest(
            audience="member.city = '杭州'",
            each="[{points: 1}]",
            ceiling_per_day="{points: 9}",
            title="{en: Lakeside}",
            terms="{en: One point.}",
        )
    )
    survey_id = surveys.create(space_id=tea.space_id, actor=tea.actor, **HEADING)
    question = Question(key="", kind="text", title="Where?", into="city")
    surveys.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    page = _text(owner, _at("field-drop", "city"))
    assert "the segment “East”" in page
    assert "the quest “Lakeside”" in page
    assert "the survey “Spring”" in page
    assert 'class="btn btn-danger"' not in page
    refused = owner.post(_at("field-drop", "city"), follow=True).content.decode()
    assert "It is used by" in refused
    personal = _told(owner, _at("field", "city"), **CITY, personal="on")
    assert personal.status_code == 422
    assert set(queries.fields(space_id=tea.space_id)) == {"city", "town"}


def test_deletes_a_field_with_its_answers_after_saying_so(tea, owner, phone, member_id) -> None:
    _told(owner, _at("field-new"), **CITY)
    _told(phone, _me("profile-answers"), city="杭州")
    page = _text(owner, _at("field-drop", "city"))
    assert "1 answer kept, of former members too" in page
    assert "deleted for ever" in page
    assert queries.fields(space_id=tea.space_id)
    told = owner.post(_at("field-drop", "city"), follow=True).content.decode()
    assert "The worker deletes 1 answer." in told
    assert queries.fields(space_id=tea.space_id) == {}
    assert owner.get(_at("field", "city")).status_code == 404
    assert "City" not in _text(phone, _me("profile"))
    assert "杭州" not in _text(owner, _at("member", member_id))
    assert queries.profile(space_id=tea.space_id, member_id=member_id) == ()
    assert "is taken" in _told(owner, _at("field-new"), **CITY).content.decode()
    assert fields.settle(space_id=tea.space_id, slug="city") == 1
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {}
    assert queries.profile(space_id=tea.space_id, member_id=member_id) == ()
    with tenancy.acting_in(tea.space_id):
        told = statements.rows("SELECT type FROM journal_public_event WHERE space_id = %s ORDER BY id", [tea.space_id])
    assert told[-1] == ("profile.field_dropped",)
    assert _told(owner, _at("field-new"), **CITY).status_code == 303


def test_rests_on_a_consent_that_members_give_and_take_back_under_me(tea, owner, phone, member_id) -> None:
    _told(owner, _at("field-new"), **{**CITY, "basis": "consent", "personal": "on"})
    assert "I agree that this is kept for: events near you" in _text(phone, _me("profile"))
    without = _told(phone, _me("profile-answers"), city="杭州")
    assert without.status_code == 422
    assert "Tick this if you agree" in without.content.decode()
    assert _told(phone, _me("profile-answers"), city="杭州", city__agrees="on").status_code == 303
    assert queries.has_consent(space_id=tea.space_id, member_id=member_id, purpose="events near you")
    assert "杭州" in _text(phone, _me("profile"))
    fixed = _told(owner, _at("field", "city"), **{**CITY, "basis": "law", "purpose": "advertising"})
    assert fixed.status_code == 303
    assert queries.fields(space_id=tea.space_id)["city"].purpose == "events near you"
    assert _told(phone, _me("profile-answers"), city="杭州").status_code == 303
    assert not queries.has_consent(space_id=tea.space_id, member_id=member_id, purpose="events near you")
    assert queries.profile(space_id=tea.space_id, member_id=member_id) == ()


def test_leads_the_birthday_recipe_to_its_field_and_members_into_their_week(tea, owner, phone, member_id) -> None:
    recipe = _at("quest-recipe", "birthday")
    page = _text(owner, recipe)
    assert "Nobody is asked for their birthday yet" in page
    make = _at("field-new") + "?for=birthday"
    assert make in page
    assert make in _text(owner, _at("fields"))
    house = tea_quests.House(space_id=tea.space_id, actor=tea.actor, zone=ZoneInfo("Asia/Shanghai"))
    house.apply(
        tea_quests.quest(
            audience="has(member.tags, 'birthday-week')",
            each="[{points: 1}]",
            ceiling_per_day="{points: 9}",
            terms="{en: One point.}",
        )
    )
    assert make in _text(owner, _at("quest-launch", "tea"))
    form = _text(owner, make)
    assert 'value="birthday"' in form
    given = {"label": "Birthday", "slug": "birthday", "type": "date", "purpose": "a greeting", "basis": "contract"}
    assert _told(owner, make, **given, personal="on").status_code == 303
    assert "Nobody is asked" not in _text(owner, recipe)
    assert "Nobody is asked" not in _text(owner, _at("quest-launch", "tea"))
    with tenancy.acting_in(tea.space_id):
        assert birthdays.is_asked(space_id=tea.space_id)
        today = journal.now(space_id=tea.space_id).date()
    assert _told(phone, _me("profile-answers"), birthday=f"1990-{today:%m-%d}").status_code == 303
    assert dict(birthdays._birthdays(tea.space_id)).keys() == {member_id}


def test_runs_nothing_of_what_is_written(tea, owner, phone) -> None:
    for payload in payloads.tried(step=3):
        words = payload.strip()[:80] or "x"
        made = _told(owner, _at("field-new"), **{**CITY, "label": words, "purpose": words})
        if made.status_code != 303:
            continue
        for client, page in (
            (owner, _at("fields")),
            (owner, _at("field", "city")),
            (owner, _at("field-drop", "city")),
            (phone, _me("profile")),
        ):
            html = _text(client, page)
            if "<" in words:
                assert words not in html


def test_asks_a_fixed_number_of_statements(tea, owner, member_id) -> None:
    _told(owner, _at("field-new"), **CITY)
    pages = [_at("fields"), _at("field-new"), _at("field", "city"), _at("field-drop", "city")]
    before = [_statements(owner, page) for page in pages]
    for number in range(8):
        _told(owner, _at("field-new"), **{**CITY, "slug": f"city{number}"})
        answers = {f"city{number}": "x"}
        actions.set_profile(space_id=tea.space_id, member_id=member_id, answers=answers, actor=None)
    after = [_statements(owner, page) for page in pages]
    assert (before, max(after) <= 15) == (after, True)


def _statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(capture.statements(captured))
