"""The pages of those who look after a circle, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from guanxi.circles import queries as circles
from guanxi.moderation import hidden as moderated
from guanxi.moderation import words as terms
from guanxi.web import access, formats
from guanxi.web.h5 import circle_page, circle_words, words

_EXCERPT = 120


def head(door: circles.Door, visit: access.Visit, *, current: str) -> dict[str, object]:
    """What stands above each of the pages: the circle, and the way to the others."""
    found, slug = door.circle, visit.space.slug
    waiting = door.standing.waiting
    counted = f" · {formats.number(waiting)}" if waiting else ""
    pages = (
        ("waiting", "circle-host", gettext("Waiting") + counted),
        ("people", "circle-people", gettext("Members")),
        ("hidden", "circle-hidden", gettext("Hidden")),
    )
    return {
        "slug": found.slug,
        "name": found.name,
        "url": words.link("circle", slug, found.slug),
        "is_host": door.standing.role == "host",
        "is_closed": found.state != "open",
        "pages": [
            {"label": label, "url": words.link(name, slug, found.slug), "current": key == current}
            for key, name, label in pages
        ],
        "mute_days": [
            {
                "days": days,
                "words": ngettext("%(n)s day", "%(n)s days", days) % {"n": formats.number(days)},
                "first": days == terms.MUTE_DAYS[0],
            }
            for days in terms.MUTE_DAYS
        ],
    }


def request(one: circles.Request, visit: access.Visit) -> Mapping[str, object]:
    """Somebody who asks to be let in."""
    return {
        "id": one.id,
        "author": circle_page.author(one.face, visit),
        "note": one.note,
        "ago": formats.ago(one.asked_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.asked_at.isoformat(),
    }


def proposal(one: circles.Proposal, visit: access.Visit) -> Mapping[str, object]:
    """A circle that somebody proposes."""
    return {
        "id": one.id,
        "author": circle_page.author(one.face, visit),
        "name": one.name,
        "trait": one.trait,
        "background": one.background,
        "goal": ngettext("%(n)s person by %(day)s", "%(n)s people by %(day)s", one.goal_number)
        % {"n": formats.number(one.goal_number), "day": formats.day(one.goal_date)},
        "ago": formats.ago(one.asked_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.asked_at.isoformat(),
    }


def insider(one: circles.Insider, door: circles.Door, visit: access.Visit) -> Mapping[str, object]:
    """Somebody in the circle, and what those who look after it may do about them."""
    zone = visit.space.time_zone
    muted = one.muted_until is not None and one.muted_until > visit.now
    is_me = one.member_id == visit.member_id
    return {
        "id": one.member_id,
        "author": circle_page.author(one.face, visit),
        "url": words.link("circle-host-person", visit.space.slug, door.circle.slug, one.member_id),
        "role": gettext(circle_words.ROLES[one.role]) if one.role != "member" else "",
        "is_moderator": one.role == "moderator",
        "is_host": one.role == "host",
        "is_me": is_me,
        "may_rule": one.role != "host" and not is_me,
        "may_name": door.standing.role == "host" and one.role != "host",
        "since": gettext("here since %(day)s") % {"day": formats.day(formats.local(one.entered_at, zone=zone).date())},
        "muted": gettext("Cannot write until %(until)s: %(reason)s")
        % {"until": formats.moment(one.muted_until, zone=zone), "reason": one.mute_reason}
        if muted and one.muted_until
        else "",
    }


def hidden(one: moderated.Hidden, text: circles.Text, visit: access.Visit) -> Mapping[str, object]:
    """Something that host or moderators took off."""
    ground = {**terms.HOUSE_GROUNDS, **terms.LEGAL_GROUNDS}.get(one.ground or "", "")
    return {
        "case": one.case_id,
        "author": circle_page.author(text.author, visit),
        "kind": gettext("Comment") if one.kind == "comment" else gettext("Post"),
        "text": excerpt(text.text),
        "ground": gettext(ground) if ground else "",
        "reason": one.reason,
        "by": gettext("by you") if one.actor == f"member:{visit.member_id}" else "",
        "ago": formats.ago(one.at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.at.isoformat(),
    }


def excerpt(text: str) -> str:
    """The beginning of a text in one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT].rstrip()}…"
