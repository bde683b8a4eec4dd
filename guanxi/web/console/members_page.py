"""The list of members as words: who is asked for, the rows, the count, the work under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.kernel.predicates import Predicate, PredicateRefused
from guanxi.members import browsing, bulk, faces, queries, segments
from guanxi.web import access, charts, formats, listing, wording

FILTERS = ("state", "tag", "tier", "plan", "channel", "from", "to", "segment")
STATES = {
    "active": gettext_noop("Here"),
    "left": gettext_noop("Left"),
    "erased": gettext_noop("Erased"),
    "merged": gettext_noop("Merged"),
}
_TONES = {"active": "good", "left": "quiet", "erased": "bad", "merged": "warn"}
_LABELS = {
    "state": gettext_noop("State"),
    "tag": gettext_noop("Tag"),
    "tier": gettext_noop("Tier"),
    "plan": gettext_noop("Plan"),
    "channel": gettext_noop("Channel"),
    "from": gettext_noop("Joined from"),
    "to": gettext_noop("until"),
    "segment": gettext_noop("Segment"),
}
_WORK_STATES = {
    "waiting": gettext_noop("Waiting for the worker"),
    "running": gettext_noop("Under way"),
    "done": gettext_noop("Done"),
    "stopped": gettext_noop("Stopped"),
    "failed": gettext_noop("Failed"),
}
EVERYBODY = "everybody"
_MOST_TAGS = 3


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the address asks for, in the words of the domain; `problem` where a segment cannot be read any more.

    Then the filter is wider than what was asked for: nobody may be shown, tagged or taken away by it.
    """

    filter: browsing.Filter
    sort: browsing.Sort
    problem: str = ""


def asked(request: HttpRequest) -> listing.Asked:
    """What the address asks; the newest first where it asks nothing."""
    return listing.asked(request, sorts=browsing.SORTS, filters=FILTERS, default="-joined")


def states() -> dict[str, str]:
    """The names of what can become of a member."""
    return {code: gettext(words) for code, words in STATES.items()}


def wanted(desk: access.Desk, asked: listing.Asked) -> Wanted:
    """Whom the list shows. Days are those of the space; both ends are included."""
    given = asked.filters
    zone = desk.space.zone
    where, problem = _condition(desk.space.id, given["segment"])
    filter_ = browsing.Filter(
        states=_states(given["state"]),
        tag=given["tag"] or None,
        tier=given["tier"] or None,
        plan=given["plan"] or None,
        channel=given["channel"] or None,
        joined_from=_day(given["from"], zone),
        joined_before=_day(given["to"], zone, later=timedelta(days=1)),
        where=where,
    )
    sort: browsing.Sort = "active" if asked.sort == "active" else "joined"
    return Wanted(filter=filter_, sort=sort, problem=problem)


def page(desk: access.Desk, asked: listing.Asked, wanted: Wanted, *, now: datetime) -> Mapping[str, object]:
    """The list with its filters, a page of it; without rows where the segment cannot be read."""
    if wanted.problem:
        return _unread(desk, asked, wanted.problem)
    after, before = _place(asked.after), _place(asked.before)
    found = browsing.page(
        space_id=desk.space.id,
        filter_=wanted.filter,
        sort=wanted.sort,
        descending=asked.descending,
        after=after,
        before=before,
        limit=listing.PAGE,
    )
    known = faces.faces(space_id=desk.space.id, member_ids=[member.id for member in found.members], to_staff=True)
    rows = tuple(_row(desk, member, known.get(member.id), now) for member in found.members)
    has_next = found.more if before is None else True
    has_previous = found.more if before is not None else after is not None
    ends = [
        listing.cursor((browsing.moment_of(member, wanted.sort), member.id))
        for member in (found.members[:1] + found.members[-1:] if found.members else ())
    ]
    return {
        "listing": listing.Listing(
            columns=_columns(),
            rows=rows,
            asked=asked,
            label=gettext("Members"),
            filters=_filters(desk, asked),
            search=gettext("Number, e-mail, phone or id elsewhere"),
            next=ends[-1] if has_next and ends else "",
            previous=ends[0] if has_previous and ends else "",
            csv=True,
            empty=_empty(desk),
        ),
        "works": _works(desk, now),
        "fields": reverse("console:fields", args=[desk.space.slug]) if desk.can("members.fields") else "",
        "query": asked.address(),
        "count_address": reverse("console:members-count", args=[desk.space.slug]) + asked.address(),
        "can_tag": desk.can("members.tag"),
        "can_export": desk.can("members.export"),
    }


def found_by_words(desk: access.Desk, asked: listing.Asked, member_ids: Sequence[int]) -> Mapping[str, object]:
    """Several people are meant by the words, or nobody is."""
    found = queries.members(space_id=desk.space.id, member_ids=member_ids)
    known = faces.faces(space_id=desk.space.id, member_ids=member_ids, to_staff=True)
    rows = tuple(_row(desk, found[one], known.get(one), None) for one in member_ids if one in found)
    hint = gettext(
        "The search finds a member number, an e-mail address, a phone number or an id elsewhere, written in full:"
        " contacts are kept sealed, and so are names, which cannot be searched."
    )
    search = gettext("Number, e-mail, phone or id elsewhere")
    return {
        "listing": listing.Listing(columns=_columns(), rows=rows, asked=asked, label=gettext("Members"), search=search),
        "searched": asked.query,
        "hint": hint,
    }


