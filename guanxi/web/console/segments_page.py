"""A segment under construction: rows from a form or from text, the text from the rows, whom it finds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from guanxi.kernel import keyset
from guanxi.kernel.predicates import FieldType, Predicate, PredicateRefused
from guanxi.members import browsing, faces, queries, segments
from guanxi.web import access, formats, listing
from guanxi.web.console import conditions, members_page

SAMPLE = 8
_NAMES = {
    "member.tags": gettext_noop("Tags"),
    "member.tier": gettext_noop("Tier"),
    "member.plan": gettext_noop("Plan"),
    "member.channel": gettext_noop("Channel"),
    "member.joined_at": gettext_noop("Joined on"),
    "member.active_at": gettext_noop("Last active"),
    "member.returning": gettext_noop("Had been erased and came back"),
}
_FIRST = conditions.Row(field="member.tags", operator="has")
_FRESH = conditions.Build(join="all", groups=(conditions.Group(join="all", rows=(_FIRST,)),))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A segment as it is on the page. `build` is None where the text says more than rows can.

    `problem` is what is wrong with the condition, `place` the (group, row) where it is; `name_problem` with the name.
    """

    name: str
    text: str
    build: conditions.Build | None
    problem: str = ""
    place: tuple[int, int] | None = None
    name_problem: str = ""
    is_fresh: bool = False

    def refused(self, why: str) -> "Draft":
        """The same with what is wrong with its condition."""
        return replace(self, problem=why)

    def misnamed(self, why: str) -> "Draft":
        """The same with what is wrong with its name."""
        return replace(self, name_problem=why)


def heads() -> list[str]:
    """The heads of the list, and of its table."""
    return [gettext("Name of the segment"), gettext("Condition"), gettext("Changed")]


def line(desk: access.Desk, one: segments.Segment) -> list[object]:
    """A segment as a line of the table."""
    return [one.name, one.predicate, formats.moment(one.changed_at, zone=desk.space.time_zone)]


def listed(desk: access.Desk, asked: listing.Asked, found: keyset.Found[segments.Segment]) -> Mapping[str, object]:
    """The list of segments."""
    zone = desk.space.time_zone
    may = desk.can("members.segments")
    name, condition, changed = heads()
    return {
        "can_write": may,
        "listing": listing.Listing(
            label=gettext("Segments"),
            columns=(
                listing.Column(head=name, sort="name"),
                listing.Column(head=condition),
                listing.Column(head=changed, sort="changed"),
                listing.Column(head=gettext("Actions"), hidden=True),
            ),
            rows=tuple(listing.Row(key=one.slug, cells=()) for one in found.rows),
            asked=asked,
            search=gettext("Part of the name or of the condition"),
            next=listing.cursor(found.next),
            previous=listing.cursor(found.previous),
            csv=True,
            empty=listing.Empty(
                title=gettext("No segment yet"),
                text=gettext(
                    "A segment is a condition with a name: those who joined this month, those who have been away for"
                    " sixty days, those with the tag “tea” in Hangzhou. It finds people anew each time it is used."
                ),
                action=gettext("New segment") if may else "",
                href=reverse("console:segment-new", args=[desk.space.slug]) if may else "",
            ),
        ),
        "segments": [
            {
                "name": one.name,
                "slug": one.slug,
                "predicate": one.predicate,
                "changed": formats.day(formats.local(one.changed_at, zone=zone).date()),
                "list": reverse("console:members", args=[desk.space.slug]) + f"?segment={one.slug}",
            }
            for one in found.rows
        ],
    }


def of_kept(desk: access.Desk, found: segments.Segment | None) -> Draft:
    """A segment as it is kept; one empty row for a new one."""
    if found is None:
        return Draft(name="", text="", build=_FRESH, is_fresh=True)
    return _of_text(desk, found.name, found.predicate)


def of_form(desk: access.Desk, given: QueryDict) -> Draft:
    """A segment as it was sent, with what the pressed button asks done to it."""
    name = given.get("name", "").strip()
    act = given.get("act", "")
    if act == "read" or given.get("mode") == "text":
        return _of_text(desk, name, given.get("text", ""))
    types = _types(desk)
    build = _changed(_sent(given, types), act)
    try:
        text = conditions.text_of(build, types=types, zone=desk.space.zone)
    except conditions.RowProblemError as problem:
        untouched = act.startswith(("row", "group"))
        words = "" if untouched else str(problem)
        return Draft(name=name, text="", build=build, problem=words, place=problem.place, is_fresh=untouched)
    if not text:
        return Draft(name=name, text="", build=build, problem=gettext("Add a condition first."))
    try:
        return Draft(name=name, text=_parsed(desk, text).text, build=build)
    except PredicateRefused as refusal:
        return Draft(name=name, text=text, build=build, problem=str(refusal))


def page(desk: access.Desk, draft: Draft, slug: str | None) -> Mapping[str, object]:
    """Everything on the page: rows with their choices, the text, the count and a sample."""
    fields = queries.fields(space_id=desk.space.id)
    types = segments.vocabulary(fields)
    names = {
        name: gettext(_NAMES[name]) if name in _NAMES else fields[name.removeprefix("member.")].label for name in types
    }
    choices = browsing.choices(space_id=desk.space.id)
    known = {
        "member.tags": choices.tags,
        "member.tier": choices.tiers,
        "member.plan": choices.plans,
        "member.channel": choices.channels,
        **{f"member.{slug}": field.options for slug, field in fields.items() if field.options},
    }
    return {
        "slug": slug,
        "name": draft.name,
        "name_problem": draft.name_problem,
        "problem": draft.problem,
        "text": draft.text,
        "build": draft.build and _build(draft, types, names),
        "lists": [{"id": _list_id(name), "words": words} for name, words in known.items() if words],
        "too_free": draft.build is None,
        **_found(desk, draft),
    }


