"""Who did what: what staff look at, take away, undo and change stands on a page, with its reason."""

import json
import pathlib
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client

from guanxi import journal
from guanxi.circles import actions as circles
from guanxi.insight import acts
from guanxi.kernel import keyset, statements, tenancy
from guanxi.members import actions as members
from guanxi.members import browsing, bulk, exports, segments
from guanxi.moderation import actions as moderation
from guanxi.spaces import actions as spaces
from guanxi.web.console import acts_words
from tests import cast
from tests.web import faces
from tests.web.h5 import circle_people

BASE = "/s/spring-tea/acts/"
NEWEST = keyset.Wanted(sort="when")


@pytest.fixture
def looked_at(tea) -> int:
    """A member whose telephone number Bob has looked at."""
    member_id = cast.member(tea.space_id)
    members.define_field(
        space_id=tea.space_id, slug="phone", type_="phone", label="Phone", purpose="service", actor=tea.actor
    )
    members.set_profile(space_id=tea.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=cast.ACTOR)
    members.reveal(
        space_id=tea.space_id, member_id=member_id, field="phone", reason="The parcel came back", actor=bob(tea)
    )
    return member_id


def bob(tea: cast.House) -> str:
    return f"staff:{tea.staff['Bob']}"


def types(tea: cast.House, **chosen: str) -> list[str]:
    return [one.type for one in acts.page(space_id=tea.space_id, wanted=NEWEST, **chosen).rows]


def test_says_who_looked_at_what_of_whom_and_why(tea, owner, looked_at):
    page = owner.get(BASE, {"kind": "personal"}).content.decode()
    assert "Bob" in page
    assert f"Staff looked at a personal value of Member {looked_at}" in page
    assert "Field: phone" in page
    assert "The parcel came back" in page
    assert "13800138000" not in page


def test_lets_long_words_wrap(owner, looked_at):
    page = owner.get(BASE).content.decode()
    assert '<div class="long-lines">' in page
    styles = pathlib.Path(str(finders.find("web/people.css"))).read_text()
    assert ".long-lines .table td { white-space: normal; overflow-wrap: anywhere; }" in styles


def test_is_narrowed_to_a_person_and_a_kind(tea, owner, looked_at):
    assert types(tea, actor=bob(tea)) == ["profile.revealed"]
    assert types(tea, actor=bob(tea), kind="staff") == []
    assert set(types(tea, actor=tea.actor)) == {"profile.field_defined", "staff.added"}
    assert "The parcel came back" not in owner.get(BASE, {"who": tea.actor}).content.decode()


def test_forgets_a_reason_with_the_person_whom_it_may_name(tea, owner, looked_at):
    members.erase(space_id=tea.space_id, member_id=looked_at, reason="asked", actor=tea.actor)
    assert "The member asked for it" in owner.get(BASE).content.decode()
    page = owner.get(BASE, {"kind": "personal"}).content.decode()
    assert "Staff looked at a personal value" in page
    assert "The parcel came back" not in page


def test_shows_why_all_data_was_taken(tea, owner, looked_at):
    members.hand_out(space_id=tea.space_id, member_id=looked_at, reason="They asked at the counter", actor=bob(tea))
    assert "They asked at the counter" in owner.get(BASE).content.decode()
    with tenancy.acting_in(tea.space_id):
        found = journal.timeline(space_id=tea.space_id, member_id=looked_at)[0]
    assert "counter" not in json.dumps(dict(found.props))


def test_tells_of_segments_and_of_work_that_was_stopped(tea, looked_at):
    slug = segments.save(space_id=tea.space_id, name="Tea", predicate="has(member.tags, 'tea')", actor=bob(tea))
    segments.save(space_id=tea.space_id, name="Tea", predicate="has(member.tags, 'pu-erh')", actor=bob(tea), slug=slug)
    segments.drop(space_id=tea.space_id, slug=slug, actor=bob(tea))
    work = bulk.start(space_id=tea.space_id, kind="tag", tag="tea", filter_=browsing.Filter(), actor=bob(tea))
    for _ in range(2):
        bulk.stop(space_id=tea.space_id, bulk_id=work, actor=tea.actor)
    told = acts.page(space_id=tea.space_id, wanted=NEWEST, kind="members").rows
    assert [(one.type, one.actor) for one in told[:5]] == [
        ("members.work_stopped", tea.actor),
        ("members.work_started", bob(tea)),
        ("segment.dropped", bob(tea)),
        ("segment.kept", bob(tea)),
        ("segment.kept", bob(tea)),
    ]
    assert told[3].props["before"] == "has(member.tags, 'tea')"


def test_is_for_those_who_answer_for_the_space(tea):
    assert [faces.desk(tea, role).get(BASE).status_code for role in ("analyst", "agent", "operator")] == [403, 403, 200]


