"""Two members turn out to be one person (RE-6)."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.members import errors, hooks, models
from guanxi.members.actions import facing, people, profile


def merge(*, space_id: int, keep: int, lose: int, actor: str, at: datetime | None = None) -> int:
    """Let `lose` live on as `keep`, and return the id of the event `member.merged`.

      1. Lock both and everybody who lives on in `lose`; refuse what must not be.
      2. Carry over names and answers, sealed anew under the keeper's key; where both answered, the keeper's stays.
      3. Carry over consents and tags; the earlier arrival counts.
      4. `lose` becomes an alias, and so do its own aliases.
      5. Record the event; the modules above carry over what is theirs (`hooks.after_merge`).
    The past stays as it is told: events keep the member they were recorded for.
    Refuses with UnknownMember, MergeRefused.
    """
    with tenancy.acting_in(space_id):
        rows = people.locked(space_id=space_id, member_ids=[keep, lose])
        reason = _reason(space_id, rows[keep], rows[lose])
        if reason:
            raise errors.MergeRefused(keep=keep, lose=lose, reason=reason)
        _carry_names(space_id, keep, lose)
        _carry_answers(space_id, keep, lose)
        facing.carry_face(space_id=space_id, keep=keep, lose=lose)
        with connection.cursor() as cursor:
            for statement in (_CARRY_CONSENTS, _CARRY_TAGS, _DROP_TAGS, _CARRY_FACTS, _CLOSE):
                cursor.execute(statement, {"space": space_id, "keep": keep, "lose": lose})
        if rows[lose].user_id is not None:
            models.Member.objects.filter(space_id=space_id, id=keep).update(user_id=rows[lose].user_id)
        event = journal.Event(type="member.merged", at=at, member_id=keep, props={"lost_id": lose}, actor=actor)
        event_id = journal.record(space_id=space_id, events=[event]).ids[0]
        for step in hooks.merge_steps():
            step(space_id=space_id, keep=keep, lose=lose, event_id=event_id, actor=actor)
    return event_id


def _reason(space_id: int, keep: models.Member, lose: models.Member) -> str | None:
    if keep.id == lose.id:
        return gettext("they are the same")
    for row in (keep, lose):
        if row.state in {models.State.ERASED, models.State.MERGED}:
            return gettext("member %(member)s is %(state)s") % {"member": row.id, "state": row.state}
    if keep.user_id is not None and lose.user_id is not None:
        return gettext("both sign in as users")
    reasons = (check(space_id=space_id, keep=keep.id, lose=lose.id) for check in hooks.merge_checks())
    return next((reason for reason in reasons if reason), None)


def _carry_names(space_id: int, keep: int, lose: int) -> None:
    rows = list(models.ExternalId.objects.filter(space_id=space_id, member_id=lose))
    sealed = [
        keyring.Personal(subject_id=lose, place=f"members.external_id:{row.system}", value=bytes(row.sealed))
        for row in rows
    ]
    seals = _resealed(space_id, keep, sealed)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE members_externalid e SET member_id = %s, sealed = n.sealed
            FROM unnest(%s::text[], %s::bytea[], %s::bytea[]) n(system, value_hash, sealed)
            WHERE e.space_id = %s AND e.system = n.system AND e.value_hash = n.value_hash
            """,
            [keep, [row.system for row in rows], [bytes(row.value_hash) for row in rows], seals, space_id],
        )


def _carry_answers(space_id: int, keep: int, lose: int) -> None:
    answers = models.ProfileValue.objects.filter(space_id=space_id)
    kept = set(answers.filter(member_id=keep).values_list("field", flat=True))
    moving = [row for row in answers.filter(member_id=lose) if row.field not in kept]
    sealed = [
        keyring.Personal(subject_id=lose, place=profile.place(row.field), value=bytes(row.sealed))
        for row in moving
        if row.sealed is not None
    ]
    seals = iter(_resealed(space_id, keep, sealed))
    columns = (
        [row.field for row in moving],
        [None if row.sealed is None else next(seals) for row in moving],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE members_profilevalue v SET member_id = %s, sealed = n.sealed
            FROM unnest(%s::text[], %s::bytea[]) n(field, sealed)
            WHERE v.space_id = %s AND v.member_id = %s AND v.field = n.field
            """,
            [keep, *columns, space_id, lose],
        )
        cursor.execute("DELETE FROM members_profilevalue WHERE space_id = %s AND member_id = %s", [space_id, lose])


def _resealed(space_id: int, keep: int, sealed: list[keyring.Personal]) -> list[bytes | None]:
    clear = keyring.unseal_many(space_id=space_id, values=sealed)
    return keyring.seal_many(
        space_id=space_id,
        values=[
            keyring.Personal(subject_id=keep, place=item.place, value=value)
            for item, value in zip(sealed, clear, strict=True)
            if value is not None
        ],
    )


_CARRY_CONSENTS = """
    UPDATE members_consent c SET member_id = %(keep)s
    WHERE c.space_id = %(space)s AND c.member_id = %(lose)s AND (c.withdrawn_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM members_consent k WHERE k.space_id = c.space_id AND k.member_id = %(keep)s AND k.purpose = c.purpose
            AND k.channel = c.channel AND k.text_version = c.text_version AND k.withdrawn_at IS NULL))
"""
_CARRY_TAGS = """
    INSERT INTO members_membertag (space_id, member_id, tag, by, at)
    SELECT space_id, %(keep)s, tag, by, at FROM members_membertag WHERE space_id = %(space)s AND member_id = %(lose)s
    ON CONFLICT DO NOTHING
"""
_DROP_TAGS = "DELETE FROM members_membertag WHERE space_id = %(space)s AND member_id = %(lose)s"
_CARRY_FACTS = """
    UPDATE members_member k
    SET facts = l.facts || k.facts, joined_at = least(k.joined_at, l.joined_at), channel = CASE
            WHEN l.joined_at < k.joined_at THEN coalesce(l.channel, k.channel) ELSE coalesce(k.channel, l.channel) END,
        is_returning = k.is_returning OR l.is_returning
    FROM members_member l
    WHERE k.space_id = %(space)s AND k.id = %(keep)s AND l.space_id = k.space_id AND l.id = %(lose)s
"""
_CLOSE = """
    UPDATE members_member SET state = 'merged', merged_into = %(keep)s, user_id = NULL, facts = '{}'
    WHERE space_id = %(space)s AND (id = %(lose)s OR merged_into = %(lose)s)
"""
