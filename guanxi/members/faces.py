"""What members show of themselves to one another: a name of their choice, a picture, and whether they are staff.

Who left shows nothing until they come back; who is erased, never again. The staff see who left.

The name is sealed under the member's key. A page unseals all its names in two statements, however many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy

PLACE = "members.face"
_GONE = frozenset({"left", "erased"})
_GONE_FOR_STAFF = frozenset({"erased"})


@dataclass(frozen=True, kw_only=True)
class Face:
    """How a member looks to others. `avatar_id` is a picture of guanxi.media; a former member has neither."""

    name: str
    avatar_id: int | None
    is_staff: bool = False
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class SealedFace:
    """A row of members_public_face, as another module's query may have read it along with its own."""

    member_id: int
    state: str
    sealed_name: bytes | None
    avatar_id: int | None
    is_staff: bool


def faces(*, space_id: int, member_ids: Sequence[int], to_staff: bool = False) -> dict[int, Face]:
    """The faces of those of `member_ids` that this space has, in two statements; one when nobody chose a name.

    `to_staff` is for the console, where somebody who left is still known by name.
    """
    if not member_ids:
        return {}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT member_id, state, sealed_name, avatar_id, is_staff FROM members_public_face"
            " WHERE space_id = %s AND member_id = ANY(%s)",
            [space_id, sorted(set(member_ids))],
        )
        return opened(
            space_id=space_id,
            sealed=[
                SealedFace(member_id=row[0], state=row[1], sealed_name=row[2], avatar_id=row[3], is_staff=row[4])
                for row in rows
            ],
            to_staff=to_staff,
        )


def opened(*, space_id: int, sealed: Sequence[SealedFace], to_staff: bool = False) -> dict[int, Face]:
    """The same faces to be seen, by member, in one statement; call inside the space."""
    gone = _GONE_FOR_STAFF if to_staff else _GONE
    named = [face for face in sealed if face.sealed_name is not None and face.state not in gone]
    secrets = [
        keyring.Personal(subject_id=face.member_id, place=PLACE, value=bytes(face.sealed_name or b"")) for face in named
    ]
    clear = keyring.unseal_many(space_id=space_id, values=secrets)
    names = {face.member_id: name.decode() for face, name in zip(named, clear, strict=True) if name is not None}
    return {face.member_id: _face(face, names.get(face.member_id), is_gone=face.state in gone) for face in sealed}


def _face(face: SealedFace, name: str | None, *, is_gone: bool) -> Face:
    if is_gone:
        return Face(name=gettext("A former member"), avatar_id=None, is_gone=True)
    shown = name or gettext("Member %(number)d") % {"number": face.member_id}
    return Face(name=shown, avatar_id=face.avatar_id, is_staff=face.is_staff)
