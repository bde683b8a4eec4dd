"""Who the spaces are, who works for them, and what a role may do."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from guanxi.kernel import statements, tenancy
from guanxi.spaces import errors, models, naming, settings

_READ = frozenset(
    {
        "space.read",
        "members.read",
        "quests.read",
        "ledger.read",
        "insight.read",
        "surveys.read",
        "moderation.read",
        "circles.read",
    }
)
_SERVE = frozenset({"moderation.decide", "members.write", "members.tag", "members.reveal", "members.consent"})
_OPERATE = frozenset(
    {
        "circles.write",
        "members.import", "members.merge", "members.erase", "members.export", "members.fields", "members.segments",
        "surveys.write",
        "journal.record", "journal.void", "journal.acts",
        "quests.write", "quests.launch", "ledger.forgive", "referral.write",
    }
)  # fmt: skip
_OWN = frozenset({"space.settings", "staff.write", "ledger.fund", "api.keys"})

PERMISSIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        models.Role.ANALYST: _READ,
        models.Role.AGENT: _READ | _SERVE,
        models.Role.OPERATOR: _READ | _SERVE | _OPERATE,
        models.Role.OWNER: _READ | _SERVE | _OPERATE | _OWN,
    }
)
"""What each role may do. A permission that is in no row is nobody's."""
ROLES = (models.Role.OWNER.value, models.Role.OPERATOR.value, models.Role.AGENT.value, models.Role.ANALYST.value)
"""From the one who may do everything to the one who may only look."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """A brand: its days begin at midnight in `time_zone`, its money is `currency`, its things have `thing_titles`."""

    id: int
    slug: str
    name: str
    time_zone: str
    currency: str
    locale: str
    is_demo: bool
    created_at: datetime
    thing_titles: naming.Titles = field(default=naming.NONE, compare=False, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as Python's."""
        return ZoneInfo(self.time_zone)


_SPACE = tuple(one.name for one in fields(Space))


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Somebody who works for a space."""

    space_id: int
    user_id: int
    name: str
    email: str
    role: str
    since: datetime

    @property
    def actor(self) -> str:
        """How this person is named in the journal."""
        return f"staff:{self.user_id}"


def space(*, space_id: int) -> Space:
    """The space with this id. Refuses with UnknownSpace."""
    row = models.Space.objects.filter(id=space_id).first()
    if row is None:
        raise errors.UnknownSpace(space=space_id)
    return _space(row)


def space_by_slug(*, slug: str) -> Space:
    """The space with this short name. Refuses with UnknownSpace."""
    row = models.Space.objects.filter(slug=slug).first()
    if row is None:
        raise errors.UnknownSpace(space=slug)
    return _space(row)


@contextmanager
def acting_in(*, slug: str) -> Iterator[Space]:
    """Run a block inside the space with this short name, found and entered in one statement; its things have its names.

    Refuses with UnknownSpace.
    """
    statement = """
        SELECT id, slug, name, time_zone, currency, locale, is_demo, created_at, thing_titles,
            set_config('app.space', id::text, true)
        FROM spaces_space WHERE slug = %s
        """
    with tenancy.acting_where(statement, [slug]) as row:
        if row is None:
            raise errors.UnknownSpace(space=slug)
        facts = dict(zip(_SPACE, row, strict=False))
        found = Space(**{**facts, "thing_titles": json.loads(facts["thing_titles"])})
        with naming.speaking(found.thing_titles):
            yield found


def spaces() -> tuple[Space, ...]:
    """Every space of this installation, the oldest first. For tools and the worker, not for visitors."""
    return tuple(_space(row) for row in models.Space.objects.order_by("id"))


def spaces_of(*, user_id: int) -> tuple[tuple[Space, str], ...]:
    """The spaces that a user works for, by name, each with the user's role."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A policy of spaces_staff lets everybody see their own rows, whatever the space.
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
        rows = list(models.Staff.objects.filter(user_id=user_id).select_related("space").order_by("space__name"))
        cursor.execute("SELECT set_config('app.user', '', true)")
    return tuple((_space(row.space), row.role) for row in rows)


def staff_of(*, space_id: int) -> tuple[Staff, ...]:
    """Everybody who works for the space, the longest-serving first."""
    with tenancy.reading_in(space_id):
        rows = models.Staff.objects.filter(space_id=space_id).select_related("user").order_by("since", "user_id")
        return tuple(_staff(row) for row in rows)


def role_of(*, space_id: int, user_id: int) -> str | None:
    """The role of a user in the space; None for somebody who does not work there or may not sign in."""
    with tenancy.reading_in(space_id):
        row = models.Staff.objects.filter(space_id=space_id, user_id=user_id, user__is_active=True).first()
    return row.role if row else None


def can(*, role: str | None, permission: str) -> bool:
    """Whether a role includes a permission. Nobody may do what is in no row of PERMISSIONS."""
    return role is not None and permission in PERMISSIONS.get(role, frozenset())


def require(*, space_id: int, user_id: int, permission: str) -> None:
    """Refuse with NotPermitted unless the user's role in the space includes the permission."""
    if not can(role=role_of(space_id=space_id, user_id=user_id), permission=permission):
        raise errors.NotPermitted(actor=f"staff:{user_id}", permission=permission)


def setting(*, space_id: int, name: str) -> settings.Value:
    """What the space has set, or the declared default. Refuses with UnknownSetting."""
    fallback = settings.default(name)
    with tenancy.reading_in(space_id):
        row = models.Setting.objects.filter(space_id=space_id, name=name).first()
    return settings.checked(name, row.value) if row else fallback


def settings_of(*, space_id: int) -> dict[str, settings.Value]:
    """Every declared setting with what holds for the space, in one statement."""
    with tenancy.reading_in(space_id):
        rows = models.Setting.objects.filter(space_id=space_id).values_list("name", "value")
        kept = dict(rows)
    return {one.name: settings.checked(one.name, kept.get(one.name, one.default)) for one in settings.declared()}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something about the space itself was changed: when, by whom (as the journal names them), and how."""

    at: datetime
    type: str
    actor: str
    props: Mapping[str, object]


def changes(*, space_id: int, types: tuple[str, ...], limit: int = 20) -> tuple[Change, ...]:
    """The latest changes of these types, the newest first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT at, type, coalesce(actor, ''), props FROM journal_public_event
            WHERE space_id = %s AND member_id IS NULL AND type = ANY(%s) ORDER BY id DESC LIMIT %s
            """,
            [space_id, list(types), limit],
        )
    return tuple(
        Change(at=at, type=type_, actor=actor, props=json.loads(props) if isinstance(props, str) else props)
        for at, type_, actor, props in rows
    )


def user_id_of(*, email: str) -> int:
    """The user who signs in with this address, in whatever case. Refuses with UnknownUser."""
    row = models.User.objects.filter(email=email.strip().lower()).first()
    if row is None:
        raise errors.UnknownUser
    return row.id


def _space(row: models.Space) -> Space:
    return Space(
        id=row.id,
        slug=row.slug,
        name=row.name,
        time_zone=row.time_zone,
        currency=row.currency,
        locale=row.locale,
        is_demo=row.is_demo,
        created_at=row.created_at,
        thing_titles=row.thing_titles,
    )


def _staff(row: models.Staff) -> Staff:
    return Staff(
        space_id=row.space_id,
        user_id=row.user_id,
        name=row.user.name,
        email=row.user.email,
        role=row.role,
        since=row.since,
    )
