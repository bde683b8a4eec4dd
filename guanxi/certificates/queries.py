"""Reading certificates: one by its public id, a member's, and what those of a name say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from guanxi.certificates import errors, models
from guanxi.journal import keyring
from guanxi.kernel import keyset, statements, tenancy

PLACE = "certificates.name"
LOOKS = ("laurel", "wave")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a certificate says. `quest` is the quest's title by language; `title` may be empty: then that one."""

    title: str
    text: str
    signer: str
    look: str
    quest: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate. `name` is empty unless the member shows it; one that is gone tells nothing of anybody.

    `written_name` is what the member wrote, for staff; `is_name_hidden`: they took it off. `same_as`: the address of
    the one that its holder has for the same deed.
    """

    id: int
    space_id: int
    public_id: str
    member_id: int
    slug: str
    words: Words
    earned_at: datetime
    issued_at: datetime
    revoked_at: datetime | None
    gone_at: datetime | None
    name: str
    written_name: str = ""
    is_name_hidden: bool = False
    same_as: str | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it stands."""
        return self.revoked_at is None and self.gone_at is None


@dataclass(frozen=True, kw_only=True)
class Template:
    """What the certificates of one name say from now on."""

    slug: str
    title: str
    text: str
    signer: str
    look: str
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Issued:
    """How many certificates of one name stand, and how many were revoked."""

    slug: str
    valid: int
    revoked: int


def space_of(*, public_id: str) -> int | None:
    """The space of a certificate; None for an id that nobody has. Only the very id is found."""
    with transaction.atomic():
        statements.run("SELECT set_config('app.certificate', %s, true)", [public_id])
        found = statements.value(
            "SELECT space_id FROM certificates_certificate WHERE public_id = %s LIMIT 1", [public_id]
        )
        statements.run("SELECT set_config('app.certificate', '', true)", [])
    return None if found is None else int(found)


def certificate(*, space_id: int, public_id: str) -> Certificate:
    """One certificate. Refuses UnknownCertificate."""
    with tenancy.reading_in(space_id):
        row = models.Certificate.objects.filter(space_id=space_id, public_id=public_id).first()
        if row is None:
            raise errors.UnknownCertificate
        return _opened(space_id, [row])[0]


def certificates_of(*, space_id: int, member_id: int, limit: int = 100) -> tuple[Certificate, ...]:
    """A member's certificates, the latest first."""
    with tenancy.reading_in(space_id):
        rows = models.Certificate.objects.filter(space_id=space_id, member_id=member_id, gone_at=None).order_by("-id")
        return _opened(space_id, list(rows[:limit]))


def stands(*, certificate: Certificate) -> bool:
    """Whether a certificate is as the quest has it: valid, and the grant behind it given; one cheap look."""
    if not certificate.is_valid:
        return False
    with tenancy.reading_in(certificate.space_id):
        found = statements.value(
            """
            SELECT EXISTS (
                SELECT FROM quests_public_grant g
                WHERE g.space_id = c.space_id AND g.event_id = c.grant_id AND g.kind = 'certificate'
                    AND g.code = c.slug AND g.state = 'granted')
            FROM certificates_certificate c WHERE c.space_id = %s AND c.id = %s
            """,
            [certificate.space_id, certificate.id],
        )
    return bool(found)


def latest(*, space_id: int, slug: str) -> Certificate | None:
    """What was last issued under a name, without anybody's name; None where nothing was."""
    with tenancy.reading_in(space_id):
        row = models.Certificate.objects.filter(space_id=space_id, slug=slug).order_by("-id").first()
        return None if row is None else _certificate(row, "")


NAMED_ORDERS = {
    "new": keyset.Order(("c.id", "bigint")),
    "name": keyset.Order(("c.slug", "text"), ("c.id", "bigint")),
}
"""How the list of those that show a name can be put in order: the names themselves are sealed."""


def named(
    *, space_id: int, wanted: keyset.Wanted, public_id: str | None = None, state: str = ""
) -> keyset.Found[Certificate]:
    """The certificates on which a holder wrote a name, in one of NAMED_ORDERS; `state` shown or hidden, or both."""
    way = keyset.way(NAMED_ORDERS, wanted)
    facts = {"space": space_id, "public": public_id, "state": state, **way.facts}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT c.id, {way.keys} FROM certificates_certificate c
            WHERE c.space_id = %(space)s AND c.sealed_name IS NOT NULL
                AND (%(public)s::text IS NULL OR c.public_id = %(public)s)
                AND (%(state)s = '' OR (c.name_hidden_at IS NULL) = (%(state)s = 'shown')) AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            facts,
        )
        found = way.found(rows, one=lambda row: int(row[0]))
        kept = {one.id: one for one in models.Certificate.objects.filter(space_id=space_id, id__in=found.rows)}
        shown = _opened(space_id, [kept[number] for number in found.rows if number in kept])
    return keyset.Found(rows=shown, next=found.next, previous=found.previous)


def names_on(*, space_id: int, rows: Sequence[models.Certificate]) -> dict[int, str]:
    """The names that were written on certificates, by the certificate's number, seen or not."""
    named = [row for row in rows if row.sealed_name is not None]
    secrets = [
        keyring.Personal(subject_id=row.member_id, place=PLACE, value=bytes(row.sealed_name or b"")) for row in named
    ]
    clear = keyring.unseal_many(space_id=space_id, values=secrets)
    return {row.id: name.decode() for row, name in zip(named, clear, strict=True) if name is not None}


def templates(*, space_id: int) -> dict[str, Template]:
    """What was written for the certificates of the space, by name."""
    with tenancy.reading_in(space_id):
        rows = models.Template.objects.filter(space_id=space_id).order_by("slug")
        return {
            row.slug: Template(
                slug=row.slug,
                title=row.title,
                text=row.text,
                signer=row.signer,
                look=row.look,
                changed_at=row.changed_at,
            )
            for row in rows
        }


def issued(*, space_id: int) -> dict[str, Issued]:
    """How many certificates there are, by name."""
    with tenancy.reading_in(space_id):
        rows = (
            models.Certificate.objects.filter(space_id=space_id)
            .values("slug")
            .annotate(
                valid=Count("id", filter=Q(revoked_at=None, gone_at=None)),
                revoked=Count("id", filter=~Q(revoked_at=None)),
            )
            .order_by("slug")
        )
        return {row["slug"]: Issued(slug=row["slug"], valid=row["valid"], revoked=row["revoked"]) for row in rows}


def _opened(space_id: int, rows: list[models.Certificate]) -> tuple[Certificate, ...]:
    names = names_on(space_id=space_id, rows=rows)
    return tuple(_certificate(row, names.get(row.id, "")) for row in rows)


def _certificate(row: models.Certificate, name: str) -> Certificate:
    return Certificate(
        id=row.id,
        space_id=row.space_id,
        public_id=row.public_id,
        member_id=row.member_id,
        slug=row.slug,
        words=Words(**row.words),
        earned_at=row.earned_at,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        gone_at=row.gone_at,
        name="" if row.name_hidden_at else name,
        written_name=name,
        is_name_hidden=row.name_hidden_at is not None,
        same_as=row.same_as,
    )
