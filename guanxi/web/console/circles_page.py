"""Circles in the console, in words: the list, one circle, its people and posts."""

from collections.abc import Mapping
from datetime import timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext, pgettext

from guanxi import journal
from guanxi.circles import actions, readiness
from guanxi.circles import queries as circles
from guanxi.spaces import queries as spaces
from guanxi.web import access, formats, listing
from guanxi.web.console import circles_forms
from guanxi.web.h5 import circle_words

STALE = timedelta(minutes=10)
_TONES = {"new": "quiet", "kindled": "", "warm": "warn", "ready": "good"}


def link(name: str, *arguments: object) -> str:
    """The address of a page of the console, "" while there is none of that name."""
    try:
        return reverse(f"console:{name}", args=arguments)
    except NoReverseMatch:
        return ""


def row(one: circles.Listed, desk: access.Desk) -> listing.Row:
    """A circle as a line of the list."""
    figures, found = one.figures, one.circle
    ready = readiness.judge(figures)
    closed = found.state != "open"
    return listing.Row(
        key=str(found.id),
        cells=(
            listing.Cell(text=found.name, href=link("circle", desk.space.slug, found.slug), hint=found.trait),
            listing.Cell(text=gettext("Closed"), tone="quiet")
            if closed
            else listing.Cell(text=ready.words, tone=_TONES[ready.stage] or "quiet", hint=" · ".join(ready.lacking)),
            listing.Cell(text=formats.number(found.members)),
            listing.Cell(text=formats.number(figures.active) if figures else "—"),
            listing.Cell(text=formats.number(figures.posts) if figures else "—"),
            listing.Cell(text=formats.number(figures.replies) if figures else "—"),
            listing.Cell(text=_percent(figures)),
            listing.Cell(text=formats.number(one.waiting) if one.waiting else ""),
            listing.Cell(text=f"{formats.number(found.goal_number)} · {formats.day(found.goal_date)}", hint=found.goal),
        ),
    )


def columns() -> tuple[listing.Column, ...]:
    """The heads of the list."""
    return (
        listing.Column(head=gettext("Circle"), sort="name"),
        listing.Column(head=gettext("Readiness")),
        listing.Column(head=gettext("Members"), numeric=True, sort="members"),
        listing.Column(head=gettext("Active, 7 days"), numeric=True, sort="active"),
        listing.Column(head=gettext("Posts, 7 days"), numeric=True, sort="posts"),
        listing.Column(head=gettext("Replies, 7 days"), numeric=True, sort="replies"),
        listing.Column(head=gettext("Still there in week 4"), numeric=True),
        listing.Column(head=gettext("Waiting to come in"), numeric=True),
        listing.Column(head=gettext("Goal"), sort="goal"),
    )


def head(found: circles.Circle, desk: access.Desk) -> dict[str, object]:
    """What stands above every page of a circle."""
    return {
        "slug": found.slug,
        "name": found.name,
        "trait": found.trait,
        "is_closed": found.state != "open",
        "may_write": desk.can("circles.write"),
        "tabs": [
            (gettext("Overview"), link("circle", desk.space.slug, found.slug), "circle"),
            (gettext("Members"), link("circle-members", desk.space.slug, found.slug), "circle-members"),
            (gettext("Posts"), link("circle-posts", desk.space.slug, found.slug), "circle-posts"),
        ],
        "member_page": on_phone(desk, found),
    }


def overview(found: circles.Circle, desk: access.Desk, *, figures: readiness.Figures) -> Mapping[str, object]:
    """One circle: figures, readiness, canvas, charter, places, who waits, what grows."""
    space_id, zone = desk.space.id, desk.space.time_zone
    ready = readiness.judge(figures)
    return {
        **head(found, desk),
        "stage": ready.words,
        "is_ready": ready.is_ready,
        "stage_tone": _TONES[ready.stage] or "quiet",
        "measures": [
            {
                "name": _MEASURES[one.name](),
                "percent": f"{one.percent} %" if one.percent is not None else gettext("too few to tell"),
                "share": min(one.percent or 0, 100),
                "is_met": one.is_met,
                "words": one.words,
            }
            for one in ready.measures
        ],
        "figures": [
            (gettext("Members"), formats.number(found.members), gettext("inside now")),
            (gettext("Active"), formats.number(figures.active), gettext("wrote or reacted, 7 days")),
            (gettext("Posts"), formats.number(figures.posts), gettext("7 days")),
            (gettext("Replies"), formats.number(figures.replies), gettext("to somebody else, 7 days")),
            (gettext("Still there in week 4"), _percent(figures), gettext("of who came 4 to 12 weeks ago")),
        ],
        "counted": formats.moment(figures.counted_at, zone=zone),
        "canvas": {
            "background": found.background,
            "purpose": dict(circles_forms.PURPOSES)[found.purpose],
            "goal": found.goal,
            "number": formats.number(found.goal_number),
            "date": formats.day(found.goal_date),
        },
        "charter": found.charter,
        "charter_version": found.charter_version,
        "entry": dict(circles_forms.ENTRIES)[found.rule.name],
        "places": [_place(one, desk) for one in circles.places(space_id=space_id, circle_id=found.id)],
        "requests": [
            {"id": one.id, "name": one.face.name, "note": one.note, "asked": formats.moment(one.asked_at, zone=zone)}
            for one in circles.requests(space_id=space_id, circle_id=found.id, limit=20)
        ],
        "proposals": [_proposal(one) for one in circles.proposals(space_id=space_id, circle_id=found.id, limit=20)],
        "children": [
            {
                "name": one.circle.name,
                "url": link("circle", desk.space.slug, one.circle.slug),
                "members": ngettext("%(n)s member", "%(n)s members", one.circle.members)
                % {"n": formats.number(one.circle.members)},
                "stage": readiness.judge(one.figures).words,
            }
            for one in circles.children(space_id=space_id, circle_id=found.id)
        ],
    }


