"""Erasing a person: with the key goes everything sealed under it; what counts stays, without a name."""

from datetime import datetime

from django.db import connection

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import errors, hooks, models
from guanxi.members.actions import people

REASONS = ("asked", "consent_withdrawn", "retention", "guardian", "unlawful")
"""Why somebody was erased. A closed list, because the reason outlives the person and must not tell of them."""


def erase(*, space_id: int, member_id: int, reason: str, actor: str, at: datetime | None = None) -> int:
    """Make a member unreadable for ever, and return the id of the event `member.erased` (EV-3, EV-4).

      1. Lock; the modules above finish or give up what the member still holds, or refuse (an open payout).
      2. Keep the keyed hashes of names and contacts, so that who returns is not new (RE-5).
      3. Delete names, answers, tags and facts; end the consents, whose record stays as proof without a person.
      4. Record the event, then destroy the keys of the member and of everybody merged into them.
    Refuses with UnknownMember, AlreadyErased, MemberGone (merged: erase the keeper), ReasonUnknown.
    """
    if reason not in REASONS:
        raise errors.ReasonUnknown(reason=reason, known=", ".join(REASONS))
    with tenancy.acting_in(space_id):
        row = people.locked(space_id=space_id, member_ids=[member_id])[member_id]
        if row.state == models.State.ERASED:
            raise errors.AlreadyErased(member=member_id)
        if row.state == models.State.MERGED:
            raise errors.MemberGone(member=member_id, state=row.state)
        moment = at or journal.now(space_id=space_id)
        for step in hooks.erasure_steps():
            step(space_id=space_id, member_id=member_id, at=moment, actor=actor)
        with connection.cursor() as cursor:
            for statement in (
                _BURY_NAMES,
                _BURY_CONTACTS,
                _DROP_NAMES,
                _DROP_ANSWERS,
                _DROP_TAGS,
                _DROP_FACE,
                _END_CONSENTS,
                _CLOSE,
            ):
                cursor.execute(statement, {"space": space_id, "member": member_id, "at": moment})
        event = journal.Event(type="member.erased", at=at, member_id=member_id, props={"reason": reason}, actor=actor)
        event_id = journal.record(space_id=space_id, events=[event]).ids[0]
        aliases = models.Member.objects.filter(space_id=space_id, merged_into=member_id).order_by("id")
        for subject_id in (member_id, *aliases.values_list("id", flat=True)):
            journal.destroy_subject_key(space_id=space_id, subject_id=subject_id)
    return event_id


_BURY_NAMES = """
    INSERT INTO members_tombstone (space_id, system, value_hash, erased_at)
    SELECT space_id, system, value_hash, %(at)s FROM members_externalid
    WHERE space_id = %(space)s AND member_id = %(member)s ORDER BY system, value_hash
    ON CONFLICT (space_id, system, value_hash) DO UPDATE SET erased_at = excluded.erased_at
"""
_BURY_CONTACTS = """
    INSERT INTO members_tombstone (space_id, system, value_hash, erased_at)
    SELECT DISTINCT v.space_id, 'contact:' || f.type, v.blind, %(at)s::timestamptz FROM members_profilevalue v
    JOIN members_profilefield f ON f.space_id = v.space_id AND f.slug = v.field
    WHERE v.space_id = %(space)s AND v.member_id = %(member)s AND v.blind IS NOT NULL ORDER BY 2, 3
    ON CONFLICT (space_id, system, value_hash) DO UPDATE SET erased_at = excluded.erased_at
"""
_DROP_NAMES = "DELETE FROM members_externalid WHERE space_id = %(space)s AND member_id = %(member)s"
_DROP_ANSWERS = "DELETE FROM members_profilevalue WHERE space_id = %(space)s AND member_id = %(member)s"
_DROP_TAGS = "DELETE FROM members_membertag WHERE space_id = %(space)s AND member_id = %(member)s"
_DROP_FACE = "DELETE FROM members_face WHERE space_id = %(space)s AND member_id = %(member)s"
_END_CONSENTS = """
    UPDATE members_consent SET withdrawn_at = greatest(%(at)s, given_at)
    WHERE space_id = %(space)s AND member_id = %(member)s AND withdrawn_at IS NULL
"""
_CLOSE = """
    UPDATE members_member SET state = 'erased', user_id = NULL, facts = '{}', plan = NULL, plan_until = NULL
    WHERE space_id = %(space)s AND id = %(member)s
"""
