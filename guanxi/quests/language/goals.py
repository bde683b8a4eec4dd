"""Reading what must happen: events, conditions, measures."""

from collections.abc import Mapping

from django.utils.translation import gettext

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType, PredicateRefused
from guanxi.kernel.predicates.refusal import near
from guanxi.quests.definition import Combination, Goal, Measure, MeasureKind
from guanxi.quests.language.cursor import Cursor
from guanxi.quests.language.marks import Place
from guanxi.quests.language.vocabulary import Vocabulary, tells_a_rating

GOAL_WORDS = ("event", "where", "measure", "per")
MEASURE_WORDS: tuple[MeasureKind, ...] = ("sum", "distinct", "streak")
BARE_MEASURES: tuple[MeasureKind, ...] = ("count", "streak")
MEASURABLE: Mapping[str, tuple[FieldType, ...]] = {
    "sum": ("integer",),
    "distinct": ("text", "integer", "boolean", "date", "instant"),
}
EVENTS_MAX = 20
GOALS_MAX = 10


def goals(quest: Cursor, vocabulary: Vocabulary) -> tuple[tuple[Goal, ...], Combination]:
    """The goals of a quest and how they combine."""
    single, several = quest.get("goal"), quest.get("goals")
    if single is not None and several is not None:
        several.report(gettext("a quest has goal or goals, not both"), gettext("leave one of them"))
    if several is not None:
        return _several(several, vocabulary)
    if single is None:
        quest.need("goal", "goal: {event: checkin.made}")
        return (), "one"
    return (_goal(single, vocabulary, several=False),), "one"


def condition(cursor: Cursor, fields: dict[str, FieldType]) -> str | None:
    """A condition over `fields` in its canonical spelling; None where it is refused."""
    text = cursor.text()
    if not text:
        return None
    try:
        predicate = predicates.parse(text, fields=fields)
    except PredicateRefused as refusal:
        cursor.report(refusal.reason, refusal.suggestion, place=_inside(cursor.place, text, refusal))
        return None
    for name in sorted(predicate.fields):
        if tells_a_rating(name):
            _refuse_rating(cursor, name)
    return predicate.text


def _several(cursor: Cursor, vocabulary: Vocabulary) -> tuple[tuple[Goal, ...], Combination]:
    if not cursor.only(("all", "any")):
        return (), "all"
    word: Combination = "all" if cursor.get("all") is not None else "any"
    listed = cursor.get(word)
    if listed is None or len(list(cursor.entries())) > 1:
        cursor.report(gettext("goals are joined by all or by any"), gettext("write goals: {all: [ … ]}"))
        return (), word
    read = tuple(_goal(entry, vocabulary, several=True) for entry in listed.items(most=GOALS_MAX))
    if len(read) == 1:
        listed.report(gettext("there is only one goal"), gettext("write goal: {event: …} and give its steps a reach"))
    return read, word


def _goal(cursor: Cursor, vocabulary: Vocabulary, *, several: bool) -> Goal:
    if not cursor.only((*GOAL_WORDS, "reach") if several else GOAL_WORDS):
        return Goal(events=())
    events = _events(cursor, vocabulary)
    if not events:  # whatever reads their props would only seem wrong
        return Goal(events=())
    fields = _fields(cursor, events, vocabulary)
    where, measure, per = cursor.get("where"), cursor.get("measure"), cursor.get("per")
    reach = cursor.need("reach", "reach: 3") if several else None
    goal = Goal(
        events=events,
        where=None if where is None else condition(where, fields),
        measure=Measure() if measure is None else _measure(measure, fields),
        per=None if per is None else prop(per, fields, ("text", "integer", "boolean", "date")),
        reach=None if reach is None else reach.whole(),
    )
    if per is not None and goal.measure.kind == "streak":
        per.report(gettext("a streak has no per"), gettext("leave per out, or use another measure"))
    return goal


def _events(cursor: Cursor, vocabulary: Vocabulary) -> tuple[str, ...]:
    event = cursor.need("event", "event: checkin.made")
    if event is None:
        return ()
    listed = list(event.items(most=EVENTS_MAX)) if isinstance(event.marked.value, list) else [event]
    if not listed:
        event.report(gettext("this list is empty"), gettext("name an event"))
    names = []
    for entry in listed:
        name = entry.text()
        if name and name not in vocabulary.event_types:
            reason = gettext("there is no event %(name)s") % {"name": name}
            entry.report(reason, near(name, vocabulary.event_types))
        elif name in names:
            entry.report(gettext("this event stands twice"), gettext("leave one of them"))
        elif name:
            names.append(name)
    return tuple(names)


def _fields(cursor: Cursor, events: tuple[str, ...], vocabulary: Vocabulary) -> dict[str, FieldType]:
    fields = vocabulary.props(Goal(events=events))
    for event in events:
        for name, kind in vocabulary.event_types[event].items():
            if fields[f"props.{name}"] != kind:
                reason = gettext("the events have props.%(name)s of different types") % {"name": name}
                cursor.report(reason, gettext("make them two goals joined by any"))
    return fields


def _measure(cursor: Cursor, fields: dict[str, FieldType]) -> Measure:
    for word in BARE_MEASURES:
        if cursor.marked.value == word:
            return Measure(word)
    if not isinstance(cursor.marked.value, dict):
        cursor.report(gettext("this is not a measure"), _measures())
        return Measure()
    cursor.only(MEASURE_WORDS)
    given = [(word, inner) for word in MEASURE_WORDS if (inner := cursor.get(word)) is not None]
    if len(given) != 1:
        cursor.report(gettext("a quest has one measure"), _measures())
        return Measure()
    word, inner = given[0]
    if word != "streak":
        return Measure(word, prop(inner, fields, MEASURABLE[word]))
    if inner.marked.value != "days":
        inner.report(
            gettext("a streak is counted in days"),
            gettext("write measure: {streak: days} and give the number as the reach of a step"),
        )
    return Measure("streak")


def prop(cursor: Cursor, fields: dict[str, FieldType], kinds: tuple[FieldType, ...]) -> str | None:
    """The name of a prop that is of one of `kinds`; it may be written with or without `props.`."""
    name = cursor.text().removeprefix("props.")
    if not name:
        return None
    kind = fields.get(f"props.{name}")
    if tells_a_rating(name):
        _refuse_rating(cursor, f"props.{name}")
    elif kind is None:
        known = [field.removeprefix("props.") for field in fields]
        cursor.report(gettext("these events have no prop %(name)s") % {"name": name}, near(name, known))
    elif kind not in kinds:
        facts = {"name": name, "found": kind, "wanted": ", ".join(kinds)}
        cursor.report(gettext("props.%(name)s is %(found)s where %(wanted)s is needed") % facts)
    return name


def _measures() -> str:
    return gettext("write count, {sum: prop}, {distinct: prop} or {streak: days}")


def _refuse_rating(cursor: Cursor, name: str) -> None:
    reason = gettext("%(name)s tells how somebody rated, and no reward may depend on that (P-20)") % {"name": name}
    cursor.report(reason, gettext("reward the review itself"))


def _inside(place: Place, text: str, refusal: PredicateRefused) -> Place:
    """Where in the file a place inside a scalar is, as far as its style tells; else where it begins."""
    if place.style == "|":
        return Place(line=place.line + refusal.line, column=place.indent + refusal.column)
    if place.lines > 1 or place.style == ">" or (place.style == '"' and ("\\" in text or '"' in text)):
        return place
    before = text[: refusal.position]
    quotes = 1 + before.count("'") if place.style == "'" else len(place.style)
    return Place(line=place.line, column=place.column + quotes + len(before))
