"""`guanxi quest` and `guanxi fund`: what they say, what they do, and that a refusal changes no row."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import queries
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "owner"])  # a command looks at the schema as its owner

CUPS = """quests:
  - quest: seven-days
    title: {en: Seven days, zh-hans: 七天}
    goal: {event: checkin.made, measure: {streak: days}}
    steps:
      - {reach: 2, promise: [{points: 20}]}
      - {reach: 3, promise: [{item: cup}]}
    budget: {points: 12000, "item:cup": 200}
"""
DAILY = """  - quest: each-checkin
    title: {en: A point a day, zh-hans: 每天一分}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1}]
    ceiling_per_day: {points: 4000}
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "quests.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows(space_id: int) -> dict[str, int]:
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'space_id'"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in tables:
            cursor.execute(f"SELECT count(*) FROM {name}")
            row = cursor.fetchone()
            counts[name] = row[0] if row else 0
        return counts


def test_checks_a_file_and_changes_nothing(guanxi, house, file):
    before = rows(house.space_id)
    done = guanxi("quest", "check", file(CUPS + DAILY), "--space", "tea")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "seven-days\n"
        "  Seven days: check in on 2 days in a row and get 20 points; check in on 3 days in a row and get 1 × “cup”;"
        " once per member; 12,000 points in all, while they last; 200 × “cup” in all, while they last.\n"
        "  sets aside 12,000 points and 200 item:cup\n"
        "each-checkin\n"
        "  A point a day: each time you check in you get 1 point.\n"
        "  at most 4,000 points a day\n"
    )
    assert rows(house.space_id) == before


def test_applies_funds_launches_and_says_unchanged_the_second_time(guanxi, house, file):
    path = file(CUPS)
    short = guanxi("quest", "apply", path, "--space", "tea")
    assert (short.code, short.out) == (1, "")
    assert short.err == (
        "The reserve does not cover what is promised: 12,000 points, 200 item:cup are missing. Nothing was launched."
        " Add it with: guanxi fund --space tea points 12000 && guanxi fund --space tea item:cup 200"
        " (or run this again with --fund)\n"
    )
    with acting_in(house.space_id):
        assert queries.listing(space_id=house.space_id) == []

    funded = guanxi("fund", "--space", "tea", "points", 12000)
    assert funded.out == "Added 12,000 points; the reserve has 12,000.\n"
    done = guanxi("quest", "apply", path, "--space", "tea", "--fund")
    assert done.code == 0, done.err
    assert done.out.startswith("Added to the reserve: 200 item:cup.\nseven-days (version 1): launched\n  Seven days: ")
    assert done.out.endswith("\n  sets aside 12,000 points and 200 item:cup\n")

    before = rows(house.space_id)
    again = guanxi("quest", "apply", path, "--space", "tea", "--json")
    told = json.loads(again.out)
    assert [(each["quest"], each["version"], each["state"]) for each in told["quests"]] == [
        ("seven-days", 1, "unchanged")
    ]
    assert rows(house.space_id) == before


def test_counts_what_was_before_and_settles_it(guanxi, house, file):
    member_id = cast.member(house.space_id)
    now = journal.now(space_id=house.space_id)
    with acting_in(house.space_id):
        for day in (1, 2, 3):
            event = journal.Event(type="checkin.made", member_id=member_id, at=now - timedelta(days=day))
            journal.record(space_id=house.space_id, events=[event])
    done = guanxi("quest", "apply", file("quests:\n" + DAILY), "--space", "tea", "--json")
    told = json.loads(done.out)
    assert (told["settled"], told["set_aside"]) == (3, 0), done.err
    with acting_in(house.space_id):
        assert ledger.balance(space_id=house.space_id, member_id=member_id) == 3


def test_leaves_a_draft_that_is_launched_later(guanxi, house, file):
    draft = guanxi("quest", "apply", file("quests:\n" + DAILY), "--space", "tea", "--draft")
    assert draft.out.startswith("each-checkin (version 1): draft\n")
    assert guanxi("quest", "list", "--space", "tea").out.split()[:2] == ["each-checkin", "draft"]
    launched = guanxi("quest", "launch", "each-checkin", "--space", "tea")
    assert launched.out == "each-checkin (version 1) is launched: at most 4,000 points a day.\n"


