"""Choosing what others see of oneself."""

import unicodedata
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.members import errors, faces, models
from guanxi.members.actions import people

LONGEST_NAME = 20
RESERVED = ("官方", "客服", "管理员", "official", "admin", "staff")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def set_face(
    *,
    space_id: int,
    member_id: int,
    name: str | None,
    avatar_id: int | None,
    actor: str | None,
    at: datetime | None = None,
) -> None:
    """Let others see this name and picture of a member; None takes the name, or the picture, away.

    Refuses with UnknownMember, MemberGone, NameUnreadable, NameReserved.
    """
    with tenancy.acting_in(space_id):
        people.locked_here(space_id=space_id, member_id=member_id)
        shown = None if name is None else checked_name(space_id=space_id, member_id=member_id, name=name)
        models.Face.objects.update_or_create(
            space_id=space_id,
            member_id=member_id,
            defaults={
                "sealed_name": None if shown is None else _sealed(space_id, member_id, shown),
                "avatar_id": avatar_id,
                "set_at": at or journal.now(space_id=space_id),
            },
        )
        chosen = [field for field, value in (("name", shown), ("avatar", avatar_id)) if value is not None]
        cleared = [field for field in ("name", "avatar") if field not in chosen]
        props = {"fields": [f"face.{field}" for field in chosen], "cleared": [f"face.{field}" for field in cleared]}
        event = journal.Event(type="profile.changed", at=at, member_id=member_id, props=props, actor=actor)
        journal.record(space_id=space_id, events=[event])


def carry_face(*, space_id: int, keep: int, lose: int) -> None:
    """Let the keeper of a merge have the loser's face when they have none of their own."""
    rows = {row.member_id: row for row in models.Face.objects.filter(space_id=space_id, member_id__in=[keep, lose])}
    models.Face.objects.filter(space_id=space_id, member_id=lose).delete()
    if lose not in rows or keep in rows:
        return
    old = rows[lose]
    name = None
    if old.sealed_name is not None:
        secret = keyring.Personal(subject_id=lose, place=faces.PLACE, value=bytes(old.sealed_name))
        name = keyring.unseal_many(space_id=space_id, values=[secret])[0]
    models.Face.objects.create(
        space_id=space_id,
        member_id=keep,
        sealed_name=None if name is None else _sealed(space_id, keep, name.decode()),
        avatar_id=old.avatar_id,
        set_at=old.set_at,
    )


def exported(*, space_id: int, member_id: int) -> dict[str, object]:
    """What a member shows to others, in clear."""
    row = models.Face.objects.filter(space_id=space_id, member_id=member_id).first()
    if row is None:
        return {}
    seen = faces.faces(space_id=space_id, member_ids=[member_id])[member_id]
    return {"name": seen.name if row.sealed_name is not None else None, "avatar_id": row.avatar_id}


def checked_name(*, space_id: int, member_id: int, name: str) -> str:
    """A name under which a member may appear, as it is kept. Refuses with NameUnreadable, NameReserved.

    What nobody sees (joiners, turned directions) could make two names look like one.
    """
    clean = " ".join(unicodedata.normalize("NFKC", name).split())
    if not 1 <= len(clean) <= LONGEST_NAME or any(unicodedata.category(sign) in _UNSEEN for sign in clean):
        raise errors.NameUnreadable(longest=LONGEST_NAME)
    taken = next((word for word in RESERVED if word in clean.casefold()), None)
    if taken is not None:
        seen = faces.faces(space_id=space_id, member_ids=[member_id])
        if not seen[member_id].is_staff:
            raise errors.NameReserved(word=taken)
    return clean


def _sealed(space_id: int, member_id: int, name: str) -> bytes | None:
    secret = keyring.Personal(subject_id=member_id, place=faces.PLACE, value=name.encode())
    return keyring.seal_many(space_id=space_id, values=[secret])[0]