_MEASURES = {
    "activity": lambda: gettext("Activity"),
    "replies": lambda: gettext("Members answer one another"),
    "retention": lambda: gettext("They are still there"),
}


def fresh_figures(found: circles.Circle, desk: access.Desk) -> readiness.Figures:
    """What was counted in the circle, counted anew when that is more than ten minutes ago."""
    seen = circles.figures(space_id=desk.space.id, circle_id=found.id)
    now = journal.now(space_id=desk.space.id)
    if seen is None or now - seen.counted_at > STALE:
        actions.refresh_figures(space_id=desk.space.id, circle_id=found.id, at=now)
        seen = circles.figures(space_id=desk.space.id, circle_id=found.id)
    assert seen is not None  # noqa: S101 - counted just now
    return seen


def insider_columns() -> tuple[listing.Column, ...]:
    """The heads of the list of those in a circle."""
    return (
        listing.Column(head=gettext("Member"), sort="member"),
        listing.Column(head=gettext("Part"), sort="part"),
        listing.Column(head=gettext("Since"), sort="since"),
        listing.Column(head=gettext("How")),
        listing.Column(head=gettext("Charter"), numeric=True),
        listing.Column(head=gettext("Muted until")),
    )


def insider(one: circles.Insider, desk: access.Desk, circle: circles.Circle) -> listing.Row:
    """Somebody in the circle, as a line."""
    muted = formats.moment(one.muted_until, zone=desk.space.time_zone) if one.muted_until else ""
    return listing.Row(
        key=str(one.member_id),
        cells=(
            listing.Cell(text=one.face.name, href=link("circle-member", desk.space.slug, circle.slug, one.member_id)),
            listing.Cell(text=gettext(circle_words.ROLES[one.role]), tone="good" if one.role != "member" else ""),
            listing.Cell(text=formats.moment(one.entered_at, zone=desk.space.time_zone)),
            listing.Cell(text=WAYS[one.way]()),
            listing.Cell(text=str(one.charter_version)),
            listing.Cell(text=muted, hint=one.mute_reason),
        ),
    )


WAYS = {
    "open": lambda: gettext("came in"),
    "request": lambda: gettext("was let in"),
    "survey": lambda: gettext("answered the survey"),
    "ticket": lambda: gettext("had a ticket"),
    "invitation": lambda: gettext("was invited"),
    "staff": lambda: gettext("by the staff"),
}


def post(one: circles.Post, desk: access.Desk) -> Mapping[str, object]:
    """A post as the console lists it."""
    return {
        "id": one.id,
        "author": one.author.name or desk.space.name,
        "text": one.text if len(one.text) <= 160 else f"{one.text[:160].rstrip()}…",  # noqa: PLR2004 - two lines
        "pictures": ngettext("%(n)s picture", "%(n)s pictures", len(one.pictures)) % {"n": len(one.pictures)}
        if one.pictures
        else "",
        "when": formats.moment(one.created_at, zone=desk.space.time_zone),
        "kind": {"question": pgettext("kind of post", "Question"), "poll": gettext("Poll")}.get(one.kind, ""),
        "is_ad": one.declared == "ad",
        "is_featured": one.featured_at is not None,
        "is_pinned": one.pinned_at is not None,
        "is_hidden": one.hidden_at is not None,
        "is_deleted": one.deleted_at is not None,
        "reactions": formats.number(one.likes + one.useful + one.warm),
        "comments": formats.number(one.comments),
        "phone": _phone("post", desk, one.id),
        "moderate": link("circle-post-moderate", desk.space.slug, one.circle_slug, one.id)
        if desk.can("moderation.decide") and one.deleted_at is None
        else "",
    }


def host_choices(desk: access.Desk) -> list[tuple[str, str]]:
    """The staff who may host a circle."""
    return [(str(one.user_id), one.name) for one in spaces.staff_of(space_id=desk.space.id)]


def _place(one: circles.Place, desk: access.Desk) -> Mapping[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": gettext(circle_words.PLACES[one.kind]),
        "is_page": one.kind == "page",
        "is_closed": one.closed_at is not None,
        "code": one.code,
        "code_url": link("code", desk.space.slug, one.code) if one.code else "",
        "heads": formats.number(one.headcount) if one.headcount is not None else gettext("not counted yet"),
        "counted": formats.moment(one.counted_at, zone=desk.space.time_zone) if one.counted_at else "",
    }


def _proposal(one: circles.Proposal) -> Mapping[str, object]:
    return {
        "id": one.id,
        "by": one.face.name,
        "name": one.name,
        "trait": one.trait,
        "background": one.background,
        "goal": f"{formats.number(one.goal_number)} · {formats.day(one.goal_date)}",
    }


def _percent(figures: readiness.Figures | None) -> str:
    if figures is None or not figures.old_enough:
        return "—"
    return f"{figures.retained * 100 // figures.old_enough} %"


def on_phone(desk: access.Desk, found: circles.Circle) -> str:
    """The circle's own page for members, "" while there is none."""
    return _phone("circle", desk, found.slug)


def _phone(name: str, desk: access.Desk, *arguments: object) -> str:
    try:
        return reverse(f"h5:{name}", args=[desk.space.slug, *arguments])
    except NoReverseMatch:
        return ""