def test_moves_through_the_states_and_returns_the_rest(guanxi, house, file):
    guanxi("quest", "apply", file(CUPS), "--space", "tea", "--fund")
    told = [guanxi("quest", verb, "seven-days", "--space", "tea").out for verb in ("pause", "resume", "end", "settle")]
    assert told == [
        "seven-days is paused.\n",
        "seven-days is launched.\n",
        "seven-days is ended.\n",
        "seven-days is settled; 12,000 points and 200 item:cup went back to the reserve.\n",
    ]
    shown = guanxi("quest", "show", "seven-days", "--space", "tea")
    assert shown.out.startswith("seven-days (version 1): settled\n")
    assert shown.out.endswith("  step 1: reached by 0\n  step 2: reached by 0\n")
    refused = guanxi("quest", "resume", "seven-days", "--space", "tea")
    assert refused.err == (
        "Quest “seven-days” is settled, so it cannot be resumed."
        " Its states are draft, launched, paused, ended, settled.\n"
    )


def test_decides_about_what_is_held(guanxi, house, file):
    members = cast.members_of(house.space_id, 2)
    guanxi("quest", "apply", file("quests:\n" + DAILY), "--space", "tea")
    guanxi("quest", "pause", "each-checkin", "--space", "tea")
    with acting_in(house.space_id):
        for member_id in members:
            journal.record(space_id=house.space_id, events=[journal.Event(type="checkin.made", member_id=member_id)])
    held = json.loads(guanxi("quest", "held", "--space", "tea", "--json").out)
    assert [(each["member"], each["unit"], each["amount"], each["reason"]) for each in held] == [
        (member_id, "points", 1, "paused") for member_id in members
    ]
    first, second = (each["event"] for each in held)
    released = guanxi("quest", "release", first, "--space", "tea", "--reason", "looked at")
    assert released.out == f"1 grant of event {first} released.\n"
    denied = guanxi("quest", "deny", second, "--space", "tea", "--reason", "a bot")
    assert denied.out == f"1 grant of event {second} denied.\n"
    with acting_in(house.space_id):
        assert [ledger.balance(space_id=house.space_id, member_id=member_id) for member_id in members] == [1, 0]
    assert guanxi("quest", "held", "--space", "tea").err == "Nothing is held.\n"
    nothing = guanxi("quest", "deny", second, "--space", "tea", "--reason", "again")
    assert nothing.err == f"Event {second} has nothing that waits for a decision.\n"


def test_listens_to_an_event_that_the_space_declared(guanxi, house, file):
    member_id = cast.member(house.space_id)
    words = ("quest", "declare-event", "lesson.finished", "lesson:text", "minutes:integer", "--space", "tea")
    said = guanxi(*words, "--meaning", "A lesson was heard to its end.")
    assert (said.out, said.err) == ("lesson.finished is declared.\n", "")
    again = guanxi(*words, "--meaning", "A lesson was heard to its end.")
    assert again.out == "lesson.finished was declared before: unchanged.\n"
    text = """quests:
  - quest: lessons
    title: {en: Lessons}
    goal: {event: lesson.finished, where: props.minutes >= 10}
    each: [{points: 5}]
    ceiling_per_day: {points: 100}
"""
    assert guanxi("quest", "apply", file(text), "--space", "tea").code == 0
    with acting_in(house.space_id):
        for minutes in (5, 10):
            props = {"lesson": "water", "minutes": minutes}
            journal.record(
                space_id=house.space_id,
                events=[journal.Event(type="lesson.finished", member_id=member_id, props=props)],
            )
        assert ledger.balance(space_id=house.space_id, member_id=member_id) == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "quests: [\n",
            (
                "2:1 file: this is not YAML (expected the node content, but found '<stream end>');"
                " check the indentation and the quotation marks"
            ),
        ),
        (CUPS.replace("goal:", "gaol:"), "4:5 quests[0]: there is no word gaol here; did you mean goal?"),
        (
            CUPS.replace("measure: {streak: days}", "measure: count, where: pg_sleep(10)"),
            (
                "4:56 quests[0].goal.where: the function pg_sleep is not allowed;"
                " there are: lower, length, coalesce, has, days_since"
            ),
        ),
        (
            CUPS.replace("points: 20", "points: -20"),
            (
                "6:39 quests[0].steps[0].promise[0].points: -20 is less than 1;"
                " write a number from 1 to 9223372036854775807"
            ),
        ),
        (
            CUPS.replace("points: 12000", "points: 9223372036854775808"),
            (
                "8:22 quests[0].budget.points: 9223372036854775808 is more than 9223372036854775807;"
                " write a number from 1 to 9223372036854775807"
            ),
        ),
    ],
    ids=["wrong YAML", "unknown field", "forbidden function", "negative amount", "over bigint"],
)
def test_tells_what_is_wrong_with_a_file_and_changes_nothing(guanxi, house, file, text, message):
    before = rows(house.space_id)
    path = file(text)
    done = guanxi("quest", "apply", path, "--space", "tea", "--fund")
    assert (done.code, done.out) == (1, "")
    assert f"{path}:{message}\n" in done.err
    assert rows(house.space_id) == before


