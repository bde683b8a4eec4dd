"""Who works here and what each role may do, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils.translation import gettext, gettext_noop, pgettext_lazy

from guanxi import journal
from guanxi.kernel import keyset
from guanxi.spaces import invitations
from guanxi.spaces import queries as spaces
from guanxi.web import access, formats, listing
from guanxi.web.console import actors

_NAMES = {
    "owner": pgettext_lazy("role", "Owner"),
    "operator": pgettext_lazy("role", "Operator"),
    "agent": pgettext_lazy("role", "Agent"),
    "analyst": pgettext_lazy("role", "Analyst"),
}
ROLES = tuple((role, _NAMES[role]) for role in spaces.ROLES)
# What a person reads, and the permissions that it takes: a role may do it when it has all of them.
_WORDS = (
    (
        gettext_noop("See members, quests, balances and reports; personal values stay masked"),
        ("members.read", "insight.read"),
    ),
    (
        gettext_noop("Serve members: tag, write, note their consents"),
        ("members.write", "members.tag", "members.consent"),
    ),
    (gettext_noop("Look at a personal value, with a reason that is recorded"), ("members.reveal",)),
    (
        gettext_noop("Import, merge and erase members, take their list away as a table"),
        ("members.import", "members.erase"),
    ),
    (gettext_noop("Run circles, surveys, codes and campaigns; launch quests"), ("quests.launch", "referral.write")),
    (gettext_noop("Read who of the staff did what, and why"), ("journal.acts",)),
    (gettext_noop("Undo what an event caused; forgive debts"), ("journal.void", "ledger.forgive")),
    (gettext_noop("Fill the reserve that budgets are paid from"), ("ledger.fund",)),
    (gettext_noop("Change settings"), ("space.settings",)),
    (gettext_noop("Decide who works here, and in which role"), ("staff.write",)),
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the staff, as a row."""

    user_id: int
    name: str
    email: str
    role: str
    role_name: str
    since: str
    is_me: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An invitation that waits."""

    id: int
    email: str
    role_name: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Ability:
    """Something that can be done, and whether each role may, in the order of ROLES."""

    words: str
    roles: tuple[bool, ...]


ORDER_OF_ROLES: list[str] = [role for role, _ in ROLES]
ORDERS: Mapping[str, Callable[[spaces.Staff], tuple[str | int, ...]]] = {
    "since": lambda one: (one.since.isoformat(), one.user_id),
    "name": lambda one: (one.name.casefold(), one.user_id),
    "email": lambda one: (one.email, one.user_id),
    "role": lambda one: (ORDER_OF_ROLES.index(one.role), one.user_id),
}


def found(desk: access.Desk, asked: listing.Asked, wanted: keyset.Wanted) -> keyset.Found[spaces.Staff]:
    """A page of those who work here, of one role if that is asked."""
    words, role = asked.query.casefold(), asked.filters["role"]
    everybody = [
        one
        for one in spaces.staff_of(space_id=desk.space.id)
        if words in f"{one.name} {one.email}".casefold() and role in {"", one.role}
    ]
    return keyset.of_known(everybody, wanted, orders=ORDERS)


def table(desk: access.Desk, asked: listing.Asked) -> StreamingHttpResponse:
    """Everybody who works here, as a table."""
    zone = desk.space.time_zone
    return listing.table(
        "staff",
        heads=[gettext("Name"), gettext("E-mail"), gettext("Since"), gettext("Role")],
        asked=asked,
        read=lambda wanted: found(desk, asked, wanted),
        lines=lambda page: (
            [one.name, one.email, formats.moment(one.since, zone=zone), role_name(one.role)] for one in page
        ),
    )


def _listing(asked: listing.Asked, shown: keyset.Found[spaces.Staff]) -> listing.Listing:
    return listing.Listing(
        label=gettext("Who works here"),
        columns=(
            listing.Column(head=gettext("Name"), sort="name"),
            listing.Column(head=gettext("E-mail"), sort="email"),
            listing.Column(head=gettext("Since"), sort="since"),
            listing.Column(head=gettext("Role"), sort="role"),
            listing.Column(head=gettext("Remove"), hidden=True),
        ),
        rows=tuple(listing.Row(key=str(one.user_id), cells=()) for one in shown.rows),
        asked=asked,
        search=gettext("Part of a name or address"),
        filters=(
            listing.Filter(
                name="role",
                label=gettext("Role"),
                choices=tuple((role, str(words)) for role, words in ROLES),
                value=asked.filters["role"],
            ),
        ),
        next=listing.cursor(shown.next),
        previous=listing.cursor(shown.previous),
        csv=True,
    )


def page(desk: access.Desk, asked: listing.Asked) -> Mapping[str, object]:
    """The page of staff and roles; a fixed number of statements."""
    zone, now = desk.space.time_zone, journal.now(space_id=desk.space.id)
    shown = found(desk, asked, asked.wanted)
    return {
        "listing": _listing(asked, shown),
        "people": [
            Person(
                user_id=one.user_id,
                name=one.name,
                email=one.email,
                role=one.role,
                role_name=role_name(one.role),
                since=formats.ago(one.since, now=now, zone=zone),
                is_me=one.user_id == desk.user_id,
            )
            for one in shown.rows
        ],
        "asked": [
            Asked(
                id=one.id,
                email=one.email,
                role_name=role_name(one.role),
                until=formats.moment(one.expires_at, zone=zone),
            )
            for one in invitations.open_ones(space_id=desk.space.id)
        ],
        "roles": ROLES,
        "abilities": abilities(),
        "history": history(desk),
    }


def abilities() -> list[Ability]:
    """The table of what each role may do."""
    return [
        Ability(
            words=gettext(words),
            roles=tuple(all(spaces.can(role=role, permission=one) for one in needed) for role, _ in ROLES),
        )
        for words, needed in _WORDS
    ]


def role_name(role: str) -> str:
    """A role as people call it."""
    return str(_NAMES[role]) if role in _NAMES else role


def history(desk: access.Desk) -> list[Mapping[str, str]]:
    """The latest changes among the staff, in words."""
    found = spaces.changes(space_id=desk.space.id, types=tuple(_STORY), limit=10)
    names = actors.staff(desk)
    return [
        {
            "words": gettext(_STORY[one.type]) % _facts(one.props, names),
            "who": actors.who(one.actor, names),
            "at": formats.moment(one.at, zone=desk.space.time_zone),
        }
        for one in found
    ]


_STORY = {
    "staff.added": gettext_noop("%(name)s began to work here: %(role)s"),
    "staff.role_changed": gettext_noop("%(name)s changed from %(before)s to %(after)s"),
    "staff.removed": gettext_noop("%(name)s no longer works here"),
    "staff.invited": gettext_noop("somebody was invited: %(role)s"),
    "staff.invitation_withdrawn": gettext_noop("an invitation was withdrawn: %(role)s"),
}


def _facts(props: Mapping[str, object], names: Mapping[str, str]) -> Mapping[str, str]:
    named = names.get(f"staff:{props.get('user_id')}", gettext("somebody"))
    roles = {key: role_name(str(props[key])) for key in ("role", "before", "after") if key in props}
    return {"name": named, "role": "", "before": "", "after": "", **roles}
