"""When two members turn out to be one person (RE-6), and when one is erased: what members asks of referral."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from guanxi import journal
from guanxi.referral import events, models, queries


def refuse_one_chain(*, space_id: int, keep: int, lose: int) -> str | None:
    """Why the two cannot be one person: one of them brought the other, at whatever depth."""
    if keep in queries.chain(space_id=space_id, member_id=lose) or lose in queries.chain(
        space_id=space_id, member_id=keep
    ):
        return gettext("one of them brought the other")
    return None


def carry_binding(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Let the earlier of the two bindings win, and take back what the other one gave; the event is the merge.

    Where that changes whose invitee somebody is, `referral.rebound` says so, as for any decision.
    """
    before = queries.binding_of(space_id=space_id, member_id=keep)
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_merge(%s, %s, %s, %s)", [space_id, keep, lose, event_id])
        _say_who_brought_them(space_id, keep, lose, before, event_id, actor)
        cursor.execute(
            "SELECT journal_enqueue(%s, referral_judge(%s, ARRAY[%s]::bigint[], ARRAY[%s]::bigint[]))",
            [space_id, space_id, keep, event_id],
        )


def _say_who_brought_them(
    space_id: int, keep: int, lose: int, before: queries.Binding | None, event_id: int, actor: str
) -> None:
    changed = models.Binding.objects.filter(space_id=space_id, decision_id=event_id)
    if not changed.exists():
        return
    after = queries.binding_of(space_id=space_id, member_id=keep)
    props = {
        "inviter": after and after.inviter_id,
        "code": after and after.code,
        "channel": after and after.channel,
        "before": before and before.inviter_id,
        "reason": f"member {lose} is member {keep}",
    }
    event = journal.Event(
        type=events.REBOUND.name, member_id=keep, props=props, actor=actor, source="decision", cause_id=event_id
    )
    changed.update(decision_id=journal.record(space_id=space_id, events=[event]).ids[0])


def close_codes_of_erased(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Somebody who is erased invites nobody any more. What their invitees are bound to stays (QU-12)."""
    del actor
    models.Code.objects.filter(space_id=space_id, member_id=member_id, closed_at=None).update(closed_at=at)


def exported(*, space_id: int, member_id: int) -> object:
    """What referral knows about a member: who brought them, and their codes. Whom they brought is others' data."""
    binding = queries.binding_of(space_id=space_id, member_id=member_id)
    codes = models.Code.objects.filter(space_id=space_id, member_id=member_id).order_by("id")
    return {
        "binding": None
        if binding is None
        else {"code": binding.code, "channel": binding.channel, "bound_at": binding.bound_at.isoformat()},
        "codes": [code.code for code in codes],
        "invited": len(queries.invitees_of(space_id=space_id, member_id=member_id)),
    }
