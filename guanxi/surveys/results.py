"""What came out of a survey: counts, spreads and means. Nothing personal is counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanxi.kernel import statements, tenancy
from guanxi.surveys import queries
from guanxi.surveys.questions import Question

MOST_OPTIONS_SHOWN = 40
BUCKETS = 10
_FEW = 12


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many members gave an option, or a number within a bucket."""

    option: str
    members: int


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Mean, median, least and most of the numbers given, as decimals; n is how many."""

    n: int
    mean: Decimal
    median: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One question's outcome: how many answered it and, where answers are not sealed, what.

    `others` counts members whose options are beyond those shown.
    """

    question: Question
    answered: int
    counts: tuple[Count, ...] = ()
    spread: Spread | None = None
    others: int = 0


@dataclass(frozen=True, kw_only=True)
class Results:
    """All outcomes in the order of the questions asked now; `members` is how many answered (of the segment)."""

    survey: queries.Survey
    members: int
    outcomes: tuple[Outcome, ...]


def read(*, space_id: int, survey_id: int, where: str | None = None) -> Results:
    """The results over all versions: a key is the same question in each. In four statements, whatever the answers.

    `where` is a rendered condition over `m` (members_public_member), from `members.segments`; None for everybody.
    Refuses with UnknownSurvey.
    """
    with tenancy.reading_in(space_id):
        survey = queries.survey(space_id=space_id, survey_id=survey_id)
        among = _AMONG.replace("CONDITION", where) if where else ""
        facts = {"space": space_id, "survey": survey_id, "most": MOST_OPTIONS_SHOWN}
        members = _ask(_MEMBERS, among, facts)[0][0] if where else survey.answers
        answered = {str(key): int(count) for key, count in _ask(_ANSWERED, among, facts)}
        counts: dict[str, list[tuple[str, Decimal | None, int]]] = {}
        for key, option, number, count in _ask(_OPTIONS, among, facts):
            counts.setdefault(str(key), []).append((option, number, count))
        spreads = {
            str(row[0]): Spread(**dict(zip(_SPREAD, row[1:], strict=True))) for row in _ask(_NUMBERS, among, facts)
        }
        buckets: dict[str, list[tuple[int, int]]] = {}
        for key, bucket, count in _ask(_BUCKETS, among, {**facts, "buckets": BUCKETS}):
            buckets.setdefault(str(key), []).append((bucket, count))
    outcomes = tuple(
        _outcome(
            question, answered, counts.get(question.key, []), spreads.get(question.key), buckets.get(question.key, [])
        )
        for question in survey.questions
    )
    return Results(survey=survey, members=members, outcomes=outcomes)