def _build(draft: Draft, types: Mapping[str, FieldType], names: Mapping[str, str]) -> Mapping[str, object]:
    assert draft.build is not None  # noqa: S101 - asked before
    order = [*_NAMES, *sorted(name for name in types if name not in _NAMES)]
    return {
        "join": draft.build.join,
        "is_many": len(draft.build.groups) > 1,
        "can_add_group": len(draft.build.groups) < conditions.MOST_GROUPS,
        "groups": [
            {
                "number": number,
                "join": group.join,
                "is_many": len(group.rows) > 1,
                "can_add_row": len(group.rows) < conditions.MOST_ROWS,
                "rows": [
                    {
                        "number": place,
                        "fields": [(name, names[name], name == row.field) for name in order if name in types],
                        "operators": [
                            (code, words, code == row.operator)
                            for code, words in conditions.operators(types.get(row.field, "text"))
                        ],
                        "value": row.value,
                        "input": _input(types.get(row.field, "text"), row.operator),
                        "list": _list_id(row.field),
                        "bad": draft.place == (number, place) and bool(draft.problem),
                    }
                    for place, row in enumerate(group.rows)
                ],
            }
            for number, group in enumerate(draft.build.groups)
        ],
    }


def _input(kind: FieldType, operator: str) -> str:
    if operator in conditions.VALUELESS:
        return ""
    if kind == "integer" or operator in {"within", "longer"}:
        return "number"
    return "date" if kind in {"instant", "date"} else "text"


def _found(desk: access.Desk, draft: Draft) -> Mapping[str, object]:
    if draft.problem or not draft.text:
        return {}
    try:
        where = _parsed(desk, draft.text)
    except PredicateRefused as refusal:
        return {"problem": str(refusal)}
    filter_ = browsing.Filter(where=where)
    count = browsing.count(space_id=desk.space.id, filter_=filter_)
    if count is None:
        return {"count": members_page.counted(None)}
    sample = browsing.page(space_id=desk.space.id, filter_=filter_, limit=SAMPLE).members if count.n else ()
    known = faces.faces(space_id=desk.space.id, member_ids=[member.id for member in sample], to_staff=True)
    return {
        "count": members_page.counted(count),
        "sample": [
            {"name": known[one.id].name, "href": reverse("console:member", args=[desk.space.slug, one.id])}
            for one in sample
            if one.id in known
        ],
    }


def _sent(given: QueryDict, types: Mapping[str, FieldType]) -> conditions.Build:
    groups = []
    for number in range(conditions.MOST_GROUPS):
        rows = [
            _fitting(
                conditions.Row(
                    field=given.get(f"g{number}-r{place}-field", ""),
                    operator=given.get(f"g{number}-r{place}-operator", ""),
                    value=given.get(f"g{number}-r{place}-value", "")[:500],
                ),
                types,
            )
            for place in range(conditions.MOST_ROWS)
            if f"g{number}-r{place}-field" in given
        ]
        if rows:
            groups.append(conditions.Group(join=_join(given.get(f"g{number}-join")), rows=tuple(rows)))
    return conditions.Build(join=_join(given.get("join")), groups=tuple(groups))


def _fitting(row: conditions.Row, types: Mapping[str, FieldType]) -> conditions.Row:
    """Another field was chosen: its type's first operator takes the place of one that it does not have."""
    known = conditions.OPERATORS.get(types.get(row.field, "text"), {})
    return row if row.operator in known else replace(row, operator=next(iter(known)), value="")


def _changed(build: conditions.Build, act: str) -> conditions.Build:
    """What a button does: row-add:0, row-drop:0:1, group-add, group-drop:1."""
    word, *numbers = act.split(":")
    places = [int(number) for number in numbers if re.fullmatch(r"[0-9]{1,2}", number)]
    groups = list(build.groups)
    match word, places:
        case "row-add", [number] if number < len(groups):
            groups[number] = replace(groups[number], rows=(*groups[number].rows, _FIRST))
        case "row-drop", [number, place] if number < len(groups):
            left = tuple(row for at, row in enumerate(groups[number].rows) if at != place)
            groups[number] = replace(groups[number], rows=left)
            groups = [group for group in groups if group.rows]
        case "group-add", []:
            groups.append(conditions.Group(join="all", rows=(_FIRST,)))
        case "group-drop", [number]:
            groups = [group for at, group in enumerate(groups) if at != number]
        case _:
            return build
    return replace(build, groups=tuple(groups))


def _of_text(desk: access.Desk, name: str, text: str) -> Draft:
    if not text.strip():
        return Draft(name=name, text="", build=_FRESH, problem=gettext("Add a condition first."))
    try:
        predicate = _parsed(desk, text)
    except PredicateRefused as refusal:
        return Draft(name=name, text=text, build=None, problem=str(refusal))
    return Draft(name=name, text=predicate.text, build=conditions.read(predicate.root, zone=desk.space.zone))


def _parsed(desk: access.Desk, text: str) -> Predicate:
    return segments.parsed(space_id=desk.space.id, text=text)


def _types(desk: access.Desk) -> dict[str, FieldType]:
    return segments.vocabulary(queries.fields(space_id=desk.space.id))


def _join(word: str | None) -> conditions.Join:
    return "any" if word == "any" else "all"


def _list_id(field: str) -> str:
    return f"words-{field.replace('.', '-')}"
