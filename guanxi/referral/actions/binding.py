"""Writing down who brought whom: once, at joining; and the audited decision that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from guanxi import journal
from guanxi.kernel import constraints
from guanxi.kernel.errors import Refusal
from guanxi.kernel.tenancy import acting_in
from guanxi.referral import codes, errors, events, models, queries, settings
from guanxi.referral.actions import touching

BOUND = "bound"
_DECISIONS_LOCK = 7211  # shared by bindings, exclusive for what moves whole branches (see bind.sql)
_REFUSALS: dict[str, type[Refusal]] = {
    "member_unknown": errors.MemberUnknown,
    "already_bound": errors.AlreadyBound,
    "code_unknown": errors.CodeUnknown,
    "code_closed": errors.CodeClosed,
    "not_new": errors.NotNew,
    "no_touch": errors.NoTouch,
    "self_referral": errors.SelfReferral,
    "inviter_gone": errors.InviterGone,
    "would_make_cycle": errors.WouldMakeCycle,
    "inviter_younger": errors.InviterYounger,
}


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who joins, with what tells where they came from: a typed code, an anonymous visitor id, or both.

    `at` None means now; an import gives the time of joining.
    """

    member_id: int
    code: str | None = None
    visitor: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one newcomer: "bound", or the code of the refusal (without its "referral.")."""

    member_id: int
    verdict: str
    inviter_id: int | None

    @property
    def is_bound(self) -> bool:
        """Whether the binding was written just now."""
        return self.verdict == BOUND


def bind(
    *,
    space_id: int,
    member_id: int,
    visitor: str | None = None,
    code: str | None = None,
    address: str | None = None,
    actor: str | None = None,
    at: datetime | None = None,
) -> queries.Binding:
    """Bind a new member to the touch that wins (RE-1) and return the binding.

    `address` only counts guesses; outside a transaction a refusal keeps that count. Refuses MemberUnknown,
    AlreadyBound, CodeUnknown, CodeClosed, NotNew, NoTouch, SelfReferral, InviterGone, WouldMakeCycle,
    InviterYounger, TooManyGuesses.
    """
    newcomer = Newcomer(member_id=member_id, code=code, visitor=visitor, at=at)
    with acting_in(space_id):
        outcome = _bind_one(space_id, newcomer, address, actor)
    # The refusal leaves the transaction behind, which keeps the count of guesses.
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def bind_many(*, space_id: int, newcomers: Sequence[Newcomer], actor: str | None = None) -> tuple[Verdict, ...]:
    """Bind many newcomers in a fixed number of statements; one verdict each, in their order, refusing none aloud.

    Inviters may be newcomers of the same batch, in any order.
    """
    if not newcomers:
        return ()
    with acting_in(space_id):
        now = journal.now(space_id=space_id)
        visitors = [_hash(space_id, one.visitor) for one in newcomers]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT b.member_id, b.verdict, b.inviter_id, b.at, c.code, c.channel,
                       b.touch_at, f.code, b.first_touch_at
                FROM referral_bind(
                    %s, %s::bigint[], %s::text[], %s::bytea[], %s::timestamptz[],
                    make_interval(days => %s), make_interval(days => %s), make_interval(hours => %s)) AS b
                LEFT JOIN referral_code AS c ON c.space_id = %s AND c.id = b.code_id
                LEFT JOIN referral_code AS f ON f.space_id = %s AND f.id = b.first_code_id
                ORDER BY b.ordinal
                """,
                [
                    space_id,
                    [one.member_id for one in newcomers],
                    [one.code if one.code is None else codes.read(one.code) for one in newcomers],
                    visitors,
                    [one.at or now for one in newcomers],
                    settings.number(space_id, settings.VALIDITY_DAYS),
                    settings.number(space_id, settings.PROTECTION_DAYS),
                    settings.number(space_id, settings.BINDING_HOURS),
                    space_id,
                    space_id,
                ],
            )
            rows = cursor.fetchall()
        bound = [_bound_event(row, actor) for row in rows if row[1] == BOUND]
        journal.record(space_id=space_id, events=bound)
    return tuple(Verdict(member_id=row[0], verdict=row[1], inviter_id=row[2]) for row in rows)