def test_shows_nothing_of_another_space(tea, looked_at):
    owl = cast.night_owl()
    assert types(tea, actor=owl.actor) == []
    assert "profile.revealed" not in [one.type for one in acts.page(space_id=owl.space_id, wanted=NEWEST).rows]


@pytest.mark.parametrize("sort", acts.ORDERS)
@pytest.mark.parametrize("actor", ["", "staff:1"])
def test_is_read_by_an_index_however_long_the_journal_is(tea, sort, actor, monkeypatch):
    plans = []

    def explained(statement, facts):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + statement, facts)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return []

    monkeypatch.setattr(statements, "rows", explained)
    acts.page(space_id=tea.space_id, wanted=keyset.Wanted(sort=sort), actor=actor)
    shown = plans[0].partition("CTE shown")[2]
    assert "space_id_type_id_id_idx" in shown or "space_id_actor_type_id_id_idx" in shown, plans[0]


def page(client: Client, **chosen: str) -> str:
    return client.get(BASE, chosen).content.decode()


def table(client: Client) -> str:
    return b"".join(client.get(BASE, {"format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]


@pytest.fixture
def inside(tea) -> tuple[int, int]:
    """A circle, and a member in it."""
    circle, member = circle_people.circle(tea), cast.member(tea.space_id)
    circles.enter(space_id=tea.space_id, circle_id=circle, member_id=member, charter_version=1)
    return circle, member


def test_shows_why_somebody_was_muted_and_taken_out_of_a_circle(tea, owner, inside):
    circle, member = inside
    facts: dict[str, Any] = {"space_id": tea.space_id, "circle_id": circle, "member_id": member, "actor": bob(tea)}
    circles.mute(**facts, days=3, reason="Shouted at the guests")
    circles.remove_member(**facts, reason="Went on shouting")
    told = page(owner, kind="circles")
    assert "Shouted at the guests" in told
    assert "Went on shouting" in told
    assert f"Member {member} was taken out of a circle" in told
    assert "removed" not in told


def test_shows_why_a_moderator_decided_and_took_it_back(tea, owner, inside):
    circle, member = inside
    post = circles.write_post(
        space_id=tea.space_id, circle_id=circle, draft=circles.Draft(text="今天喝了冰岛"), author_id=member
    )
    case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=post, actor=bob(tea))
    decided: dict[str, Any] = {"space_id": tea.space_id, "case_id": case, "actor": bob(tea)}
    moderation.decide(**decided, outcome="hide", ground="house_double", reason="The same words ten times")
    moderation.undo(**decided, reason="It was another member")
    told = page(owner, kind="moderation")
    assert "The same words ten times" in told
    assert "It was another member" in told
    assert "Kind: Post" in told
    assert "Decision: Hidden" in told
    assert "subject" not in told


def test_says_the_details_in_the_words_of_the_pages(tea, owner, inside):
    circle, member = inside
    at = datetime(2026, 5, 2, 16, 30, tzinfo=UTC)
    act: dict[str, Any] = {"space_id": tea.space_id, "circle_id": circle, "member_id": member, "actor": bob(tea)}
    circles.mute(**act, days=3, reason="Loud", at=at)
    spaces.change_setting(space_id=tea.space_id, name="signin.by_mail", value=False, actor=bob(tea))
    members.define_field(
        space_id=tea.space_id, slug="phone", type_="phone", label="Phone", purpose="service", actor=bob(tea)
    )
    told = page(owner)
    assert "Until: 6 May 2026, 00:30" in told
    assert "Setting: Codes by e-mail · Before: on · Now: off" in told
    assert "Personal: yes" in told
    for raw in ("2026-05-05T", "True", "False", "signin.by_mail", "until:", "user_id"):
        assert raw not in told.split("<tbody>")[1], raw
    assert "Setting: Codes by e-mail · Before: on · Now: off" in table(owner)


def test_says_whom_a_list_held_that_was_taken_away(tea, owner):
    since = datetime(2026, 5, 1, 16, tzinfo=UTC)
    exports.record_list(space_id=tea.space_id, filter_=browsing.Filter(tag="tea", joined_from=since), actor=bob(tea))
    assert "Narrowed by: tea · joined from 2 May 2026, 00:00 on" in page(owner, kind="personal")


def test_leaves_out_of_the_details_what_it_has_no_words_for(tea, owner, monkeypatch):
    monkeypatch.setattr(acts_words, "_LABELS", {"role": "Role"})
    told = page(owner, kind="staff")
    assert "(Role: Operator)" in told
    assert "user_id" not in told


def test_promises_no_reason_for_ever(tea, owner):
    told = page(owner, kind="value")
    assert "only a reason that was written about a member goes when that member is erased" in told
