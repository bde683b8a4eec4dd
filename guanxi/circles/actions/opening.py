"""Opening a circle from its canvas, describing it anew, closing it."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import entry, errors, events, models, writing
from guanxi.circles.actions import entering, room
from guanxi.kernel import constraints, tenancy

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LONGEST_CHARTER = 5000


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """What a circle is for (H1): why now, to what end, and the number that will have been reached by a date."""

    background: str
    purpose: str
    goal: str
    goal_number: int
    goal_date: date


@dataclass(frozen=True, kw_only=True)
class Look:
    """What others see of a circle: its name, what its people have in common, its picture."""

    name: str
    trait: str
    cover_id: int | None = None


def open_circle(
    *,
    space_id: int,
    canvas: Canvas,
    look: Look,
    charter: str,
    rule: entry.Rule,
    actor: str,
    slug: str = "",
    host_member_id: int | None = None,
    host_user_id: int | None = None,
    parent_id: int | None = None,
    at: datetime | None = None,
) -> int:
    """Open a circle and return its id. A host who is a member is in it from the start.

    Without `slug` it is drawn. Refuses with CanvasMissing, TextUnreadable, EntryUnclear, SlugUnreadable, SlugTaken,
    ParentArchived.
    """
    with tenancy.acting_in(space_id):
        moment = at or journal.now(space_id=space_id)
        parent = _parent(space_id, parent_id)
        checked = _checked_canvas(canvas) | _checked_look(look) | _checked_rule(rule)
        words = writing.clean(charter, what=gettext("The charter"), most=_LONGEST_CHARTER)
        named = _checked_slug(slug) if slug else f"c-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"
        with constraints.refusing(errors.SlugTaken(slug=named)):
            row = models.Circle.objects.create(
                space_id=space_id,
                slug=named,
                host_member_id=host_member_id,
                host_user_id=host_user_id,
                parent_id=parent_id,
                charter_version=1,
                opened_at=moment,
                **checked,
            )
        models.Charter.objects.create(
            space_id=space_id, circle_id=row.id, version=1, text=words, actor=actor, at=moment
        )
        models.Place.objects.create(space_id=space_id, circle_id=row.id, kind="page", name=row.name, created_at=moment)
        origin = {} if parent is None else {"parent": parent.slug}
        told: dict[str, Any] = {"purpose": row.purpose, "entry": row.entry, **origin}
        room.tell(space_id, events.OPENED, row, actor=actor, at=at, **told)
        if host_member_id is not None:
            entering.seat(space_id=space_id, row=row, member_id=host_member_id, actor=actor, at=at, founding=True)
            models.Membership.objects.filter(space_id=space_id, circle_id=row.id).update(role="host")
        return row.id


def change_circle(
    *,
    space_id: int,
    circle_id: int,
    canvas: Canvas,
    look: Look,
    rule: entry.Rule,
    actor: str,
    at: datetime | None = None,
) -> tuple[str, ...]:
    """Describe a circle anew, and return which of its fields changed.

    Refuses with UnknownCircle, CanvasMissing, TextUnreadable, EntryUnclear.
    """
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        checked = _checked_canvas(canvas) | _checked_look(look) | _checked_rule(rule)
        changed = tuple(sorted(name for name, value in checked.items() if getattr(row, name) != value))
        if changed:
            models.Circle.objects.filter(space_id=space_id, id=circle_id).update(**checked)
            room.tell(space_id, events.CHANGED, row, actor=actor, at=at, fields=list(changed))
        return changed


def set_charter(*, space_id: int, circle_id: int, text: str, actor: str, at: datetime | None = None) -> int:
    """Give the charter new words and return its version; the same words make no new one.

    Who is in the circle stays; whoever enters from now on accepts the new words. Refuses with UnknownCircle,
    TextUnreadable, NotYours.
    """
    with tenancy.acting_in(space_id):
        room.require_ruler(space_id, circle_id, actor, roles=("host",))
        words = writing.clean(text, what=gettext("The charter"), most=_LONGEST_CHARTER)
        row = _locked(space_id, circle_id)
        before = models.Charter.objects.get(space_id=space_id, circle_id=circle_id, version=row.charter_version)
        if before.text == words:
            return before.version
        version = before.version + 1
        moment = at or journal.now(space_id=space_id)
        models.Charter.objects.create(
            space_id=space_id, circle_id=circle_id, version=version, text=words, actor=actor, at=moment
        )
        models.Circle.objects.filter(space_id=space_id, id=circle_id).update(charter_version=version)
        room.tell(space_id, events.CHARTER_CHANGED, row, actor=actor, at=at, version=version)
        return version


def archive(*, space_id: int, circle_id: int, reason: str, actor: str, at: datetime | None = None) -> None:
    """Close a circle: it can be read by who was in it, nothing can be written. Refuses with ReasonMissing."""
    with tenancy.acting_in(space_id):
        row = _locked(space_id, circle_id)
        words = room.reason(reason)
        if row.state == "archived":
            return
        moment = at or journal.now(space_id=space_id)
        models.Circle.objects.filter(space_id=space_id, id=circle_id).update(state="archived", archived_at=moment)
        room.tell(space_id, events.ARCHIVED, row, actor=actor, at=at, reason=words)


def reopen(*, space_id: int, circle_id: int, actor: str, at: datetime | None = None) -> None:
    """Open a closed circle again."""
    with tenancy.acting_in(space_id):
        row = _locked(space_id, circle_id)
        if row.state == "open":
            return
        models.Circle.objects.filter(space_id=space_id, id=circle_id).update(state="open", archived_at=None)
        room.tell(space_id, events.REOPENED, row, actor=actor, at=at)


def _locked(space_id: int, circle_id: int) -> models.Circle:
    found = models.Circle.objects.filter(space_id=space_id, id=circle_id)
    row = found.select_for_update(no_key=True).order_by("id").first()
    if row is None:
        raise errors.UnknownCircle(circle=circle_id)
    return row


def _parent(space_id: int, parent_id: int | None) -> models.Circle | None:
    if parent_id is None:
        return None
    row = room.circle(space_id, parent_id)
    if row.state != "open":
        raise errors.ParentArchived
    return row


def _checked_canvas(canvas: Canvas) -> dict[str, object]:
    for part, value in (
        (gettext("the background"), canvas.background),
        (gettext("the goal"), canvas.goal),
    ):
        if not value.strip():
            raise errors.CanvasMissing(part=part)
    if canvas.purpose not in models.PURPOSES:
        raise errors.CanvasMissing(part=gettext("the purpose"))
    if not 0 < canvas.goal_number < 2**53:
        raise errors.CanvasMissing(part=gettext("the number to reach"))
    return {
        "background": writing.clean(canvas.background, what=gettext("The background"), most=2000),
        "purpose": canvas.purpose,
        "goal": writing.clean(canvas.goal, what=gettext("The goal"), most=200),
        "goal_number": canvas.goal_number,
        "goal_date": canvas.goal_date,
    }


def _checked_look(look: Look) -> dict[str, object]:
    return {
        "name": writing.clean(look.name, what=gettext("The name"), most=40),
        "trait": writing.clean(look.trait, what=gettext("What its people have in common"), most=200),
        "cover_id": look.cover_id,
    }


def _checked_rule(rule: entry.Rule) -> dict[str, object]:
    if rule.name not in models.ENTRIES:
        raise errors.EntryUnclear
    if rule.name == "survey" and rule.survey_id is None:
        raise errors.EntryUnclear
    if rule.name == "ticket" and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", rule.ticket):
        raise errors.EntryUnclear
    return {
        "entry": rule.name,
        "survey_id": rule.survey_id if rule.name == "survey" else None,
        "ticket": rule.ticket if rule.name == "ticket" else "",
        "is_ticket_spent": rule.is_ticket_spent and rule.name == "ticket",
    }


def _checked_slug(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise errors.SlugUnreadable
    return slug
