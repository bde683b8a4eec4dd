"""The first page: what it counts, what it says, and what it never shows."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi import journal, ledger
from guanxi.insight import actions, overview
from guanxi.journal import types
from guanxi.kernel import tenancy
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.spaces import actions as spaces
from guanxi.web import happenings
from tests import cast
from tests.web import faces
from tests.web.conftest import SECRET_NAME

MOST_STATEMENTS = 15
THE_TESTS_OWN = {name for name in types.DECLARED if name.startswith("test.")}


@pytest.fixture
def visitor(tea) -> Client:
    """Alice, who owns the house and reads English."""
    return faces.staff(tea.owner)


@pytest.fixture
def reader(tea) -> Client:
    """Bob, who runs it and reads Chinese."""
    client = faces.staff(tea.staff["Bob"])
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9,en;q=0.5"
    return client


@pytest.fixture
def passer_by() -> Client:
    """Somebody who sits at this machine and is not signed in."""
    return faces.here()


QUEST = """
quests:
  - quest: seven-cups
    title: {zh-hans: 喝七杯茶, en: Drink seven cups}
    goal: {event: checkin.made, measure: count}
    counts_from: 2020-01-01
    steps:
      - {reach: 2, promise: [{points: 30, expires_days: 400}]}
      - {reach: 7, promise: [{item: gaiwan}]}
    budget: {points: 3000, "item:gaiwan": 5}
"""


def launch(tea) -> None:
    with tenancy.acting_in(tea.space_id):
        for unit, amount in [("points", 3000), ("item:gaiwan", 5)]:
            ledger.fund(space_id=tea.space_id, unit=unit, amount=amount, actor=tea.actor)
        for definition in quests.read_file(space_id=tea.space_id, text=QUEST):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
            quests.launch(space_id=tea.space_id, slug=definition.slug, actor=tea.actor)


def seen(tea, **arguments) -> overview.Overview:
    return overview.read(space_id=tea.space_id, **arguments)


def statements(client: Client) -> int:
    """What the page asks of the database. A test is inside a transaction already: entering the space is a savepoint."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/s/spring-tea/")
    return sum("SAVEPOINT" not in one["sql"] for one in asked)


def stages(page) -> dict[str, tuple[int, int]]:
    return {stage.name: (stage.count.now, stage.count.before) for stage in page.loop}


def test_teaches_the_first_command_when_there_is_no_space(db, passer_by):
    response = passer_by.get("/")

    assert response.status_code == 200
    assert "guanxi demo" in response.content.decode()


def test_shows_the_demo_space_first(db, passer_by):
    cast.night_owl()
    spaces.create_space(
        slug="demo",
        name="Cloud Tea",
        time_zone="Asia/Shanghai",
        currency="CNY",
        locale="zh-CN",
        actor=cast.ACTOR,
        demo=True,
    )

    page = passer_by.get("/").content.decode()

    assert "<title>Overview · Cloud Tea</title>" in page
    assert "night-owl" not in page  # it has an owner
    assert "as its owner" in page


def test_shows_the_space_that_is_asked_for(tea, visitor):
    assert "<title>Overview · 春山茶</title>" in visitor.get("/s/spring-tea/").content.decode()


def test_says_that_a_space_does_not_exist(tea, visitor):
    response = visitor.get("/s/winter-tea/")

    assert response.status_code == 404


def test_speaks_the_language_of_the_reader(tea, visitor, reader):
    english, chinese = visitor.get("/").content.decode(), reader.get("/").content.decode()

    assert '<html lang="en">' in english
    assert "The loop" in english
    assert '<html lang="zh-Hans">' in chinese
    assert "增长循环" in chinese


def test_keeps_the_language_that_the_reader_chose(tea, visitor):
    visitor.post("/language/", {"language": "zh-hans", "next": "/s/spring-tea/"})

    assert "增长循环" in visitor.get("/s/spring-tea/").content.decode()


def test_counts_who_joined_came_stayed_and_paid(tea, join, act):
    new, old, back, lost = join("new", days=2), join("old", days=40), join("back", days=60), join("lost", days=9)
    act(new, days=1)
    act(old, days=8)
    act(old, days=3)
    act(back, days=30)
    act(back, days=0.1, type="order.paid", order="7", sum_cents=900, currency="CNY")
    act(lost, days=8)

    page = seen(tea)

    assert page.members == 4
    assert stages(page) == {
        "acquire": (1, 1),
        "activate": (1, 2),
        "retain": (1, 0),
        "monetise": (1, 0),
        "refer": (0, 0),
    }
    assert (page.members_active.now, page.members_active.before) == (3, 2)


def test_does_not_call_a_member_active_for_what_others_do_to_their_post(tea, join, act):
    act(join("owner", days=3), days=1, type="vote.cast", value=1)

    assert seen(tea).members_active.now == 0


def test_takes_a_void_event_out_of_every_count(tea, join, act):
    event_id = act(join("new", days=2), days=1)
    assert seen(tea).members_active.now == 1

    journal.void(space_id=tea.space_id, event_id=event_id, reason="a test", actor=tea.actor)
    time.sleep(0.002)  # an event of the running millisecond is counted the next time
    page = seen(tea)

    assert page.members_active.now == 0
    assert stages(page)["activate"] == (0, 0)


def test_shows_the_week_that_is_asked_for(tea, join, act):
    act(join("old", days=40), days=30)
    today = seen(tea)

    earlier = seen(tea, until=today.week_to - timedelta(days=28))

    assert today.members_active.now == 0
    assert earlier.members_active.now == 1


