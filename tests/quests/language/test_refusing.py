"""A quest file that is wrong is refused as a whole, with every problem, its place, and what to do (QL-21 to QL-23)."""

# ruff: noqa: E501 - a message stands in one piece, as people get it

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.quests.errors import QuestFileRefused
from tests.quests.language import samples
from tests.quests.language.samples import file, quest, refusal


def test_refuses_what_is_no_yaml():
    assert refusal("quests:\n  - quest: [\n") == (
        "3:1 file: this is not YAML (expected the node content, but found '<stream end>'); "
        "check the indentation and the quotation marks"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1 file: the file is empty; begin with quests:"),
        ("- a\n", "1:1 file: this must be a mapping; write key: value"),
        ("quests: []\n", "1:9 quests: this list is empty; define a quest"),
        ("quests: 3\n", "1:9 quests: this must be a list; begin each entry with “- ”"),
        (
            "quest: []\n",
            "1:1 file: there is no word quest here; did you mean quests?\n1:1 file: quests is missing; write quests: [ … ]",
        ),
        ("quests:\n  - tea\n", "2:5 quests[0]: this must be a mapping; write key: value"),
        ("quests: !!python/name:os.system x\n", "1:9 x: tags are not allowed; leave it out"),
        ("quests: \x07\n", "1:9 file: this is not YAML (a character that no text may have); delete it"),
        (
            "quests: &q [*q]\n",
            "1:9 file: the file is nested too deep or grows too large by its aliases; write it out plainly",
        ),
        ("[" * 5000, "1:1 file: the file is nested too deep or grows too large by its aliases; write it out plainly"),
        ("# " + "x" * 400_000, "1:1 file: the file is longer than 400000 characters; split it"),
        (
            "quests: *nowhere\n",
            "1:9 file: this is not YAML (found undefined alias 'nowhere'); check the indentation and the quotation marks",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_refuses_what_is_no_quest_file(text, message):
    assert refusal(text) == message


def test_refuses_a_bomb_of_aliases():
    bomb = "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
    for name, inner in ("ba", "cb", "dc", "ed"):
        bomb += f"{name}: &{name} [{','.join([f'*{inner}'] * 10)}]\n"
    assert refusal(bomb).endswith(
        "file: the file is nested too deep or grows too large by its aliases; write it out plainly"
    )


def test_refuses_an_unknown_word_and_names_the_nearest():
    assert refusal(file(quest(audiense="member.tier = 'gold'"))) == (
        "7:5 quests[0]: there is no word audiense here; did you mean audience?"
    )


def test_refuses_an_unknown_field_of_a_condition_at_its_place():
    text = file(quest(goal="{event: checkin.made, where: 'props.text_lenght > 9'}"))
    assert refusal(text) == (
        "4:41 quests[0].goal.where: there is no field props.text_lenght; did you mean props.text_length?"
    )


def test_refuses_an_unknown_field_of_the_audience_at_its_place():
    assert refusal(file(quest(audience="has(member.tags, 'x') AND member.citi = 'x'"))) == (
        "7:41 quests[0].audience: there is no field member.citi; did you mean member.city?"
    )


def test_refuses_a_forbidden_function_at_its_place():
    text = file(quest(goal='{event: checkin.made, where: "pg_sleep(10) = 1"}'))
    assert refusal(text) == (
        "4:41 quests[0].goal.where: the function pg_sleep is not allowed; "
        "there are: lower, length, coalesce, has, days_since"
    )


def test_points_into_a_condition_of_several_lines():
    text = """quests:
  - quest: tea
    title: Tea
    goal:
      event: checkin.made
      where: |
        props.text_length > 1
          AND props.nope = 2
    steps: [{reach: 1, promise: [{certificate: x}]}]
"""
    assert refusal(text) == (
        "8:15 quests[0].goal.where: there is no field props.nope; there are: props.local_hour, props.text_length"
    )


def test_counts_doubled_quotation_marks_when_it_points():
    text = file(quest(goal="{event: post.created, where: 'props.kind = ''a'' AND nope'}"))
    assert refusal(text).startswith("4:64 quests[0].goal.where: there is no field nope;")


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("-5", "-5 is less than 1; write a number from 1 to 9223372036854775807"),
        ("0", "0 is less than 1; write a number from 1 to 9223372036854775807"),
        (
            "9223372036854775808",
            "9223372036854775808 is more than 9223372036854775807; write a number from 1 to 9223372036854775807",
        ),
        ("1.5", "this must be a whole number; write it in digits, without a fraction"),
        ("1e3", "this must be a whole number; write it in digits, without a fraction"),
        ("'5'", "this must be a whole number; write it in digits, without a fraction"),
        ("true", "this must be a whole number; write it in digits, without a fraction"),
        ("", "this must be a whole number; write it in digits, without a fraction"),
        ("[1]", "this must be a whole number; write it in digits, without a fraction"),
    ],
)
def test_refuses_an_amount_that_is_none(amount, reason):
    text = file(quest(steps=f"[{{reach: 1, promise: [{{points: {amount}}}]}}]"))
    assert refusal(text).split(" ", 1)[1] == f"quests[0].steps[0].promise[0].points: {reason}"


