"""What moderation does with a certificate: the name that its holder wrote on it is taken off, or let stand again.

The certificate itself is the quest's word and nobody's opinion: it stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guanxi import journal
from guanxi.certificates import events, models, queries
from guanxi.kernel import tenancy
from guanxi.moderation import hooks

KIND = "certificate"


def register() -> None:
    """Let staff decide about the names on certificates. Members cannot report one: its number must tell nothing."""
    hooks.register_subject(KIND, hide=hide, show=show, describe=described, by_members=False)


def hide(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Show no name on it from now on. The holder reads why in the notice of the decision."""
    _turn(space_id, subject_id, events.NAME_HIDDEN.name, reason, actor, at)


def show(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Show the name again that stood there, if the holder has not taken it off since."""
    _turn(space_id, subject_id, events.NAME_SHOWN_AGAIN.name, reason, actor, at)


def described(*, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
    """The names on certificates, by the certificate's number; without those that have none."""
    with tenancy.reading_in(space_id):
        rows = list(models.Certificate.objects.filter(space_id=space_id, id__in=set(subject_ids), gone_at=None))
        names = queries.names_on(space_id=space_id, rows=rows)
    return {
        row.id: hooks.Description(
            text=names[row.id],
            author_id=row.member_id,
            scope_name=str(row.words["title"]),
            written_at=row.issued_at,
            is_seen=row.name_hidden_at is None,
        )
        for row in rows
        if row.id in names
    }


def _turn(space_id: int, subject_id: int, type_: str, reason: str, actor: str, at: datetime | None) -> None:
    """Nothing is recorded where nothing changes."""
    hiding = type_ == events.NAME_HIDDEN.name
    moment = at or journal.now(space_id=space_id)
    found = models.Certificate.objects.filter(space_id=space_id, id=subject_id, gone_at=None)
    changed = found.filter(name_hidden_at__isnull=hiding)
    holders = list(changed.select_for_update().order_by("id").values_list("member_id", flat=True))
    changed.update(name_hidden_at=moment if hiding else None)
    props = {"certificate": subject_id, "reason": reason}
    events_ = [
        journal.Event(type=type_, at=at, member_id=holder, props=props, actor=actor, source="decision")
        for holder in holders
    ]
    journal.record(space_id=space_id, events=events_)
