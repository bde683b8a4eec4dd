"""Coming into a circle and leaving it: by its rule, by somebody's decision, by an invitation."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from guanxi import journal, ledger
from guanxi.circles import entry, errors, events, models, writing
from guanxi.circles.actions import room
from guanxi.journal import keyring
from guanxi.kernel import constraints, tenancy

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def enter(
    *,
    space_id: int,
    circle_id: int,
    member_id: int,
    charter_version: int,
    invitation: str = "",
    at: datetime | None = None,
) -> None:
    """Let a member into a circle whose rule they meet, with the charter that they have accepted.

    An invitation opens only circles that are entered by invitation. A ticket that is to be spent is spent here.
    Refuses with UnknownCircle, CircleArchived, AlreadyInside, CharterChanged, EntryClosed, InvitationUnknown.
    """
    with tenancy.acting_in(space_id):
        row = room.still_open(space_id, circle_id)
        before = _refuse_inside(space_id, row, member_id)
        _refuse_old_charter(row, charter_version)
        rule = rule_of(row)
        inviter = _inviter(space_id, row, invitation) if rule.name == "invitation" else None
        is_met = inviter is not None or entry.is_met(space_id=space_id, rule=rule, member_id=member_id)
        if not is_met or (before is not None and before.is_barred):
            raise errors.EntryClosed(why=_why(rule, barred=before is not None and before.is_barred))
        _let_in(space_id, row, member_id, before, way=rule.name, inviter=inviter, actor=None, at=at)
        if rule.name == "ticket" and rule.is_ticket_spent:
            ledger.spend(
                space_id=space_id,
                member_id=member_id,
                unit=f"ticket:{rule.ticket}",
                amount=1,
                purpose=f"circle:{row.slug}",
            )


def ask_to_enter(
    *,
    space_id: int,
    circle_id: int,
    member_id: int,
    charter_version: int,
    note: str = "",
    at: datetime | None = None,
) -> int:
    """Ask to be let into a circle where somebody decides, and return the request's id.

    Refuses with UnknownCircle, CircleArchived, AlreadyInside, CharterChanged, AlreadyAsked, TextUnreadable,
    EntryClosed.
    """
    with tenancy.acting_in(space_id):
        row = room.still_open(space_id, circle_id)
        before = _refuse_inside(space_id, row, member_id)
        _refuse_old_charter(row, charter_version)
        if row.entry != "request" and not (before is not None and before.is_barred):
            raise errors.EntryClosed(why=_why(rule_of(row), barred=False))
        words = writing.clean(note, what=gettext("The note"), least=0, most=300)
        with constraints.refusing(errors.AlreadyAsked()):
            request = models.EntryRequest.objects.create(
                space_id=space_id,
                circle_id=circle_id,
                member_id=member_id,
                note=words,
                charter_version=charter_version,
                asked_at=at or journal.now(space_id=space_id),
            )
        told = room.tell(space_id, events.ENTRY_ASKED, row, actor=None, at=at, member_id=member_id)
        models.EntryRequest.objects.filter(space_id=space_id, id=request.id).update(event_id=told)
        return int(request.id)


def withdraw_request(*, space_id: int, circle_id: int, member_id: int, at: datetime | None = None) -> None:
    """Take back one's request to be let in; nothing happens when there is none."""
    with tenancy.acting_in(space_id):
        models.EntryRequest.objects.filter(
            space_id=space_id, circle_id=circle_id, member_id=member_id, state="pending"
        ).update(state="withdrawn", decided_at=at or journal.now(space_id=space_id))


def decide_request(
    *, space_id: int, request_id: int, approve: bool, actor: str, reason: str = "", at: datetime | None = None
) -> None:
    """Let somebody in who asked, or tell them why not.

    Refuses with UnknownRequest, CircleArchived, ReasonMissing (a refusal says why), NotYours.
    """
    with tenancy.acting_in(space_id):
        found = models.EntryRequest.objects.filter(space_id=space_id, id=request_id)
        request = found.select_for_update().order_by("id").first()
        if request is None or request.state != "pending":
            raise errors.UnknownRequest(request=request_id)
        row = room.still_open(space_id, request.circle_id)
        room.require_ruler(space_id, row.id, actor)
        words = reason.strip() if approve else room.reason(reason)
        models.EntryRequest.objects.filter(space_id=space_id, id=request_id).update(
            state="approved" if approve else "declined",
            reason=words[: room.LONGEST_REASON],
            decided_at=at or journal.now(space_id=space_id),
            decided_by=actor,
        )
        if approve:
            before = _membership(space_id, row.id, request.member_id)
            if before is None or before.left_at is not None:
                _let_in(space_id, row, request.member_id, before, way="request", inviter=None, actor=actor, at=at)
        else:
            told: dict[str, Any] = {"member_id": request.member_id, "reason": words}
            room.tell(space_id, events.ENTRY_DECLINED, row, actor=actor, at=at, **told)


def leave(*, space_id: int, circle_id: int, member_id: int, at: datetime | None = None) -> None:
    """Leave a circle; what one wrote stays. Refuses with UnknownCircle, NotInside, HostStays."""
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        _refuse_host(room.inside(space_id, circle_id, member_id))
        _let_out(space_id, row, member_id, is_barred=False, actor=None, at=at)