@pytest.mark.parametrize("word", ["budget", "ceiling_per_day"])
def test_refuses_a_negative_limit(word):
    message = refusal(file(quest(**{word: "{points: -1}"})))
    assert f"quests[0].{word}.points: -1 is less than 1" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"goal": "{event: checkin.mad}"}, "4:19 quests[0].goal.event: there is no event checkin.mad; did you mean checkin.made?"),
        ({"goal": "{event: []}"}, "4:19 quests[0].goal.event: this list is empty; name an event"),
        ({"goal": "{where: props.x = 1}"}, "4:11 quests[0].goal: event is missing; write event: checkin.made"),
        (
            {"goal": "{event: post.created, measure: {sum: kind}}"},
            "4:48 quests[0].goal.measure.sum: props.kind is text where integer is needed",
        ),
        (
            {"goal": "{event: post.created, measure: {distinct: pots}}"},
            "4:53 quests[0].goal.measure.distinct: these events have no prop pots; did you mean post?",
        ),
        (
            {"goal": "{event: post.created, measure: often}"},
            "4:42 quests[0].goal.measure: this is not a measure; write count, {sum: prop}, {distinct: prop} or {streak: days}",
        ),
        (
            {"goal": "{event: checkin.made, measure: {streak: 7}}"},
            ("4:51 quests[0].goal.measure.streak: a streak is counted in days; "
            "write measure: {streak: days} and give the number as the reach of a step"),
        ),
        (
            {"goal": "{event: post.created, measure: streak, per: post}"},
            "4:55 quests[0].goal.per: a streak has no per; leave per out, or use another measure",
        ),
        ({"undo": "revers"}, "7:11 quests[0].undo: “revers” is not a choice here; did you mean reverse?"),
        ({"period": "weak"}, "7:13 quests[0].period: “weak” is not a choice here; did you mean week?"),
        ({"counts_from": "soon"}, "7:18 quests[0].counts_from: this is neither a day nor an instant; write 2026-12-31 or 2026-12-31T18:00:00+08:00"),
        ({"window": "{from: 2026-10-01T00:00:00}"}, "7:20 quests[0].window.from: this instant has no offset; write 2026-12-31T18:00:00+08:00"),
        (
            {"window": "{from: 2026-10-02, to: 2026-10-02}"},
            ("7:36 quests[0].window.to: the window is empty: it ends before it begins, and its end is not part of it; "
            "write the first day or instant after it"),
        ),
        (
            {"steps": "[{reach: 3, promise: [{points: 5}]}, {reach: 3, promise: [{points: 5}]}]"},
            ("5:57 quests[0].steps[1].reach: a step at 3 does not rise above the one before it at 3; "
            "order the steps by reach, each higher than the last"),
        ),
        ({"steps": "[{reach: 3, promise: []}]"}, "5:33 quests[0].steps[0].promise: this list is empty; promise something, such as {points: 10}"),
        ({"steps": "[{reach: 3}]"}, "5:13 quests[0].steps[0]: promise is missing; write promise: [{points: 10}]"),
        (
            {"steps": "[{reach: 1, promise: [{points: 5, item: cup}]}]"},
            ("5:34 quests[0].steps[0].promise[0]: a promise names one thing; write one of points, growth, granted_cents, "
            "membership_days, coupon, item, ticket, certificate, right, tier"),
        ),
        ({"steps": "[{reach: 1, promise: [{item: cap}]}]"}, "5:41 quests[0].steps[0].promise[0].item: there is no unit item:cap; make it first, or write another one"),
        (
            {"steps": "[{reach: 1, promise: [{item: cup}]}]", "ceiling_per_day": None},
            '5:34 quests[0].steps[0].promise[0]: item:cup is promised without a budget; write budget: {"item:cup": 100}',
        ),
        (
            {"ceiling_per_day": None},
            ("5:34 quests[0].steps[0].promise[0]: points is promised without a budget and without a daily ceiling; "
            "write ceiling_per_day: {points: 5000}, or a budget"),
        ),
        ({"budget": "{points: 4}"}, "7:22 quests[0].budget.points: the budget of points does not cover a single grant; raise the budget, or promise less"),
        ({"caps": "{member: {growth: 3}}"}, "7:29 quests[0].caps.member.growth: nothing of growth is promised; leave it out, or promise it"),
        (
            {"steps": "[{reach: 1, promise: [{points: 5, for_each: 10}]}]"},
            ("5:56 quests[0].steps[0].promise[0].for_each: a step promises a fixed amount; "
            "move the promise to each, or leave for_each and of out"),
        ),
        (
            {"each": "[{points: 5, for_each: 10}]"},
            "7:12 quests[0].each[0]: for_each and of belong together; write {points: 1, for_each: 100, of: sum_cents}",
        ),
        (
            {"each": "[{certificate: x}]"},
            "7:12 quests[0].each[0]: a certificate is given for a step; move it to steps",
        ),
        ({"steps": None, "ceiling_per_day": None}, "2:5 quests[0]: this quest promises nothing; write steps, or each"),
        (
            {"steps": "[{reach: 1, promise: [{tier: gold}]}]", "ceiling_per_day": None},
            "5:12 quests[0].steps: a tier needs a rule for how long it is kept; write tiers: {keep_days: 365, grace_days: 30}",
        ),
        (
            {"period": "{rolling_days: 30}"},
            ("7:13 quests[0].period: a rolling period has no end at which something could be earned again; "
            "promise only tiers, or choose another period"),
        ),
        (
            {"goal": "{event: checkin.made, measure: streak}", "period": "week", "steps": "[{reach: 8, promise: [{points: 5}]}]"},
            "5:21 quests[0].steps[0].reach: a streak of 8 days does not fit into a period of 7; lower it, or choose a longer period",
        ),
        ({"title": None}, "2:5 quests[0]: title is missing; write title: …"),
        ({"title": "2026"}, "3:12 quests[0].title: this must be a text; put it between quotation marks"),
        ({"title": "{zh_CN: 茶}"}, "3:20 quests[0].title.zh_CN: “zh_CN” is not a locale; write en or zh-hans"),
        ({"goals": "{all: []}"}, "7:12 quests[0].goals: a quest has goal or goals, not both; leave one of them"),
        ({"canvas": "{background: x, purpose: y}"}, "7:13 quests[0].canvas: goal is missing; write goal: …"),
    ],
    ids=lambda value: "" if isinstance(value, str) else ",".join(value),
)  # fmt: skip
def test_refuses_what_makes_no_sense(words, message):
    assert refusal(file(quest(**words))) == message


