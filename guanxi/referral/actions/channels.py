"""Opening and closing the ways in: codes of channels and of people."""

from datetime import datetime

from django.db import connection

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.referral import codes, errors, events, models, queries
from guanxi.referral.actions import landing

_COST_MOST_CENTS = 10**12


def create_channel_code(
    *,
    space_id: int,
    channel: str,
    label: str = "",
    campaign: str = "",
    bait: str = "",
    bait_cost_cents: int = 0,
    actor: str,
    at: datetime | None = None,
) -> queries.Code:
    """Open a code for one source of people: a marketplace, a parcel card, a poster on a wall (A1).

    `bait_cost_cents` is what each person who takes the bait costs. What the bait is called stands on pages and on
    paper. Refuses BaitCostRefused, WordingInduces.
    """
    if not 0 <= bait_cost_cents <= _COST_MOST_CENTS:
        raise errors.BaitCostRefused(most=_COST_MOST_CENTS)
    landing.check(bait)
    with acting_in(space_id):
        code = models.Code.objects.create(
            space_id=space_id,
            code=codes.draw(),
            kind=models.CHANNEL,
            label=label,
            channel=channel,
            campaign=campaign,
            bait=bait,
            bait_cost_cents=bait_cost_cents,
            created_at=at or journal.now(space_id=space_id),
        )
        _record_created(code, actor=actor, at=at)
        return queries.code_of(code)


def personal_code(
    *, space_id: int, member_id: int, actor: str | None = None, at: datetime | None = None
) -> queries.Code:
    """The member's own code; the first call opens it, later ones return it. Refuses MemberUnknown."""
    with acting_in(space_id):
        if not queries.is_here(space_id=space_id, member_id=member_id):
            raise errors.MemberUnknown(member=member_id)
        moment = at or journal.now(space_id=space_id)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO referral_code
                    (space_id, code, kind, member_id, label, channel, campaign, bait, bait_cost_cents,
                     created_at, is_inherited)
                VALUES (%s, %s, 'personal', %s, '', 'member', '', '', 0, %s, false)
                ON CONFLICT (member_id)
                    WHERE kind = 'personal' AND closed_at IS NULL AND NOT is_inherited DO NOTHING
                """,
                [space_id, codes.draw(), member_id, moment],
            )
            is_new = cursor.rowcount == 1
        code = models.Code.objects.get(
            space_id=space_id, member_id=member_id, kind=models.PERSONAL, closed_at=None, is_inherited=False
        )
        if is_new:
            _record_created(code, actor=actor, at=at)
        return queries.code_of(code)


def close_code(*, space_id: int, code: str, actor: str, at: datetime | None = None) -> None:
    """Take no more touches by this code; idempotent. Touches from before still count. Refuses CodeUnknown."""
    with acting_in(space_id):
        moment = at or journal.now(space_id=space_id)
        text = codes.read(code)
        closed = models.Code.objects.filter(space_id=space_id, code=text, closed_at=None).update(closed_at=moment)
        if closed:
            props = {"code": text}
            event = journal.Event(type=events.CODE_CLOSED.name, at=at, props=props, actor=actor, source="decision")
            journal.record(space_id=space_id, events=[event])
        elif not models.Code.objects.filter(space_id=space_id, code=text).exists():
            raise errors.CodeUnknown(code=text)


def _record_created(code: models.Code, *, actor: str | None, at: datetime | None) -> None:
    props = {
        "code": code.code,
        "kind": code.kind,
        "channel": code.channel,
        "campaign": code.campaign,
        "bait_cost_cents": code.bait_cost_cents,
    }
    source = "decision" if code.kind == models.CHANNEL else "app"
    event = journal.Event(
        type=events.CODE_CREATED.name, at=at, member_id=code.member_id, props=props, actor=actor, source=source
    )
    journal.record(space_id=code.space_id, events=[event])