def remove_member(
    *, space_id: int, circle_id: int, member_id: int, reason: str, actor: str, at: datetime | None = None
) -> None:
    """Take somebody out of a circle; they come back only when somebody lets them in.

    They read the reason at its door until they are in again. A mute that is over is forgotten, one that is not stays.

    Refuses with UnknownCircle, NotInside, HostStays, ReasonMissing, NotYours.
    """
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        room.require_ruler(space_id, circle_id, actor)
        words = room.reason(reason)
        _refuse_host(room.inside(space_id, circle_id, member_id))
        _let_out(space_id, row, member_id, is_barred=True, actor=actor, at=at, reason=words)


def invite(*, space_id: int, circle_id: int, member_id: int, at: datetime | None = None) -> str:
    """The member's own code that lets others into a circle which is entered by invitation; the first call makes it.

    Refuses with UnknownCircle, CircleArchived, NotInside.
    """
    with tenancy.acting_in(space_id):
        room.still_open(space_id, circle_id)
        room.inside(space_id, circle_id, member_id)
        row, _ = models.Invitation.objects.get_or_create(
            space_id=space_id,
            circle_id=circle_id,
            member_id=member_id,
            defaults={
                "code": "".join(secrets.choice(_ALPHABET) for _ in range(12)),
                "created_at": at or journal.now(space_id=space_id),
            },
        )
        return str(row.code)


def seat(
    *, space_id: int, row: models.Circle, member_id: int, actor: str, at: datetime | None, founding: bool = False
) -> None:
    """Put a member into a circle because somebody decided so; nothing happens when they are in it.

    `founding`: as its host, when it opens.
    """
    before = _membership(space_id, row.id, member_id)
    if before is None or before.left_at is not None:
        facts = {"founding": True} if founding else {}
        _let_in(space_id, row, member_id, before, way="staff", inviter=None, actor=actor, at=at, **facts)


def rule_of(row: models.Circle) -> entry.Rule:
    """How the circle is entered."""
    return entry.Rule(name=row.entry, survey_id=row.survey_id, ticket=row.ticket, is_ticket_spent=row.is_ticket_spent)


def _membership(space_id: int, circle_id: int, member_id: int) -> models.Membership | None:
    keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])  # who taps twice waits for the first tap
    found = models.Membership.objects.filter(space_id=space_id, circle_id=circle_id, member_id=member_id)
    return found.select_for_update().order_by("member_id").first()


def _refuse_inside(space_id: int, row: models.Circle, member_id: int) -> models.Membership | None:
    before = _membership(space_id, row.id, member_id)
    if before is not None and before.left_at is None:
        raise errors.AlreadyInside
    return before


def _refuse_old_charter(row: models.Circle, version: int) -> None:
    if version != row.charter_version:
        raise errors.CharterChanged


def _refuse_host(membership: models.Membership) -> None:
    if membership.role == "host":
        raise errors.HostStays


def _inviter(space_id: int, row: models.Circle, code: str) -> int:
    if not code.strip():
        raise errors.EntryClosed(why=_why(rule_of(row), barred=False))
    found = models.Invitation.objects.filter(space_id=space_id, circle_id=row.id, code=code.strip().upper()).first()
    still = found is not None and models.Membership.objects.filter(
        space_id=space_id, circle_id=row.id, member_id=found.member_id, left_at=None
    )
    if found is None or not still or not still.exists():
        raise errors.InvitationUnknown
    return int(found.member_id)


def _why(rule: entry.Rule, *, barred: bool) -> str:
    if barred:
        return gettext("you were taken out of it; ask to be let in again")
    return {
        "request": gettext("the host lets people in; ask first"),
        "survey": gettext("answer its survey first"),
        "ticket": gettext("it takes a ticket"),
        "invitation": gettext("it takes an invitation from a member"),
    }[rule.name]


def _let_in(
    space_id: int,
    row: models.Circle,
    member_id: int,
    before: models.Membership | None,
    *,
    way: str,
    inviter: int | None,
    actor: str | None,
    at: datetime | None,
    **facts: bool,
) -> None:
    models.Membership.objects.update_or_create(
        space_id=space_id,
        circle_id=row.id,
        member_id=member_id,
        defaults={
            "role": "member",
            "entered_at": at or journal.now(space_id=space_id),
            "left_at": None,
            "is_barred": False,
            "removal_reason": "",
            "charter_version": row.charter_version,
            "way": way,
            "inviter_id": inviter,
        },
    )
    told = {"way": way, "charter": row.charter_version, "returning": before is not None}
    invited = {} if inviter is None else {"inviter": inviter}
    room.tell(space_id, events.ENTERED, row, actor=actor, at=at, member_id=member_id, **told, **invited, **facts)
    # The hot row last: it is locked until the transaction ends.
    models.Circle.objects.filter(space_id=space_id, id=row.id).update(members=F("members") + 1)


def _let_out(
    space_id: int,
    row: models.Circle,
    member_id: int,
    *,
    is_barred: bool,
    actor: str | None,
    at: datetime | None,
    reason: str = "",
) -> None:
    moment = at or journal.now(space_id=space_id)
    theirs = models.Membership.objects.filter(space_id=space_id, circle_id=row.id, member_id=member_id)
    theirs.update(left_at=moment, is_barred=is_barred, role="member", removal_reason=reason)
    theirs.filter(muted_until__lte=moment).update(muted_until=None, mute_reason="")
    why = {"reason": reason} if reason else {}
    room.tell(space_id, events.LEFT, row, actor=actor, at=at, member_id=member_id, removed=is_barred, **why)
    models.Circle.objects.filter(space_id=space_id, id=row.id).update(members=F("members") - 1)
