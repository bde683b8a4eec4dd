"""The list of surveys and the builder as words."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.surveys import queries
from guanxi.surveys.questions import KINDS, Question
from guanxi.web import access, formats, listing, origins, survey_form

STATES = {"draft": gettext_noop("Draft"), "open": gettext_noop("Open"), "closed": gettext_noop("Closed")}
_TONES = {"draft": "quiet", "open": "good", "closed": "warn"}
_KINDS = {
    "single": gettext_noop("One of several"),
    "multiple": gettext_noop("Several of many"),
    "scale": gettext_noop("Scale"),
    "text": gettext_noop("Words"),
    "number": gettext_noop("Number"),
    "date": gettext_noop("Date"),
    "place": gettext_noop("Location"),
    "account": gettext_noop("Account elsewhere, with followers"),
    "picture": gettext_noop("Picture"),
}


def kind(code: str) -> str:
    """The name of a kind of question."""
    return gettext(_KINDS[code])


def place(cursor: tuple[str | int, ...] | None) -> tuple[datetime, int] | None:
    """A place in the list of answers, as a cursor says it."""
    match cursor:
        case (str(at), int(member_id)):
            try:
                return datetime.fromisoformat(at), member_id
            except ValueError:
                return None
        case _:
            return None


def columns() -> tuple[listing.Column, ...]:
    """The heads of the list."""
    return (
        listing.Column(head=gettext("Survey"), sort="title"),
        listing.Column(head=gettext("State"), sort="state"),
        listing.Column(head=gettext("Questions"), numeric=True),
        listing.Column(head=gettext("Answers"), numeric=True, sort="answers"),
        listing.Column(head=gettext("Made"), numeric=True, sort="new"),
    )


def listed(desk: access.Desk, source: listing.Source[queries.Survey]) -> Mapping[str, object]:
    """The list of surveys."""
    may_write = desk.can("surveys.write")
    new = reverse("console:survey-new", args=[desk.space.slug]) if may_write else ""
    return {
        "new": new,
        "listing": source.page(
            label=gettext("Surveys"),
            filters=(
                listing.Filter(
                    name="state",
                    label=gettext("State"),
                    choices=tuple((code, gettext(words)) for code, words in STATES.items()),
                    value=source.asked.filters["state"],
                ),
            ),
            search=gettext("Part of a title"),
            empty=listing.Empty(
                title=gettext("No survey yet"),
                text=gettext(
                    "Ask your first members what they want, where they write, what they can do: their answers become"
                    " profile and segment, and a circle can ask for them at its door."
                ),
                action=gettext("New survey") if may_write else "",
                href=new,
            ),
        ),
    }


def builder(request: HttpRequest, desk: access.Desk, survey: queries.Survey, *, now: datetime) -> Mapping[str, object]:
    """A survey under construction, beside what members will see."""
    titles = {one.key: one.title for one in survey.questions}
    count = len(survey.questions)
    return {
        "survey": survey,
        "state": gettext(STATES[survey.state]),
        "tone": _TONES[survey.state],
        "when": _when(desk, survey, now),
        "answers": ngettext("%(n)s answer", "%(n)s answers", survey.answers) % {"n": formats.number(survey.answers)},
        "version": survey.version,
        "can_write": desk.can("surveys.write"),
        "is_open": survey.state == "open",
        "link": f"{origins.of_space(request, desk.space.id)}{reverse('h5:survey', args=[desk.space.slug, survey.id])}",
        "kinds": [(code, kind(code)) for code in KINDS],
        "questions": [
            {
                "key": one.key,
                "number": number,
                "title": one.title,
                "kind": kind(one.kind),
                "notes": _notes(one, titles),
                "is_first": number == 1,
                "is_last": number == count,
            }
            for number, one in enumerate(survey.questions, start=1)
        ],
        "fields": survey_form.fields(survey.questions, {}, {}),
    }


def _notes(one: Question, titles: Mapping[str, str]) -> str:
    notes = [gettext("must be answered") if one.required else gettext("optional")]
    if one.personal:
        notes.append(gettext("personal: masked for staff"))
    if one.into:
        notes.append(gettext("kept in the profile as “%(field)s”") % {"field": one.into})
    if one.show_if:
        facts = {
            "question": titles.get(one.show_if.key, ""),
            "answers": gettext(", ").join(one.show_if.values),
        }
        notes.append(gettext("only after “%(answers)s” to “%(question)s”") % facts)
    return " · ".join(notes)


def _when(desk: access.Desk, survey: queries.Survey, now: datetime) -> str:
    zone = desk.space.time_zone
    if survey.state == "open" and survey.opens_at and now < survey.opens_at:
        return gettext("opens on %(moment)s") % {"moment": formats.moment(survey.opens_at, zone=zone)}
    if survey.state == "open" and survey.closes_at:
        if survey.closes_at <= now:
            return gettext("closed by its time on %(moment)s") % {"moment": formats.moment(survey.closes_at, zone=zone)}
        return gettext("closes on %(moment)s") % {"moment": formats.moment(survey.closes_at, zone=zone)}
    return ""


def row(desk: access.Desk, survey: queries.Survey) -> listing.Row:
    """A survey as a line of the list."""
    day = formats.local(survey.created_at, zone=desk.space.time_zone).date()
    return listing.Row(
        key=str(survey.id),
        cells=(
            listing.Cell(text=survey.title, href=reverse("console:survey", args=[desk.space.slug, survey.id])),
            listing.Cell(text=gettext(STATES[survey.state]), tone=_TONES[survey.state]),
            listing.Cell(text=formats.number(len(survey.questions))),
            listing.Cell(
                text=formats.number(survey.answers),
                href=reverse("console:survey-results", args=[desk.space.slug, survey.id]) if survey.answers else "",
            ),
            listing.Cell(text=formats.day(day)),
        ),
    )