def test_lists_every_problem_on_a_line_of_its_own(guanxi, house, file):
    wrong = CUPS.replace("points: 20", "points: -20").replace("goal:", "gaol:")
    done = guanxi("quest", "check", file(wrong), "--space", "tea", "--json")
    told = json.loads(done.out)
    assert (done.code, told["ok"]) == (1, False)
    assert len(told["problems"]) == len(done.err.splitlines()) >= 2
    assert all({"line", "column", "path", "reason", "suggestion"} == each.keys() for each in told["problems"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("quest", "apply", "FILE", "--space", "coffee"), "there is no space `coffee` (there are: tea); make it with:"),
        (("quest", "check", "absent.yaml", "--space", "tea"), "absent.yaml cannot be read: No such file or directory"),
        (("quest", "show", "nine-days", "--space", "tea"), "This space has no quest “nine-days”. `guanxi quest list`"),
        (("quest", "pause", "nine-days", "--space", "tea"), "This space has no quest “nine-days”. `guanxi quest list`"),
        (("fund", "--space", "coffee", "points", 5), "there is no space `coffee` (there are: tea); make it with:"),
        (("fund", "--space", "tea", "points", -5), "-5 is not an amount: give a positive whole number"),
        (("fund", "--space", "tea", "points", 2**63), "9223372036854775808 is more than can be counted exactly"),
        (("fund", "--space", "tea", "gold", 5), "“gold” is not a unit. Units are points, growth,"),
        (
            ("quest", "declare-event", "checkin.made", "--space", "tea", "--meaning", "x"),
            "checkin.made is an event of Guanxi itself. Choose another name for your own.",
        ),
        (
            ("quest", "declare-event", "Lesson", "--space", "tea", "--meaning", "x"),
            "“Lesson” is not the name of an event. Use at least two lower-case words joined by dots,",
        ),
        (
            ("quest", "declare-event", "lesson.finished", "score:float", "--space", "tea", "--meaning", "x"),
            "The prop “score” of the type “float” cannot be declared",
        ),
    ],
)
def test_refuses_on_one_line_and_changes_nothing(guanxi, house, file, words, message):
    before = rows(house.space_id)
    path = file(CUPS)
    done = guanxi(*[path if word == "FILE" else word for word in words])
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1
    assert rows(house.space_id) == before


@pytest.mark.parametrize(
    "words",
    [
        ("quest", "apply"),
        ("quest", "apply", "FILE"),
        ("fund", "--space", "tea", "points", "many"),
        ("quest", "release", "0", "--space", "tea", "--reason", "x"),
        ("quest", "declare-event", "lesson.finished", "minutes", "--space", "tea", "--meaning", "x"),
    ],
)
def test_exits_with_2_when_it_is_used_wrongly(guanxi, house, words):
    assert guanxi(*words).code == 2


def test_applies_all_or_none(guanxi, house, file):
    guanxi("quest", "apply", file(CUPS), "--space", "tea", "--fund")
    guanxi("quest", "end", "seven-days", "--space", "tea")
    before = rows(house.space_id)
    done = guanxi(
        "quest", "apply", file("quests:\n" + DAILY + CUPS[8:].replace("reach: 2", "reach: 1")), "--space", "tea"
    )
    assert done.err == (
        "Quest “seven-days” is ended, so it cannot be changed."
        " Its states are draft, launched, paused, ended, settled.\n"
    )
    assert rows(house.space_id) == before
