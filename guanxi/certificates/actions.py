"""Issuing certificates, writing what they say, and letting a member show their name, or vanish."""

from datetime import datetime, timedelta

from guanxi import journal
from guanxi.certificates import errors, events, models, queries
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members
from guanxi.spaces import actions as spaces
from guanxi.spaces import naming

LONGEST_TITLE = 60
LONGEST_TEXT = 240
LONGEST_SIGNER = 40
LONGEST_NAME = members.LONGEST_NAME
_EVENTS = {"issued": events.ISSUED, "revoked": events.REVOKED, "reinstated": events.REINSTATED}
_SINCE = timedelta(days=2)
_ID_SHIFT = 20  # an event's id is its milliseconds and a number within them


def settle(*, space_id: int, member_id: int | None = None, everything: bool = False, actor: str, at: datetime) -> int:
    """Issue, revoke and reinstate by what the quests have granted; returns how many certificates changed.

    For one member (at the first look), or for all: what was granted in the last two days, or `everything`. A
    certificate for each event, rather than for a step, is issued by the latter two only.
    """
    with tenancy.acting_in(space_id):
        since = 0 if everything else int((journal.real_now() - _SINCE).timestamp() * 1000) << _ID_SHIFT
        changed = statements.rows(
            "SELECT what, certificate_id, member_id, slug, quest, grant_id FROM certificates_settle(%s, %s, %s, %s)",
            [space_id, member_id, since, at],
        )
        journal.record(
            space_id=space_id,
            events=[
                journal.Event(
                    type=_EVENTS[what].name,
                    member_id=member,
                    props={"certificate": number, "slug": slug, "quest": quest},
                    actor=actor,
                    cause_id=grant,
                )
                for what, number, member, slug, quest, grant in changed
            ],
        )
    return len(changed)


def write_template(
    *,
    space_id: int,
    slug: str,
    title: str,
    text: str,
    signer: str,
    look: str,
    actor: str,
    at: datetime | None = None,
) -> None:
    """Say what the certificates of this name say from now on; those issued keep their words.

    Refuses WordsRefused, LookUnknown.
    """
    title, signer, text = " ".join(title.split()), " ".join(signer.split()), " ".join(text.split())
    if not 1 <= len(title) <= LONGEST_TITLE or len(text) > LONGEST_TEXT or len(signer) > LONGEST_SIGNER:
        raise errors.WordsRefused(title=LONGEST_TITLE, text=LONGEST_TEXT)
    if "\x00" in title + text + signer:
        raise errors.WordsRefused(title=LONGEST_TITLE, text=LONGEST_TEXT)
    if look not in queries.LOOKS:
        raise errors.LookUnknown(look=look)
    with tenancy.acting_in(space_id):
        said = {"title": title, "text": text, "signer": signer, "look": look}
        moment = at or journal.now(space_id=space_id)
        models.Template.objects.update_or_create(space_id=space_id, slug=slug, defaults={**said, "changed_at": moment})
        titles = {naming.language_of(title): title}
        spaces.suggest_name(space_id=space_id, code=f"certificate:{slug}", titles=titles, actor=actor, at=at)
        props = {"slug": slug, "title": title, "signer": signer, "look": look}
        event = journal.Event(type=events.TEMPLATE_CHANGED.name, at=at, props=props, actor=actor, source="decision")
        journal.record(space_id=space_id, events=[event])


def show_name(
    *, space_id: int, member_id: int, public_id: str, name: str | None, actor: str | None, at: datetime | None = None
) -> None:
    """Let a certificate of the member's show this name to everybody; None: let it show none.

    It is checked as the name is that others see of a member. Refuses UnknownCertificate, NameTakenOff, and as
    `members.checked_name` does.
    """
    with tenancy.acting_in(space_id):
        row = (
            models.Certificate.objects.select_for_update()
            .filter(space_id=space_id, public_id=public_id, member_id=member_id, gone_at=None)
            .order_by("id")
            .first()
        )
        if row is None:
            raise errors.UnknownCertificate
        if name is not None and row.name_hidden_at is not None:
            raise errors.NameTakenOff
        shown = None if name is None else members.checked_name(space_id=space_id, member_id=member_id, name=name)
        sealed = None if shown is None else _sealed(space_id, member_id, shown)
        models.Certificate.objects.filter(space_id=space_id, id=row.id).update(sealed_name=sealed)
        props = {"certificate": row.id, "shown": sealed is not None}
        event = journal.Event(type=events.SHOWN.name, at=at, member_id=member_id, props=props, actor=actor)
        journal.record(space_id=space_id, events=[event])


def forget_of_erased(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """The certificates of somebody who is erased say that they are gone, and nothing else."""
    del actor
    models.Certificate.objects.filter(space_id=space_id, member_id=member_id, gone_at=None).update(
        gone_at=at, sealed_name=None
    )


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Give the keeper of a merge the other's certificates.

    Of two for the same deed the keeper's own stays, and the address of the other leads to it.
    """
    del event_id, actor
    moment = journal.now(space_id=space_id)
    rows = list(models.Certificate.objects.select_for_update().filter(space_id=space_id, member_id=lose).order_by("id"))
    names = queries.names_on(space_id=space_id, rows=rows)
    kept = models.Certificate.objects.filter(space_id=space_id, member_id=keep).order_by("id")
    own = {(row.quest_id, row.slug, row.source): row.public_id for row in kept}
    for row in rows:  # a person has few
        mine = models.Certificate.objects.filter(space_id=space_id, id=row.id)
        same = own.get((row.quest_id, row.slug, row.source))
        if same is not None:
            mine.update(gone_at=row.gone_at or moment, sealed_name=None, same_as=same)
            models.Certificate.objects.filter(space_id=space_id, same_as=row.public_id).update(same_as=same)
            continue
        name = names.get(row.id, "")
        mine.update(member_id=keep, sealed_name=_sealed(space_id, keep, name) if name else None)


def exported(*, space_id: int, member_id: int) -> list[dict[str, object]]:
    """A member's certificates."""
    return [
        {
            "id": found.public_id,
            "slug": found.slug,
            "title": found.words.title or dict(found.words.quest),
            "earned_at": found.earned_at.isoformat(),
            "revoked_at": found.revoked_at and found.revoked_at.isoformat(),
            "name_written": found.written_name or None,
            "name_shown": found.name or None,
        }
        for found in queries.certificates_of(space_id=space_id, member_id=member_id)
    ]


def _sealed(space_id: int, member_id: int, name: str) -> bytes | None:
    personal = keyring.Personal(subject_id=member_id, place=queries.PLACE, value=name.encode())
    return keyring.seal_many(space_id=space_id, values=[personal])[0]
