"""Opening a space, who works for it, what it sets. Each of these is one transaction with its audit event."""

import functools
import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from guanxi import journal
from guanxi.kernel import constraints, tenancy
from guanxi.spaces import currencies, errors, models, naming, settings

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_NOT_A_PLACE = {"Factory", "localtime"}
_LONGEST_NAME = 80
NAME = "space.name"
"""What the name of the brand is called among what was changed; it lies with the space, not with its settings."""


def create_space(
    *,
    slug: str,
    name: str,
    time_zone: str,
    currency: str,
    locale: str,
    actor: str,
    demo: bool = False,
    behind_seconds: int = 0,
    at: datetime | None = None,
) -> int:
    """Open a space with a key of its own and return its id. Only a demo space has a clock that can be set.

    A demo space may begin `behind_seconds` ago, so that its past can be told (`journal.set_clock`).

    Refuses with SlugUnreadable, SlugTaken, NameMissing, UnknownTimeZone, UnknownCurrency, UnknownLocale.
    """
    if not _SLUG.fullmatch(slug):
        raise errors.SlugUnreadable(slug=slug)
    if time_zone not in _time_zones():
        raise errors.UnknownTimeZone(time_zone=time_zone)
    if currency not in currencies.CODES:
        raise errors.UnknownCurrency(currency=currency)
    if not _LOCALE.fullmatch(locale):
        raise errors.UnknownLocale(locale=locale)
    with transaction.atomic():
        with constraints.refusing(errors.SlugTaken(slug=slug)):
            space = models.Space.objects.create(
                slug=slug, name=_name(name), time_zone=time_zone, currency=currency, locale=locale, is_demo=demo
            )
        journal.open_space(space_id=space.id, ahead_seconds=-behind_seconds if demo else None)
        _record(
            space.id,
            "space.created",
            {"slug": slug, "time_zone": time_zone, "currency": currency, "locale": locale, "is_demo": demo},
            actor=actor,
            at=at,
        )
    return space.id


@functools.cache
def _time_zones() -> set[str]:
    """Those that this machine knows. Asked once: the answer is looked for in six hundred files."""
    return available_timezones() - _NOT_A_PLACE


def register_user(*, email: str, name: str, password: str | None = None, actor: str) -> int:
    """Let somebody sign in, and return the user's id; without a password only by other means than a password.

    `actor` is who asked for it; a user belongs to no space, so no journal records it.
    Refuses with EmailUnreadable, EmailTaken, NameMissing, PasswordWeak.
    """
    del actor
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise errors.EmailUnreadable from None
    user = models.User(email=email, name=_name(name))
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise errors.PasswordWeak(reason=" ".join(error.messages)) from None
    user.set_password(password)
    with constraints.refusing(errors.EmailTaken()):
        user.save(force_insert=True)
    return user.id


def rename_user(*, user_id: int, name: str) -> None:
    """Let somebody be called otherwise. A user belongs to no space: no journal records it. Refuses with NameMissing."""
    models.User.objects.filter(id=user_id).update(name=_name(name))


def add_staff(*, space_id: int, user_id: int, role: str, actor: str, at: datetime | None = None) -> None:
    """Let a user work for the space. Refuses with UnknownRole, UnknownUser, AlreadyStaff."""
    role = _role(role)
    with tenancy.acting_in(space_id):
        if not models.User.objects.filter(id=user_id).exists():
            raise errors.UnknownUser
        with constraints.refusing(errors.AlreadyStaff(user_id=user_id)):
            models.Staff.objects.create(
                space_id=space_id, user_id=user_id, role=role, since=at or journal.now(space_id=space_id)
            )
        _record(space_id, "staff.added", {"user_id": user_id, "role": role}, actor=actor, at=at)


def change_role(*, space_id: int, user_id: int, role: str, actor: str, at: datetime | None = None) -> None:
    """Give somebody another role; the same one again changes nothing and records nothing.

    Refuses with UnknownRole, NotStaff, LastOwner.
    """
    role = _role(role)
    with tenancy.acting_in(space_id):
        before = _lock_staff(space_id, user_id, leaves_owners=role != models.Role.OWNER)
        if before == role:
            return
        models.Staff.objects.filter(space_id=space_id, user_id=user_id).update(role=role)
        _record(
            space_id, "staff.role_changed", {"user_id": user_id, "before": before, "after": role}, actor=actor, at=at
        )


