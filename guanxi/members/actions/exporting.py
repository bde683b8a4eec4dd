"""Handing out everything that is known about one person (S9, P-14)."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.members import hooks, models, queries
from guanxi.members.actions import facing, profile

_EVENTS_A_PAGE = 500


def export(
    *, space_id: int, member_id: int, actor: str | None, at: datetime | None = None, reason: str = ""
) -> dict[str, object]:
    """All data of a member as one tree of plain values, personal ones in clear. The export is recorded.

    For the member; staff go through `hand_out`, which asks for a reason and counts. Contains what the modules above add
    (`hooks.export_also`). Refuses with UnknownMember.
    """
    with tenancy.acting_in(space_id):
        member = queries.member(space_id=space_id, member_id=member_id)
        props = {"reason": reason} if reason else {}
        event = journal.Event(type="member.exported", at=at, member_id=member_id, props=props, actor=actor)
        journal.record(space_id=space_id, events=[event])
        aliases = models.Member.objects.filter(space_id=space_id, merged_into=member_id).order_by("id")
        subjects = [member_id, *aliases.values_list("id", flat=True)]
        return {
            "member": asdict(member),
            "external_ids": _names(space_id, member_id),
            "profile": _answers(space_id, member_id),
            "face": facing.exported(space_id=space_id, member_id=member_id),
            "consents": [asdict(consent) for consent in queries.consents(space_id=space_id, member_id=member_id)],
            "events": [event for subject_id in subjects for event in _events(space_id, subject_id)],
            **{name: part(space_id=space_id, member_id=member_id) for name, part in hooks.export_parts().items()},
        }


def _names(space_id: int, member_id: int) -> list[dict[str, str]]:
    rows = list(models.ExternalId.objects.filter(space_id=space_id, member_id=member_id).order_by("system"))
    sealed = [
        keyring.Personal(subject_id=member_id, place=f"members.external_id:{row.system}", value=bytes(row.sealed))
        for row in rows
    ]
    clear = keyring.unseal_many(space_id=space_id, values=sealed)
    return [
        {"system": row.system, "value": value.decode()}
        for row, value in zip(rows, clear, strict=True)
        if value is not None
    ]


def _answers(space_id: int, member_id: int) -> dict[str, object]:
    rows = list(models.ProfileValue.objects.filter(space_id=space_id, member_id=member_id).order_by("field"))
    sealed = {row.field: bytes(row.sealed) for row in rows if row.sealed is not None}
    plain = {row.field: row.plain for row in rows if row.sealed is None}
    return plain | profile.opened(space_id=space_id, member_id=member_id, sealed=sealed)


def _events(space_id: int, subject_id: int) -> Iterator[dict[str, object]]:
    personal = keyring.personal_props(space_id=space_id, subject_id=subject_id)
    before: int | None = None
    while True:
        found = journal.timeline(space_id=space_id, member_id=subject_id, before=before, limit=_EVENTS_A_PAGE)
        for event in found:
            told = asdict(event)
            told["props"] = {**queries.as_mapping(event.props), **personal.get(event.id, {})}
            yield told
        if len(found) < _EVENTS_A_PAGE:
            return
        before = found[-1].id