def _ask(statement: str, among: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    # The rendered condition may hold a percent sign; the driver looks for places only in what is ours.
    text = statement.replace("AMONG", among.replace("%", "%%").replace("%%(space)s", "%(space)s"))
    return statements.rows(text, facts)


def _outcome(
    question: Question,
    answered: Mapping[str, int],
    counted: Sequence[tuple[str, Decimal | None, int]],
    spread: Spread | None,
    buckets: Sequence[tuple[int, int]],
) -> Outcome:
    n = answered.get(question.key, 0)
    if not question.is_counted:
        return Outcome(question=question, answered=n)
    counts = _ORDERS.get(question.kind, _by_size)(question, counted)
    if question.kind == "number" and spread and len(counted) > _FEW:
        counts = _histogram(spread, buckets)
    others = max(0, n - sum(count.members for count in counts)) if question.kind != "multiple" else 0
    return Outcome(question=question, answered=n, counts=tuple(counts), spread=spread, others=others)


def _by_size(question: Question, counted: Sequence[tuple[str, Decimal | None, int]]) -> list[Count]:
    del question
    return [Count(option=option, members=count) for option, _, count in counted]


def _as_asked(question: Question, counted: Sequence[tuple[str, Decimal | None, int]]) -> list[Count]:
    """Every option in the order of the question, also what nobody chose; then what earlier versions offered."""
    found = {option: count for option, _, count in counted}
    options = [*question.options, *(option for option in found if option not in question.options)]
    return [Count(option=option, members=found.get(option, 0)) for option in options]


def _points(question: Question, counted: Sequence[tuple[str, Decimal | None, int]]) -> list[Count]:
    low, high = question.ends
    found = {option: count for option, _, count in counted}
    return [Count(option=str(n), members=found.get(str(n), 0)) for n in range(low, high + 1)]


def _by_number(question: Question, counted: Sequence[tuple[str, Decimal | None, int]]) -> list[Count]:
    del question
    ordered = sorted(counted, key=lambda item: item[1] or Decimal(0))
    return [Count(option=option, members=count) for option, _, count in ordered]


def _by_name(question: Question, counted: Sequence[tuple[str, Decimal | None, int]]) -> list[Count]:
    del question
    return [Count(option=option, members=count) for option, _, count in sorted(counted)]


_ORDERS: Mapping[str, Callable[[Question, Sequence[tuple[str, Decimal | None, int]]], list[Count]]] = {
    "single": _as_asked,
    "multiple": _as_asked,
    "scale": _points,
    "number": _by_number,
    "date": _by_name,
}


def _histogram(spread: Spread, buckets: Sequence[tuple[int, int]]) -> list[Count]:
    """Ten buckets of the same width from the least to the most."""
    width = (spread.most - spread.least) / BUCKETS
    found = dict(buckets)
    found[BUCKETS] = found.get(BUCKETS, 0) + found.pop(BUCKETS + 1, 0)  # the most itself belongs to the last bucket
    return [
        Count(
            option=f"{_short(spread.least + width * n)}–{_short(spread.least + width * (n + 1))}",
            members=found.get(n + 1, 0),
        )
        for n in range(BUCKETS)
    ]


def _short(number: Decimal) -> str:
    rounded = round(number, 1)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,}"


_SPREAD = ("n", "mean", "median", "least", "most")
_AMONG = """ AND EXISTS (
    SELECT FROM members_public_member m CROSS JOIN (SELECT guanxi_now(%(space)s) AS at) e
    WHERE m.space_id = p.space_id AND m.member_id = p.member_id AND CONDITION)"""
_MEMBERS = "SELECT count(*) FROM surveys_answer p WHERE p.space_id = %(space)s AND p.survey_id = %(survey)s AMONG"
_ANSWERED = """
    SELECT question, count(DISTINCT member_id) FROM surveys_pick p
    WHERE p.space_id = %(space)s AND p.survey_id = %(survey)s AMONG GROUP BY question
"""
_OPTIONS = """
    SELECT question, option, number, members FROM (
        SELECT question, option, min(number) AS number, count(*) AS members,
               row_number() OVER (PARTITION BY question ORDER BY count(*) DESC, option) AS place
        FROM surveys_pick p WHERE p.space_id = %(space)s AND p.survey_id = %(survey)s AMONG
        GROUP BY question, option) counted
    WHERE place <= %(most)s ORDER BY question, place
"""
_NUMBERS = """
    SELECT question, count(*), avg(number), percentile_disc(0.5) WITHIN GROUP (ORDER BY number),
           min(number), max(number)
    FROM surveys_pick p WHERE p.space_id = %(space)s AND p.survey_id = %(survey)s AND p.number IS NOT NULL AMONG
    GROUP BY question
"""
_BUCKETS = """
    SELECT question, width_bucket(number, low, high, %(buckets)s) AS bucket, count(*) FROM (
        SELECT question, number, min(number) OVER (PARTITION BY question) AS low,
               max(number) OVER (PARTITION BY question) AS high
        FROM surveys_pick p WHERE p.space_id = %(space)s AND p.survey_id = %(survey)s AND p.number IS NOT NULL AMONG) n
    WHERE low < high GROUP BY 1, 2
"""