def remove_staff(*, space_id: int, user_id: int, actor: str, at: datetime | None = None) -> None:
    """End somebody's work for the space. Refuses with NotStaff, LastOwner."""
    with tenancy.acting_in(space_id):
        role = _lock_staff(space_id, user_id, leaves_owners=True)
        models.Staff.objects.filter(space_id=space_id, user_id=user_id).delete()
        _record(space_id, "staff.removed", {"user_id": user_id, "role": role}, actor=actor, at=at)


def rename_space(*, space_id: int, name: str, actor: str, at: datetime | None = None) -> None:
    """Call the brand otherwise, wherever its name is read; the name that it has already changes and records nothing.

    The slug stays, because links and printed codes point to it. Refuses with NameMissing.
    """
    name = _name(name)
    with tenancy.acting_in(space_id):
        row = models.Space.objects.select_for_update(no_key=True).get(id=space_id)
        if row.name == name:
            return
        props = {"name": NAME, "before": row.name, "after": name}
        models.Space.objects.filter(id=space_id).update(name=name)
        _record(space_id, "space.settings_changed", props, actor=actor, at=at)


def change_setting(*, space_id: int, name: str, value: settings.Value, actor: str, at: datetime | None = None) -> None:
    """Set something otherwise; what holds already changes nothing and records nothing.

    Refuses with UnknownSetting, SettingTypeWrong.
    """
    value = settings.checked(name, value)
    with tenancy.acting_in(space_id):
        # The row must exist to be locked: two changes at once must each record the value they replaced.
        row, _ = models.Setting.objects.get_or_create(
            space_id=space_id, name=name, defaults={"value": settings.default(name)}
        )
        row = models.Setting.objects.select_for_update().get(pk=row.pk)
        if row.value == value:
            return
        props = {"name": name, "before": row.value, "after": value}
        models.Setting.objects.filter(pk=row.pk).update(value=value)
        _record(space_id, "space.settings_changed", props, actor=actor, at=at)


def name_thing(
    *,
    space_id: int,
    code: str,
    titles: Mapping[str, str],
    actor: str,
    at: datetime | None = None,
) -> None:
    """Call a thing so from now on, in each language of `titles`; no title at all takes the name away.

    What holds already records nothing. Refuses with ThingUnreadable, TitleUnreadable.
    """
    _name_thing(space_id, code, naming.checked(code, titles), actor=actor, at=at, is_first=False)


def suggest_name(
    *,
    space_id: int,
    code: str,
    titles: Mapping[str, str],
    actor: str,
    at: datetime | None = None,
) -> None:
    """Give a thing its first name; where it has one, or these cannot be names, leave it as it is."""
    try:
        kept = naming.checked(code, titles)
    except (errors.ThingUnreadable, errors.TitleUnreadable):
        return
    if kept:
        _name_thing(space_id, code, kept, actor=actor, at=at, is_first=True)


def _name_thing(
    space_id: int, code: str, kept: Mapping[str, str], *, actor: str, at: datetime | None, is_first: bool
) -> None:
    with tenancy.acting_in(space_id):
        row = models.Space.objects.select_for_update(no_key=True).get(id=space_id)
        before = row.thing_titles.get(code, {})
        if before == kept or (is_first and before):
            return
        row.thing_titles.pop(code, None)
        if kept:
            row.thing_titles[code] = kept
        row.save(update_fields=["thing_titles"])
        props = {"code": code, "before": before, "after": kept}
        _record(space_id, "space.thing_named", props, actor=actor, at=at)


def _lock_staff(space_id: int, user_id: int, *, leaves_owners: bool) -> str:
    """The role of a user, with that row and every owner's locked.

    Locking all owners in one order makes two owners who remove each other wait for one another.
    """
    rows = models.Staff.objects.select_for_update().filter(space_id=space_id).order_by("user_id")
    roles = {row.user_id: row.role for row in rows}
    if user_id not in roles:
        raise errors.NotStaff(user_id=user_id)
    others = [role for user, role in roles.items() if user != user_id and role == models.Role.OWNER]
    if leaves_owners and roles[user_id] == models.Role.OWNER and not others:
        raise errors.LastOwner
    return roles[user_id]


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME or "\x00" in name:
        raise errors.NameMissing
    return name


def _role(role: str) -> str:
    if role not in models.Role.values:
        raise errors.UnknownRole(role=role)
    return role


def _record(space_id: int, type_name: str, props: Mapping[str, object], *, actor: str, at: datetime | None) -> None:
    with tenancy.acting_in(space_id):
        journal.record(space_id=space_id, events=[journal.Event(type=type_name, at=at, props=props, actor=actor)])