def rebind(
    *, space_id: int, member_id: int, code: str, reason: str, actor: str, at: datetime | None = None
) -> queries.Binding:
    """Decide that a member came by another code; what followed from the old binding stays (RE-2).

    Also binds a member who never was. Refuses ReasonMissing, MemberUnknown, CodeUnknown, SameInviter,
    SelfReferral, WouldMakeCycle, InviterYounger.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    with acting_in(space_id):
        moment = at or journal.now(space_id=space_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DECISIONS_LOCK, space_id])
        target = models.Code.objects.filter(space_id=space_id, code=codes.read(code)).first()
        if target is None:
            raise errors.CodeUnknown(code=codes.read(code))
        before = queries.binding_of(space_id=space_id, member_id=member_id)
        _refuse_decision(space_id, member_id, target, before)
        event = _rebound_event(member_id, target, before, reason, actor, at)
        decision_id = journal.record(space_id=space_id, events=[event]).ids[0]
        with (
            constraints.refusing(errors.SelfReferral(), errors.InviterYounger(member=member_id)),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT referral_rebind(%s, %s, %s, %s, %s)", [space_id, member_id, target.id, moment, decision_id]
            )
        after = queries.binding_of(space_id=space_id, member_id=member_id)
    assert after is not None  # noqa: S101 - written just now
    return after


def _bind_one(space_id: int, newcomer: Newcomer, address: str | None, actor: str | None) -> queries.Binding | Refusal:
    moment = newcomer.at or journal.now(space_id=space_id)
    hashes = touching.origins(space_id=space_id, visitor=newcomer.visitor, address=address)
    if newcomer.code is not None and touching.is_guessing(space_id=space_id, hashes=hashes, at=moment):
        return errors.TooManyGuesses()
    verdict = bind_many(space_id=space_id, newcomers=[newcomer], actor=actor)[0]
    if verdict.verdict == touching.UNKNOWN:
        touching.count_guess(space_id=space_id, hashes=hashes, at=moment)
    binding = queries.binding_of(space_id=space_id, member_id=newcomer.member_id)
    if verdict.is_bound and binding is not None:
        return binding
    text = "" if newcomer.code is None else codes.read(newcomer.code)
    return _REFUSALS[verdict.verdict](member=newcomer.member_id, code=text)


def _hash(space_id: int, visitor: str | None) -> bytes | None:
    return None if visitor is None else touching.visitor_hash(space_id=space_id, visitor=visitor)


def _refuse_decision(space_id: int, member_id: int, target: models.Code, before: queries.Binding | None) -> None:
    if not queries.is_here(space_id=space_id, member_id=member_id):
        raise errors.MemberUnknown(member=member_id)
    if before is not None and before.code == target.code:
        raise errors.SameInviter(member=member_id)
    if target.member_id is None:
        return
    if target.member_id == member_id:
        raise errors.SelfReferral
    if not queries.is_here(space_id=space_id, member_id=target.member_id):
        raise errors.InviterGone(code=target.code)
    if member_id in queries.chain(space_id=space_id, member_id=target.member_id):
        raise errors.WouldMakeCycle(member=member_id)


def _bound_event(row: tuple[object, ...], actor: str | None) -> journal.Event:
    member_id, _, inviter_id, at, code, channel, touch_at, first_code, first_touch_at = row
    props = {
        "inviter": inviter_id,
        "code": code,
        "channel": channel,
        "touch_at": touch_at,
        "first_code": first_code,
        "first_touch_at": first_touch_at,
    }
    assert isinstance(member_id, int)  # noqa: S101 - a bigint column
    assert isinstance(at, datetime)  # noqa: S101 - a timestamptz column
    return journal.Event(type=events.BOUND.name, at=at, member_id=member_id, props=props, actor=actor)


def _rebound_event(
    member_id: int,
    target: models.Code,
    before: queries.Binding | None,
    reason: str,
    actor: str,
    at: datetime | None,
) -> journal.Event:
    props = {
        "inviter": target.member_id,
        "code": target.code,
        "channel": target.channel,
        "before": before and before.inviter_id,
        "reason": reason.strip(),
    }
    return journal.Event(
        type=events.REBOUND.name, at=at, member_id=member_id, props=props, actor=actor, source="decision"
    )
