"""From a proven arrival to a member: who it is already, or somebody new who declares their age and chooses."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from guanxi.kernel import statements, tenancy
from guanxi.members import actions, errors, models, queries
from guanxi.members.actions import consenting, joining
from guanxi.members.signin import arriving, purposes

AGE = consenting.Given(purpose="age_14", text_version="2026-11", channel=purposes.CHANNEL)
"""The declaration of being 14 or older, kept as what was declared, in which words, and when."""
_CONTACTS = {arriving.MAIL: "email", arriving.PHONE: "phone"}
_SIGN_IN_SYSTEMS = ("mail", "phone", "app", "wechat", "wechat_union")


@dataclass(frozen=True, kw_only=True)
class Known:
    """Who an arrival is: a member who is here ("active") or had left ("left")."""

    member_id: int
    state: Literal["active", "left"]


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Who is in now, and whether only just; `name` is what the system that vouched for them calls them."""

    member_id: int
    new: bool
    name: str


def known(*, space_id: int, arrived: arriving.Arrival) -> Known | None:
    """The member who signs in this way, or whom the brand knows by this contact; None for somebody new."""
    with tenancy.reading_in(space_id):
        found = queries.member_by_external_id(space_id=space_id, system=arrived.system, value=arrived.value)
        member_id = found if found is not None else claimable(space_id=space_id, arrived=arrived)
        if member_id is None:
            return None
        member = queries.member(space_id=space_id, member_id=member_id)
        if member.merged_into is not None:
            member = queries.member(space_id=space_id, member_id=member.merged_into)
    if member.state == models.State.ACTIVE:
        return Known(member_id=member.id, state="active")
    return Known(member_id=member.id, state="left") if member.state == models.State.LEFT else None


def claimable(*, space_id: int, arrived: arriving.Arrival) -> int | None:
    """The member whom the brand brought in with this very contact, and as whom nobody has signed in yet.

    Two such members are nobody: a person decides whether they are one. A contact that somebody typed who does sign in
    already proves nothing about whose it is.
    """
    type_ = _CONTACTS.get(arrived.system)
    if type_ is None:
        return None
    with tenancy.reading_in(space_id):
        found = queries.members_by_contact(space_id=space_id, type_=type_, value=arrived.value)
        free = statements.rows(
            """
            SELECT m.id FROM members_member m
            WHERE m.space_id = %s AND m.id = ANY(%s) AND m.state IN ('active', 'left') AND NOT EXISTS (
                SELECT FROM members_externalid e
                WHERE e.space_id = m.space_id AND e.member_id = m.id AND e.system = ANY(%s))
            LIMIT 2
            """,
            [space_id, list(found), list(_SIGN_IN_SYSTEMS)],
        )
    return free[0][0] if len(free) == 1 else None


def enter(
    *,
    space_id: int,
    token: str,
    agreed: Collection[str] = (),
    of_age: bool = False,
    channel: str | None = None,
    actor: str | None = None,
) -> Entered:
    """Let a proven arrival in, as the member they are or as a new one. The arrival is spent.

    Who is known needs nothing more; who had left is back. Somebody new agrees to the service, says that they are 14 or
    older, and to whatever else they chose: `agreed` are slugs of `purposes`.
    Refuses with ArrivalGone, TooYoung, ServiceNotAgreed, UnknownPurpose.
    """
    with tenancy.acting_in(space_id):
        arrived = arriving.spend(space_id=space_id, token=token)
        if arrived is None:
            raise errors.ArrivalGone
        found = known(space_id=space_id, arrived=arrived)
        if found is None:
            given = _given(agreed, of_age=of_age)
            ids = {arrived.system: arrived.value}
            member_id = actions.join(
                space_id=space_id,
                external_ids=ids,
                consents=given,
                channel=channel,
                actor=actor,
                source=purposes.CHANNEL,
            )
            return Entered(member_id=member_id, new=True, name=arrived.name)
        joining.add_external_id(
            space_id=space_id, member_id=found.member_id, system=arrived.system, value=arrived.value
        )
        if found.state == "left":
            actions.rejoin(space_id=space_id, member_id=found.member_id, actor=actor)
    return Entered(member_id=found.member_id, new=False, name=arrived.name)


def _given(agreed: Collection[str], *, of_age: bool) -> tuple[consenting.Given, ...]:
    if not of_age:
        raise errors.TooYoung
    if purposes.SERVICE.slug not in agreed:
        raise errors.ServiceNotAgreed
    known_purposes = {one.slug: one for one in purposes.PURPOSES}
    if not set(agreed) <= known_purposes.keys():
        raise errors.UnknownPurpose
    chosen = [known_purposes[slug] for slug in known_purposes if slug in agreed]
    return (
        AGE,
        *(consenting.Given(purpose=one.slug, text_version=one.version, channel=purposes.CHANNEL) for one in chosen),
    )