def test_opens_on_the_last_week_of_a_community_that_has_fallen_silent(tea, join, act, visitor):
    member = join("old", days=900)
    act(member, days=800)
    with connection.cursor() as cursor:  # the house itself was opened today
        cursor.execute("SELECT set_config('app.space', %s, true)", [str(tea.space_id)])
        actions.refresh(space_id=tea.space_id)
        cursor.execute("DELETE FROM insight_day WHERE day > current_date - 300")

    page = seen(tea)

    assert page.members_active.now == 1
    assert "Go to today" in visitor.get("/").content.decode()


def test_ignores_a_day_that_is_none(tea, visitor):
    assert visitor.get("/?until=tomorrow").status_code == 200
    assert visitor.get("/?until=2999-01-01").status_code == 200
    assert visitor.get("/?until=0001-01-01").status_code == 200


def test_says_when_the_last_audit_ran_and_what_broke(tea, visitor):
    assert "No audit has run" in visitor.get("/").content.decode()

    checks = {"L1": {"rows": 10, "violations": 0}, "L4": {"rows": 7, "violations": 2}}
    actions.record_audit(space_id=tea.space_id, ran_at=journal.now(space_id=tea.space_id), ok=False, checks=checks)
    page = visitor.get("/").content.decode()

    assert "Something does not add up" in page
    assert "<code>L4</code> 2 violations" in page


def test_shows_what_a_quest_asks_how_far_members_are_and_what_is_promised(tea, join, act, visitor):
    launch(tea)
    alice, bob = join("alice", days=4), join("bob", days=4)
    for member, days in [(alice, 3), (alice, 2), (alice, 1), (bob, 1)]:
        act(member, days=days, type="checkin.made")

    page = seen(tea)
    words = visitor.get("/").content.decode()

    (quest,) = page.quests
    assert (quest.slug, quest.state, quest.under_way) == ("seven-cups", "launched", 2)
    assert [(step.number, step.reached) for step in quest.steps] == [(1, 1), (2, 0)]
    assert [(budget.unit, budget.total, budget.left) for budget in quest.budgets] == [
        ("points", 3000, 2970),
        ("item:gaiwan", 5, 5),
    ]
    assert [(owed.unit, owed.available, owed.set_aside) for owed in page.owed] == [
        ("points", 30, 2970),
        ("item:gaiwan", 0, 5),
    ]
    assert [expiring.amount for expiring in page.expiring] == [30]
    for told in ("Drink seven cups", "2 members under way", "30 points granted, 2,970 points left", "gaiwan"):
        assert told in words
    assert "None" not in words


def test_says_what_is_worth_doing_next_and_how(tea, join, act, visitor):
    assert "Nothing waits for you here" in visitor.get("/").content.decode()

    launch(tea)
    with tenancy.acting_in(tea.space_id):
        quests.pause(space_id=tea.space_id, slug="seven-cups", actor=tea.actor)
    member = join("alice", days=4)
    act(member, days=3, type="checkin.made")
    act(member, days=2, type="checkin.made")
    page = visitor.get("/").content.decode()

    assert "1 grant is held and waits for a decision." in page
    assert "/s/spring-tea/grants/" in page
    assert "“Drink seven cups” is paused" in page
    assert "/s/spring-tea/quests/seven-cups/" in page


def test_says_how_much_waits_to_be_settled(tea, visitor):
    event = journal.Event(type="tea.poured")
    journal.record(space_id=tea.space_id, events=[event, event], settle="queue")

    page = visitor.get("/").content.decode()

    assert "2 events wait to be settled" in page
    assert "guanxi drain --space spring-tea" in page


def test_says_every_declared_event_in_plain_words():
    spoken = {**happenings.OF_MEMBERS, **happenings.OF_THE_SPACE}

    assert sorted(spoken.keys() ^ types.DECLARED.keys() - THE_TESTS_OWN) == []


def test_shows_no_name_and_nothing_personal(tea, join, act, visitor):
    member = join("xiaoman", days=1)
    act(member, days=0.5, phone="13800001234")
    act(None, days=0.5, note="Xiaoman lives in Hangzhou")

    page = visitor.get("/").content.decode()

    assert f"Member {member}" in page
    for personal in (SECRET_NAME, "xiaoman", "Xiaoman", "13800001234", "Hangzhou", "@spring-tea.example.com"):
        assert personal not in page


def test_calls_members_by_the_name_they_chose_only_where_somebody_works_here(tea, join, act, visitor, passer_by):
    member = join("xiaoman", days=1)
    members.set_face(space_id=tea.space_id, member_id=member, name="Lin of the hills", avatar_id=None, actor=None)
    act(member, days=0.5)

    page = visitor.get("/").content.decode()
    assert "Lin of the hills" in page
    assert "shown by number" not in page
    assert "Lin of the hills" not in passer_by.get("/s/spring-tea/").content.decode()


def test_asks_the_database_a_fixed_number_of_questions(tea, join, act, visitor):
    visitor.get("/s/spring-tea/")
    few = statements(visitor)
    for number in range(12):
        member = join(f"member {number}", days=number)
        members.set_face(space_id=tea.space_id, member_id=member, name=f"Lin {number}", avatar_id=None, actor=None)
        act(member, days=number / 2, type=f"tea.kind_{number}")

    assert few <= statements(visitor) <= MOST_STATEMENTS  # counted anew, so three more: read, count, keep


def test_tells_one_space_nothing_of_another(tea, join, act, visitor):
    member = join("xiaoman", days=1)
    act(member, days=0.5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")
    cast.night_owl()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")

    page = visitor.get("/s/night-owl/").content.decode()

    assert f"Member {member}" not in page
    assert "tea.poured" not in page


def test_refuses_to_be_written_to(tea):
    assert Client(headers={"host": "localhost"}).post("/").status_code == 405