def test_refuses_several_goals_with_several_steps():
    goals = "{all: [{event: checkin.made, reach: 2}, {event: post.created, reach: 1}]}"
    steps = "[{promise: [{points: 5}]}, {promise: [{points: 5}]}]"
    assert refusal(file(quest(goal=None, goals=goals, steps=steps))) == (
        "4:12 quests[0].steps: several goals cannot have several steps; keep one step, or make several quests"
    )


def test_refuses_two_quests_of_one_name():
    assert refusal(file(quest(), quest())) == (
        "7:12 quests[1].quest: another quest of this file has this name; choose another one"
    )


def test_refuses_a_key_that_stands_twice():
    assert refusal(file(quest()) + "    title: Again\n") == "7:5 title: this key stands twice; leave one of them"


def test_finds_everything_that_is_wrong_in_the_order_of_the_file():
    text = file(
        quest("one", goal="{event: nothing.at_all}", undo="no"),
        quest("TWO", steps="[{reach: 0, promise: [{points: -1}]}]"),
    )
    with pytest.raises(QuestFileRefused) as caught:
        samples.read(text)
    assert [(problem.line, problem.path) for problem in caught.value.problems] == [
        (4, "quests[0].goal.event"),
        (7, "quests[0].undo"),
        (8, "quests[1].quest"),
        (11, "quests[1].steps[0].reach"),
        (11, "quests[1].steps[0].promise[0].points"),
    ]


TEA = (samples.EXAMPLES / "tea-brand.yaml").read_text(encoding="utf-8")
PIECES = re.split(r"(\s+|[:,{}\[\]])", TEA)
JUNK = [
    "",
    "~",
    "[]",
    "-1",
    "1.5",
    "'",
    '"',
    ": ",
    "- ",
    "*a",
    "&a ",
    "!!x ",
    "|",
    "\t",
    "{a: b}",
    "2026-01-01",
    "<<: ",
    "😀",
    "\x00",
    "all",
]


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(PIECES) - 1), st.sampled_from([*JUNK, *PIECES])), min_size=1, max_size=4
    )
)
@settings(max_examples=60, deadline=None)
def test_reads_or_refuses_any_file_whatever(edits):
    pieces = list(PIECES)
    for index, piece in edits:
        pieces[index] = piece
    try:
        assert samples.read("".join(pieces))
    except QuestFileRefused as refused:
        assert refused.problems  # noqa: PT017 - a refusal is one of two right answers