def counted(count: browsing.Count | None) -> str:
    """How many there are, as far as it was counted."""
    if count is None:
        return gettext("More than could be counted in two seconds")
    if count.is_more:
        return gettext("%(n)s+ members") % {"n": formats.number(count.n)}
    return ngettext("%(n)s member", "%(n)s members", count.n) % {"n": formats.number(count.n)}


def narrowed(desk: access.Desk, asked: listing.Asked) -> list[Mapping[str, str]]:
    """What narrows the list, each with its name; also that only those are in it who are here."""
    words = dict(_state_choices())
    chosen = {**asked.filters, "state": asked.filters["state"] or "active"}
    named = {"state": words.get(chosen["state"], states()["active"]), "tier": wording.tier(chosen["tier"])}
    if chosen["segment"]:
        kept = {one.slug: one.name for one in segments.segments(space_id=desk.space.id)}
        named["segment"] = kept.get(chosen["segment"], chosen["segment"])
    return [{"name": gettext(_LABELS[key]), "value": named.get(key, value)} for key, value in chosen.items() if value]


def before(desk: access.Desk, kind: str, tag: str, filter_: browsing.Filter) -> str:
    """How many wear the tag already, said before anything is done."""
    worn = bulk.wearing(space_id=desk.space.id, tag=tag, filter_=filter_)
    if worn is None:
        return gettext("How many of them wear “%(tag)s” could not be counted in two seconds.") % {"tag": tag}
    facts = {"tag": tag, "n": f"{formats.number(worn.n)}{'+' if worn.is_more else ''}"}
    if kind == "tag":
        words = ngettext(
            "%(n)s of them wears “%(tag)s” already and is left as they are.",
            "%(n)s of them wear “%(tag)s” already and are left as they are.",
            worn.n,
        )
    else:
        words = ngettext(
            "%(n)s of them wears “%(tag)s” and loses it.", "%(n)s of them wear “%(tag)s” and lose it.", worn.n
        )
    return words % facts


def progress(desk: access.Desk, found: bulk.Bulk) -> Mapping[str, object]:
    """Work on many members as a bar and a sentence."""
    facts = {"n": formats.number(found.changed), "tag": found.tag}
    if found.kind == "tag":
        changed = ngettext("%(n)s member got the tag “%(tag)s”.", "%(n)s members got the tag “%(tag)s”.", found.changed)
    else:
        changed = ngettext(
            "%(n)s member lost the tag “%(tag)s”.", "%(n)s members lost the tag “%(tag)s”.", found.changed
        )
    seen = gettext("%(seen)s of about %(expected)s looked at.") % {
        "seen": formats.number(found.seen),
        "expected": formats.number(max(found.expected, found.seen)),
    }
    return {
        "id": found.id,
        "tag": found.tag,
        "state": gettext(_WORK_STATES[found.state]),
        "is_over": found.is_over,
        "percent": 100 if found.state == "done" else charts.share(found.seen, max(found.expected, found.seen)),
        "changed": changed % facts,
        "seen": seen,
        "why": _why(found),
        "undoes": found.undoes,
        "undone_by": found.undone_by,
        "can_be_undone": found.can_be_undone,
        "list": _wearers(desk, found.tag) if found.kind == "tag" else "",
    }


def _wearers(desk: access.Desk, tag: str) -> str:
    return f"{reverse('console:members', args=[desk.space.slug])}?{urlencode({'tag': tag})}"


def _why(found: bulk.Bulk) -> str:
    """Why a work failed, and what is safe."""
    if found.state != "failed":
        return ""
    reason = found.why or gettext("The worker tried several times and gave up; its log says why.")
    return f"{reason} {gettext('What was done so far stays; begin it again to do the rest.')}"


def _unread(desk: access.Desk, asked: listing.Asked, problem: str) -> Mapping[str, object]:
    """The list of a segment that cannot be read: its filters, nobody, and why."""
    listing_ = listing.Listing(
        columns=_columns(),
        rows=(),
        asked=asked,
        label=gettext("Members"),
        filters=_filters(desk, asked),
        search=gettext("Number, e-mail, phone or id elsewhere"),
    )
    return {"listing": listing_, "problem": problem}


def _works(desk: access.Desk, now: datetime) -> list[Mapping[str, object]]:
    """Work on many members that is under way, or ended today: whoever left its page finds it again."""
    if not desk.can("members.tag"):
        return []
    return [progress(desk, one) for one in bulk.worth_showing(space_id=desk.space.id, now=now)]


