"""What a member is shown of themselves: their own answers in clear. Nobody else's page may call this."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from guanxi.kernel import tenancy
from guanxi.members import faces, models, queries
from guanxi.members.actions import profile


@dataclass(frozen=True, kw_only=True)
class Question:
    """A field of the space and the member's own answer to it, None where there is none.

    `agreed` says of a field that rests on consent whether the member gives it now.
    """

    field: queries.Field
    answer: object
    agreed: bool = True


def questions(*, space_id: int, member_id: int) -> tuple[Question, ...]:
    """Every question of the space with the member's answer in clear; four statements at most."""
    with tenancy.reading_in(space_id):
        fields = queries.fields(space_id=space_id)
        answers = _answers(space_id, member_id)
        agreed = _agreed(space_id, member_id, {one.purpose for one in fields.values() if one.basis == "consent"})
    return tuple(
        Question(field=field, answer=answers.get(slug), agreed=field.basis != "consent" or field.purpose in agreed)
        for slug, field in fields.items()
    )


def nickname(*, space_id: int, member_id: int) -> str:
    """The name that the member chose, "" when they have chosen none; two statements at most."""
    with tenancy.reading_in(space_id):
        row = models.Face.objects.filter(space_id=space_id, member_id=member_id).first()
        if row is None or row.sealed_name is None:
            return ""
        return faces.faces(space_id=space_id, member_ids=[member_id])[member_id].name


def _agreed(space_id: int, member_id: int, purposes: Collection[str]) -> Collection[str]:
    """Those of the purposes to which the member agrees now."""
    if not purposes:
        return ()
    rows = models.Consent.objects.filter(
        space_id=space_id, member_id=member_id, purpose__in=purposes, withdrawn_at__isnull=True
    )
    return frozenset(rows.values_list("purpose", flat=True))


def _answers(space_id: int, member_id: int) -> Mapping[str, object]:
    rows = list(models.ProfileValue.objects.filter(space_id=space_id, member_id=member_id))
    sealed = {row.field: bytes(row.sealed) for row in rows if row.sealed is not None}
    plain = {row.field: row.plain for row in rows if row.sealed is None}
    return plain | profile.opened(space_id=space_id, member_id=member_id, sealed=sealed)
