"""The head of a circle, and its door: what it is, how one comes in, where it meets."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from guanxi.circles import queries as circles
from guanxi.members import queries as members
from guanxi.moderation import queries as moderation
from guanxi.web import access, formats
from guanxi.web.h5 import circle_asked, circle_words, words


def head(door: circles.Door, visit: access.Visit, *, asks_mute: bool = True) -> dict[str, object]:
    """What stands above a circle's feed; one statement where `asks_mute` wants to know what moderators decided."""
    found, slug = door.circle, visit.space.slug
    counted = ngettext("%(n)s member", "%(n)s members", found.members) % {"n": formats.number(found.members)}
    standing = door.standing
    muted = _mute(door, visit, asks=asks_mute)
    return {
        "slug": found.slug,
        "name": found.name,
        "trait": found.trait,
        "cover": words.picture(slug, found.cover_id, size="large"),
        "members": counted,
        "is_inside": standing.is_inside,
        "is_closed": found.state != "open",
        "is_muted": muted is not None,
        "muted": gettext("You cannot write here until %(until)s: %(reason)s")
        % {
            "until": formats.moment(muted.until, zone=visit.space.time_zone),
            "reason": muted.reason,
        }
        if muted is not None
        else "",
        "may_write": door.may_write and muted is None,
        "has_new_charter": standing.is_inside and standing.accepted_charter < found.charter_version,
        "url": words.link("circle", slug, found.slug),
        "about": words.link("circle-about", slug, found.slug),
        "write": words.link("circle-write", slug, found.slug),
        "search": f"{words.link('search', slug)}?in={found.id}",
        "host_desk": words.link("circle-host", slug, found.slug) if standing.rules else "",
        "waiting": ngettext("%(n)s waits", "%(n)s wait", standing.waiting) % {"n": formats.number(standing.waiting)}
        if standing.waiting
        else "",
    }


def page(door: circles.Door, visit: access.Visit, *, code: str = "") -> Mapping[str, object]:
    """The door of a circle in words. Places outside are for those who are inside."""
    found, standing = door.circle, door.standing
    step = circles.step(space_id=visit.space.id, door=door, member_id=visit.member_id)
    is_inside = step == "inside"
    return {
        **head(door, visit, asks_mute=False),
        "step": step,
        "charter": found.charter,
        "charter_version": found.charter_version,
        "way": gettext(circle_words.WAYS_IN[found.rule.name]),
        "ticket": found.rule.ticket,
        "is_ticket_spent": found.rule.is_ticket_spent,
        "survey": words.link("survey", visit.space.slug, found.rule.survey_id) if found.rule.survey_id else "",
        "is_declined": standing.request == "declined" and not is_inside,
        "is_barred": standing.is_barred and not is_inside,
        "removal_reason": standing.removal_reason,
        "decline_reason": standing.decline_reason,
        "proposal": circle_asked.proposal(door, visit) if is_inside else None,
        "code": code[:40],
        "is_by_invitation": found.rule.name == "invitation",
        "host": _host(found, visit),
        "role": gettext(circle_words.ROLES[standing.role]) if is_inside and standing.role != "member" else "",
        "may_leave": is_inside and standing.role != "host",
        "places": _places(found.id, visit) if is_inside else [],
        "opened": formats.day(formats.local(found.opened_at, zone=visit.space.time_zone).date()),
    }


def _mute(door: circles.Door, visit: access.Visit, *, asks: bool) -> moderation.Mute | None:
    """Why the member may not write now, and for how long: by the circle's own word, or by a moderator's."""
    standing, found = door.standing, []
    if standing.muted_until is not None and standing.muted_until > visit.now:
        here = moderation.Mute(scope_id=door.circle.id, until=standing.muted_until, reason=standing.mute_reason)
        found.append(here)
    if asks and door.may_write:
        asked = {"space_id": visit.space.id, "member_id": visit.member_id, "scope_id": door.circle.id}
        everywhere = moderation.mute_of(**asked, at=visit.now)
        found += [everywhere] if everywhere is not None else []
    return max(found, key=lambda one: one.until, default=None)


def _host(found: circles.Circle, visit: access.Visit) -> Mapping[str, object]:
    if found.host_member_id is None:
        return {"name": visit.space.name, "initial": visit.space.name[:1], "picture": "", "is_staff": True}
    seen = members.faces(space_id=visit.space.id, member_ids=[found.host_member_id])[found.host_member_id]
    return {
        "name": seen.name,
        "initial": seen.name[:1],
        "picture": words.picture(visit.space.slug, seen.avatar_id),
        "is_staff": seen.is_staff,
    }


def _places(circle_id: int, visit: access.Visit) -> list[Mapping[str, object]]:
    found = circles.places(space_id=visit.space.id, circle_id=circle_id)
    return [
        {"name": one.name, "kind": gettext(circle_words.PLACES[one.kind])}
        for one in found
        if one.closed_at is None and one.kind != "page"
    ]
