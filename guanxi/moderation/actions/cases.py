"""Finding a case, locking it, and the words that go with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guanxi import journal
from guanxi.journal.types import EventType
from guanxi.moderation import errors, hooks, models, words

LONGEST_REASON = 500
_SHORTEST_REASON = 2
_MEMBER = "member:"


def locked(space_id: int, case_id: int) -> models.Case:
    """The case, locked until the transaction ends: first what it is about, then itself. Refuses with UnknownCase."""
    about = models.Case.objects.filter(space_id=space_id, id=case_id).values_list("kind", "subject_id").first()
    if about is None:
        raise errors.UnknownCase(case=case_id)
    hooks.wait_for_turn(space_id=space_id, kind=about[0], subject_id=about[1])
    row = models.Case.objects.filter(space_id=space_id, id=case_id).order_by("id").select_for_update().first()
    if row is None:
        raise errors.UnknownCase(case=case_id)
    return row


def opened(
    space_id: int, subject: hooks.Subject, subject_id: int, thing: hooks.Description, *, origin: str, at: datetime
) -> models.Case:
    """The case in which a thing is being looked at, made if there is none, locked.

    Whoever calls it has waited for the thing's turn, or has written it just now.
    """
    models.Case.objects.bulk_create(
        [
            models.Case(
                space_id=space_id,
                kind=subject.kind,
                subject_id=subject_id,
                author_id=thing.author_id,
                scope_id=thing.scope_id,
                origin=origin,
                opened_at=at,
            )
        ],
        ignore_conflicts=True,  # somebody else reports the same thing right now: theirs is the case
    )
    return (
        models.Case.objects.exclude(state=models.DECIDED)
        .order_by("id")
        .select_for_update()
        .get(space_id=space_id, kind=subject.kind, subject_id=subject_id)
    )


def standing(space_id: int, case_id: int) -> models.Decision | None:
    """The decision of a case that has not been undone."""
    return models.Decision.objects.filter(space_id=space_id, case_id=case_id, undone_at=None).first()


def is_hidden_otherwise(space_id: int, row: models.Case) -> bool:
    """Whether another case than this keeps its thing hidden: by a decision that stands, or held for the staff."""
    others = models.Case.objects.filter(space_id=space_id, kind=row.kind, subject_id=row.subject_id).exclude(id=row.id)
    hiding = models.Decision.objects.filter(
        space_id=space_id, case_id__in=others.values("id"), undone_at=None, outcome__in=words.HIDING
    )
    return others.filter(is_held=True).exists() or hiding.exists()


def is_member(actor: str) -> bool:
    """Whether a member acts, who keeps the place where the thing is, and not the staff."""
    return actor.startswith(_MEMBER)


def reason(text: str) -> str:
    """A reason in words, in one piece. Refuses with ReasonMissing."""
    clean = " ".join(text.replace("\x00", "").split())
    if not _SHORTEST_REASON <= len(clean) <= LONGEST_REASON:
        raise errors.ReasonMissing(most=LONGEST_REASON)
    return clean


def record(
    space_id: int,
    type_: EventType,
    row: models.Case,
    *,
    actor: str | None,
    at: datetime | None,
    member_id: int | None,
    personal: Mapping[str, object] | None = None,
    **props: object,
) -> int:
    """Record what happened in a case, and return the event. What is personal is left out when it is about nobody."""
    told: dict[str, object] = {"case": row.id, **{name: value for name, value in props.items() if value is not None}}
    if member_id is not None:
        told |= personal or {}
    event = journal.Event(type=type_.name, at=at, member_id=member_id, props=told, actor=actor)
    return journal.record(space_id=space_id, events=[event]).ids[0]


def tell(
    space_id: int,
    member_ids: Sequence[int],
    row: models.Case,
    what: str,
    *,
    at: datetime,
    reason: str = "",
    ground: str | None = None,
    until: datetime | None = None,
) -> None:
    """Leave the members a notice."""
    models.Notice.objects.bulk_create(
        models.Notice(
            space_id=space_id,
            member_id=member_id,
            case_id=row.id,
            what=what,
            reason=reason,
            ground=ground,
            until=until,
            at=at,
        )
        for member_id in member_ids
    )
