"""Uploads as words: the list, the columns with their choices, what a trial found, how far the worker is."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.connectors.customers import trials, uploads
from guanxi.members import queries as members
from guanxi.web import access, charts, formats, listing

STATES = {
    "reading": gettext_noop("The workbook is being read"),
    "new": gettext_noop("Columns to be matched"),
    "waiting": gettext_noop("Waiting for the worker"),
    "running": gettext_noop("Under way"),
    "done": gettext_noop("Done"),
    "stopped": gettext_noop("Stopped"),
    "failed": gettext_noop("Failed"),
}
_TARGETS = {
    "id:shop": gettext_noop("Customer number (in the shop)"),
    "id:phone": gettext_noop("Phone number: who they sign in as"),
    "id:email": gettext_noop("E-mail: who they sign in as"),
    "id:wechat": gettext_noop("WeChat id"),
    "joined_at": gettext_noop("Joined on"),
    "channel": gettext_noop("Channel"),
    "tags": gettext_noop("Tags (; between them)"),
}


def columns() -> tuple[listing.Column, ...]:
    """The heads of the list."""
    return (
        listing.Column(head=gettext("File"), sort="name"),
        listing.Column(head=gettext("State")),
        listing.Column(head=gettext("Rows"), numeric=True, sort="rows"),
        listing.Column(head=gettext("Joined now"), numeric=True, sort="joined"),
        listing.Column(head=gettext("Not used"), numeric=True, sort="rejected"),
        listing.Column(head=gettext("When"), sort="when"),
    )


def row(desk: access.Desk, one: uploads.Upload) -> listing.Row:
    """An upload as a line of the list."""
    tone = {"done": "good", "failed": "bad", "stopped": "warn"}.get(one.state, "quiet")
    return listing.Row(
        key=str(one.id),
        cells=(
            listing.Cell(text=one.name, href=reverse("console:import", args=[desk.space.slug, one.id])),
            listing.Cell(text=gettext(STATES[one.state]), tone=tone),
            listing.Cell(text=formats.number(one.rows)),
            listing.Cell(text=formats.number(one.joined)),
            listing.Cell(text=formats.number(one.rejected)),
            listing.Cell(text=formats.moment(one.uploaded_at, zone=desk.space.time_zone)),
        ),
    )


def listed(source: listing.Source[uploads.Upload]) -> Mapping[str, object]:
    """What was brought in; nothing of it where there is nothing yet, since the page has its own beginning."""
    asked = source.asked
    shown = source.page(
        label=gettext("Brought in before"),
        filters=(
            listing.Filter(
                name="state",
                label=gettext("State"),
                choices=tuple((code, gettext(words)) for code, words in STATES.items()),
                value=asked.filters["state"],
            ),
        ),
        search=gettext("Part of the file’s name"),
    )
    return {"listing": shown, "has_list": bool(shown.rows or shown.filtered or asked.after or asked.before)}


def mapping_of(given: QueryDict, names: Sequence[str]) -> dict[str, str]:
    """What was chosen for each column; columns are numbered, because their names may be anything."""
    chosen = {name: given.get(f"column-{place}", "") for place, name in enumerate(names)}
    return {name: target for name, target in chosen.items() if target}


def matching_page(
    desk: access.Desk,
    found: uploads.Upload,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    mapping: Mapping[str, str],
    trial: trials.Trial | None,
) -> Mapping[str, object]:
    """The columns, each with a look into it and where it may go."""
    fields = members.fields(space_id=desk.space.id)
    targets = [(code, gettext(words)) for code, words in _TARGETS.items()]
    targets += [
        (f"field:{slug}", gettext("Profile: %(field)s") % {"field": field.label})
        for slug, field in fields.items()
        if field.basis != "consent"
    ]
    return {
        "id": found.id,
        "name": found.name,
        "rows": ngettext("%(n)s row", "%(n)s rows", found.rows) % {"n": formats.number(found.rows)},
        "columns": [
            {
                "place": place,
                "name": name,
                "examples": [row[place] for row in rows if place < len(row) and row[place]][:3],
                "targets": [(code, words, mapping.get(name) == code) for code, words in targets],
            }
            for place, name in enumerate(names)
        ],
        "trial": _trial(trial) if trial else None,
        "fields": _fields_hint(desk, bool(fields)),
    }


def progress(desk: access.Desk, found: uploads.Upload) -> Mapping[str, object]:
    """How far the worker is, and what came of it."""
    joined = ngettext("%(n)s member joined.", "%(n)s members joined.", found.joined)
    repeated = ngettext(
        "%(n)s was a member already and stays as they are.",
        "%(n)s were members already and stay as they are.",
        found.repeated,
    )
    rejected = ngettext("%(n)s row could not be used.", "%(n)s rows could not be used.", found.rejected)
    return {
        "id": found.id,
        "name": found.name,
        "state": gettext(STATES[found.state]),
        "is_over": found.is_over,
        "why": _why(found),
        "percent": 100 if found.state == "done" else charts.share(found.seen, max(found.rows, 1)),
        "seen": _seen(found),
        "lines": [
            joined % {"n": formats.number(found.joined)},
            repeated % {"n": formats.number(found.repeated)},
            rejected % {"n": formats.number(found.rejected)},
        ]
        if found.is_over
        else [],
        "has_rejects": found.has_rejects,
        "members": reverse("console:members", args=[desk.space.slug]),
    }


def _seen(found: uploads.Upload) -> str:
    """How far the worker is."""
    if found.state == "reading":
        return gettext("The worker reads it; a large one takes a minute. Then you match its columns here.")
    words = gettext("%(seen)s of about %(expected)s rows read.")
    return words % {"seen": formats.number(found.seen), "expected": formats.number(found.rows)}


def _why(found: uploads.Upload) -> str:
    """What became of an import that did not come to its end."""
    if found.state == "stopped":
        return gettext("Who is in stays in. The file is deleted.")
    if found.state != "failed":
        return ""
    safe = gettext("Who is in stays in, and the file is deleted. Bring it in again: nobody joins twice.")
    reason = found.why or gettext("The worker tried several times and gave up; its log says why.")
    return f"{reason} {safe}"


def _fields_hint(desk: access.Desk, are_there: bool) -> str:  # noqa: FBT001 - private
    """Where to go when a column has no place yet."""
    if are_there or not desk.can("members.fields"):
        return ""
    return reverse("console:fields", args=[desk.space.slug])


def _trial(trial: trials.Trial) -> Mapping[str, object]:
    readable = ngettext("%(n)s row can be brought in.", "%(n)s rows can be brought in.", trial.readable)
    broken = ngettext("%(n)s row cannot be used.", "%(n)s rows cannot be used.", trial.broken)
    known = gettext("Of the first %(all)s, %(n)s are members already and stay as they are.")
    part = gettext("These are the first %(n)s rows. The worker reads the others and keeps what cannot be used.")
    return {
        "part": part % {"n": formats.number(trials.TRIED)} if trial.has_more else "",
        "readable": readable % {"n": formats.number(trial.readable)},
        "broken": broken % {"n": formats.number(trial.broken)} if trial.broken else "",
        "known": known % {"all": formats.number(trial.looked_up), "n": formats.number(trial.known)},
        "examples": [{"line": formats.number(line), "why": why} for line, why in trial.examples],
        "can_start": trial.readable > 0,
    }
