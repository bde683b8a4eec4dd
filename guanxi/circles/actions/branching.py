"""Child circles: a member proposes one, the parent gives the template, the host or the staff decides (A6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import errors, events, models, writing
from guanxi.circles.actions import entering, opening, room
from guanxi.kernel import constraints, tenancy


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What a child circle would be: everything that it does not take from its parent."""

    name: str
    trait: str
    background: str
    goal_number: int
    goal_date: date


def propose_child(*, space_id: int, parent_id: int, member_id: int, idea: Idea, at: datetime | None = None) -> int:
    """Propose to open a child of a circle that one is in, as its host; returns the proposal's id.

    Refuses with UnknownCircle, CircleArchived, NotInside, TextUnreadable, CanvasMissing, AlreadyAsked.
    """
    with tenancy.acting_in(space_id):
        parent = room.still_open(space_id, parent_id)
        room.inside(space_id, parent_id, member_id)
        if idea.goal_number <= 0:
            raise errors.CanvasMissing(part=gettext("the number to reach"))
        with constraints.refusing(errors.AlreadyAsked()):
            row = models.Proposal.objects.create(
                space_id=space_id,
                parent_id=parent_id,
                member_id=member_id,
                name=writing.clean(idea.name, what=gettext("The name"), most=40),
                trait=writing.clean(idea.trait, what=gettext("What its people have in common"), most=200),
                background=writing.clean(idea.background, what=gettext("The background"), most=2000),
                goal_number=idea.goal_number,
                goal_date=idea.goal_date,
                asked_at=at or journal.now(space_id=space_id),
            )
        told: dict[str, Any] = {"member_id": member_id, "proposal": row.id}
        event_id = room.tell(space_id, events.CHILD_PROPOSED, parent, actor=None, at=at, **told)
        models.Proposal.objects.filter(space_id=space_id, id=row.id).update(event_id=event_id)
        return int(row.id)


def withdraw_proposal(*, space_id: int, parent_id: int, member_id: int, at: datetime | None = None) -> bool:
    """Take back one's proposal for a child of a circle, and tell whether one was waiting."""
    with tenancy.acting_in(space_id):
        waiting = models.Proposal.objects.filter(
            space_id=space_id, parent_id=parent_id, member_id=member_id, state="pending"
        )
        return bool(waiting.update(state="withdrawn", decided_at=at or journal.now(space_id=space_id)))


def decide_child(
    *, space_id: int, proposal_id: int, approve: bool, actor: str, reason: str = "", at: datetime | None = None
) -> int | None:
    """Open a proposed child circle with its proposer as the host and return its id, or say why not.

    The child has the parent's purpose, charter and entry rule. Refuses with UnknownRequest, CircleArchived,
    ReasonMissing, NotYours.
    """
    with tenancy.acting_in(space_id):
        found = models.Proposal.objects.filter(space_id=space_id, id=proposal_id)
        row = found.select_for_update().order_by("id").first()
        if row is None or row.state != "pending":
            raise errors.UnknownRequest(request=proposal_id)
        parent = room.still_open(space_id, row.parent_id)
        room.require_ruler(space_id, parent.id, actor, roles=("host",))
        words = "" if approve else room.reason(reason)
        child = _opened(space_id, parent, row, actor=actor, at=at) if approve else None
        models.Proposal.objects.filter(space_id=space_id, id=proposal_id).update(
            state="approved" if approve else "declined",
            reason=words,
            circle_id=child,
            decided_at=at or journal.now(space_id=space_id),
            decided_by=actor,
        )
        if child is None:
            told: dict[str, Any] = {"member_id": row.member_id, "proposal": row.id, "reason": words}
            room.tell(space_id, events.CHILD_DECLINED, parent, actor=actor, at=at, **told)
        return child


def _opened(space_id: int, parent: models.Circle, row: models.Proposal, *, actor: str, at: datetime | None) -> int:
    charter = models.Charter.objects.get(space_id=space_id, circle_id=parent.id, version=parent.charter_version)
    return opening.open_circle(
        space_id=space_id,
        canvas=opening.Canvas(
            background=row.background,
            purpose=parent.purpose,
            goal=parent.goal,
            goal_number=row.goal_number,
            goal_date=row.goal_date,
        ),
        look=opening.Look(name=row.name, trait=row.trait),
        charter=charter.text,
        rule=entering.rule_of(parent),
        host_member_id=row.member_id,
        parent_id=parent.id,
        actor=actor,
        at=at,
    )
