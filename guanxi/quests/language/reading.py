"""Reading a quest file.

1. Load the YAML with its places.
2. Read each quest, reporting what is wrong and going on.
3. Judge each quest that could be read by itself, then all of them together with those that exist.
4. Refuse the whole file when anything was found; else give the definitions.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext

from guanxi.kernel.predicates import FieldType
from guanxi.quests.definition import Canvas, Definition, Edge, Period, TierRule, Undo
from guanxi.quests.errors import Problem, QuestFileRefused
from guanxi.quests.language import chain, goals, judging, law, marks, promises
from guanxi.quests.language.cursor import Cursor
from guanxi.quests.language.findings import Finding
from guanxi.quests.language.vocabulary import Vocabulary

QUEST_WORDS = (
    "quest",
    "title",
    "canvas",
    "audience",
    "goal",
    "goals",
    "period",
    "counts_from",
    "window",
    "steps",
    "each",
    "budget",
    "ceiling_per_day",
    "caps",
    "undo",
    "terms",
    "tiers",
)
PERIODS: tuple[Period, ...] = ("once", "day", "week", "month", "year")
UNDOS: tuple[Undo, ...] = ("reverse", "keep")
QUESTS_MAX = 500


def read(
    text: str,
    *,
    event_types: Mapping[str, Mapping[str, FieldType]],
    member_fields: Mapping[str, FieldType],
    units: Collection[str],
    others: Iterable[Definition] = (),
) -> list[Definition]:
    """The quests that the YAML `text` defines, each judged, in the order of the file.

    `event_types` are the events and props that may be read, `member_fields` the space's own
    `member.<name>` facts, `units` the codes of value (`item:*` for every item), `others` the quests that
    the space has already; one of the same slug is replaced. Raises QuestFileRefused with every problem.
    """
    vocabulary = Vocabulary(event_types=event_types, member_fields=member_fields, units=units)
    problems: list[Problem] = []
    file = Cursor(marks.load(text), "", problems)
    read_quests = _quests(file, vocabulary)
    _refuse_twins(read_quests)
    sound = [(cursor, definition) for cursor, definition in read_quests if definition is not None]
    for cursor, definition in sound:
        _note(cursor, judging.judge(definition))
    mine = [definition for _, definition in sound]
    slugs = {definition.slug for definition in mine}
    standing = (other for other in others if other.slug not in slugs)
    graph = chain.Graph(quests=(*mine, *standing), vocabulary=vocabulary)
    for cursor, definition in sound:
        _note(cursor, (*chain.judge(definition, graph), *law.judge(definition, graph)))
    if problems:
        raise QuestFileRefused(problems)
    return mine


def _quests(file: Cursor, vocabulary: Vocabulary) -> list[tuple[Cursor, Definition | None]]:
    if not file.only(("quests",)):
        return []
    listed = file.need("quests", "quests: [ … ]")
    entries = [] if listed is None else list(listed.items(most=QUESTS_MAX))
    if listed is not None and listed.marked.value == []:
        listed.report(gettext("this list is empty"), gettext("define a quest"))
    found: list[tuple[Cursor, Definition | None]] = []
    for entry in entries:
        before = len(entry.problems)
        definition = _quest(entry, vocabulary)
        found.append((entry, definition if len(entry.problems) == before else None))
    return found


def _quest(cursor: Cursor, vocabulary: Vocabulary) -> Definition | None:
    if not cursor.only(QUEST_WORDS):
        return None
    slug, title, terms = (
        cursor.need("quest", "quest: spring-2027"),
        cursor.need("title", "title: …"),
        cursor.get("terms"),
    )
    read_goals, combine = goals.goals(cursor, vocabulary)
    several = len(read_goals) > 1
    fields = vocabulary.props(read_goals[0]) if read_goals else {}
    audience = cursor.get("audience")
    period, rolling_days = _period(cursor.get("period"))
    window_from, window_to = _window(cursor.get("window"))
    undo = cursor.get("undo")
    return Definition(
        slug="" if slug is None else slug.slug(),
        title={} if title is None else title.localized(),
        canvas=_canvas(cursor.get("canvas")),
        audience=None if audience is None else goals.condition(audience, vocabulary.member),
        goals=read_goals,
        combine=combine,
        period=period,
        rolling_days=rolling_days,
        counts_from=_counts_from(cursor.get("counts_from")),
        window_from=window_from,
        window_to=window_to,
        steps=promises.steps(cursor, vocabulary, several=several),
        each=promises.each(cursor, vocabulary, fields),
        budgets=promises.budgets(cursor),
        ceilings=promises.ceilings(cursor),
        caps=promises.caps(cursor),
        undo="reverse" if undo is None else undo.choice(UNDOS),
        terms={} if terms is None else terms.localized(),
        tier=_tiers(cursor.get("tiers")),
    )


def _period(cursor: Cursor | None) -> tuple[Period, int | None]:
    if cursor is None:
        return "once", None
    if not isinstance(cursor.marked.value, dict):
        return cursor.choice(PERIODS), None
    cursor.only(("rolling_days",))
    days = cursor.need("rolling_days", "period: {rolling_days: 365}")
    return "rolling", None if days is None else days.whole(most=promises.DAYS_MAX)


def _window(cursor: Cursor | None) -> tuple[Edge, Edge]:
    if cursor is None or not cursor.only(("from", "to")):
        return None, None
    start, end = cursor.get("from"), cursor.get("to")
    return None if start is None else start.edge(), None if end is None else end.edge()


def _counts_from(cursor: Cursor | None) -> date | None:
    if cursor is None or cursor.marked.value == "launch":
        return None
    return cursor.day()


def _canvas(cursor: Cursor | None) -> Canvas | None:
    if cursor is None or not cursor.only(("background", "purpose", "goal")):
        return None
    parts = [cursor.need(word, f"{word}: …") for word in ("background", "purpose", "goal")]
    return Canvas(*("" if part is None else part.text() for part in parts))


def _tiers(cursor: Cursor | None) -> TierRule | None:
    if cursor is None or not cursor.only(("keep_days", "grace_days")):
        return None
    keep, grace = cursor.need("keep_days", "keep_days: 365"), cursor.get("grace_days")
    return TierRule(
        keep_days=1 if keep is None else keep.whole(most=promises.DAYS_MAX),
        grace_days=0 if grace is None else grace.whole(least=0, most=promises.DAYS_MAX),
    )


def _refuse_twins(read_quests: list[tuple[Cursor, Definition | None]]) -> None:
    seen: set[str] = set()
    for cursor, _ in read_quests:
        named = cursor.get("quest")
        slug = named.marked.value if named is not None else None
        if named is not None and isinstance(slug, str):
            if slug in seen:
                named.report(gettext("another quest of this file has this name"), gettext("choose another one"))
            seen.add(slug)


def _note(cursor: Cursor, found: Iterable[Finding]) -> None:
    for finding in found:
        at = cursor
        for part in finding.path:
            inner = at.entry(part)
            if inner is None:
                break
            at = inner
        at.report(finding.reason, finding.suggestion)