def _columns() -> tuple[listing.Column, ...]:
    return (
        listing.Column(head=gettext("Member")),
        listing.Column(head=gettext("State")),
        listing.Column(head=gettext("Tier")),
        listing.Column(head=gettext("Plan")),
        listing.Column(head=gettext("Channel")),
        listing.Column(head=gettext("Tags")),
        listing.Column(head=gettext("Joined on"), numeric=True, sort="joined"),
        listing.Column(head=gettext("Last active"), numeric=True, sort="active"),
    )


def _row(desk: access.Desk, member: queries.Member, face: faces.Face | None, now: datetime | None) -> listing.Row:
    zone = desk.space.time_zone
    name = face.name if face else gettext("Member %(number)d") % {"number": member.id}
    active = member.active_at or member.joined_at
    more = len(member.tags) - _MOST_TAGS
    tags = ", ".join(member.tags[:_MOST_TAGS]) + (f" +{more}" if more > 0 else "")
    return listing.Row(
        key=str(member.id),
        cells=(
            listing.Cell(
                text=name,
                href=reverse("console:member", args=[desk.space.slug, member.id]),
                hint=gettext("Member %(number)d") % {"number": member.id},
            ),
            listing.Cell(text=states()[member.state], tone=_TONES[member.state]),
            listing.Cell(text=wording.tier(member.tier) if member.tier else "–"),
            listing.Cell(text=member.plan or "–"),
            listing.Cell(text=member.channel or "–"),
            listing.Cell(text=tags or "–", hint=", ".join(member.tags)),
            listing.Cell(
                text=formats.day(formats.local(member.joined_at, zone=zone).date()),
                hint=formats.moment(member.joined_at, zone=zone),
            ),
            listing.Cell(text=_active(active, now, zone), hint=formats.day(formats.local(active, zone=zone).date())),
        ),
    )


def _active(at: datetime, now: datetime | None, zone: str) -> str:
    """The day of the last activity: activity is known by the day."""
    day = formats.local(at, zone=zone).date()
    if now is None:
        return formats.day(day)
    passed = (formats.local(now, zone=zone).date() - day).days
    if passed <= 0:
        return gettext("today")
    if passed <= formats.RELATIVE_DAYS:
        return ngettext("%(n)d day ago", "%(n)d days ago", passed) % {"n": passed}
    return formats.day(day)


def _filters(desk: access.Desk, asked: listing.Asked) -> tuple[listing.Filter, ...]:
    choices = browsing.choices(space_id=desk.space.id)
    words: dict[str, tuple[tuple[str, str], ...]] = {
        "state": _state_choices(),
        "tag": _pairs(choices.tags),
        "tier": tuple((code, wording.tier(code)) for code in choices.tiers),
        "plan": _pairs(choices.plans),
        "channel": _pairs(choices.channels),
        "segment": tuple((one.slug, one.name) for one in segments.segments(space_id=desk.space.id)),
    }
    shown = [name for name in FILTERS if name in {"from", "to"} or words[name] or asked.filters[name]]
    return tuple(
        listing.Filter(
            name=name,
            label=gettext(_LABELS[name]),
            choices=words.get(name, ()),
            value="" if (name, asked.filters[name]) == ("state", "active") else asked.filters[name],
            kind="date" if name in {"from", "to"} else "text",
            none=states()["active"] if name == "state" else "",
        )
        for name in shown
    )


def _pairs(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in words)


def _empty(desk: access.Desk) -> listing.Empty:
    return listing.Empty(
        title=gettext("Nobody is here yet"),
        text=gettext(
            "Begin with the people you already have: bring in your customers, or put a code where they meet you."
            " Everybody who joins appears here with all they did and got."
        ),
        action=gettext("Bring in customers") if desk.can("members.import") else "",
        href=reverse("console:imports", args=[desk.space.slug]) if desk.can("members.import") else "",
    )


def _condition(space_id: int, slug: str) -> tuple[Predicate | None, str]:
    if not slug:
        return None, ""
    try:
        kept = segments.segment(space_id=space_id, slug=slug)
        return segments.parsed(space_id=space_id, text=kept.predicate), ""
    except PredicateRefused as refusal:
        words = gettext("The segment “%(segment)s” cannot be read any more: %(why)s")
        return None, words % {"segment": slug, "why": refusal}


def _states(chosen: str) -> tuple[str, ...]:
    """Who is here, unless the address asks for others."""
    if chosen == EVERYBODY:
        return tuple(STATES)
    return (chosen,) if chosen in STATES else ("active",)


def _state_choices() -> tuple[tuple[str, str], ...]:
    """Beside "Here", which is what no choice shows."""
    others = tuple((code, words) for code, words in states().items() if code != "active")
    return (*others, (EVERYBODY, gettext("Everybody")))


def _day(text: str, zone: ZoneInfo, later: timedelta = timedelta()) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text) + later, time.min, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _place(cursor: tuple[str | int, ...] | None) -> browsing.Place | None:
    match cursor:
        case (str(at), int(member_id)):
            try:
                return browsing.Place(at=datetime.fromisoformat(at), member_id=member_id)
            except ValueError:
                return None
        case _:
            return None
