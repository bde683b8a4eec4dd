"""Who of the staff did what, to whom, when and why: read from the journal, by the person and by the kind of act."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from guanxi.journal import keyring, types
from guanxi.kernel import keyset, statements, tenancy

KINDS: Mapping[str, tuple[str, ...]] = {
    "personal": ("profile.revealed", "member.exported", "member.list_exported", "survey.revealed"),
    "members": (
        *("member.merged", "member.erased", "member.linked", "consent.given", "consent.withdrawn"),
        *("members.work_started", "members.work_stopped", "import.started", "import.stopped"),
        *("segment.kept", "segment.dropped", "profile.field_defined", "profile.field_dropped"),
    ),
    "undone": ("journal.voided", "journal.reinstated", "referral.rebound", "referral.cleared"),
    "quests": (
        *("quest.applied", "quest.launched", "quest.launched_early", "quest.paused", "quest.resumed"),
        *("quest.ended", "quest.settled", "quest.hold_released", "quest.hold_denied", "challenge.set_up"),
    ),
    "value": ("ledger.funded", "ledger.debt_forgiven", "ledger.refunded"),
    "circles": (
        *("circle.opened", "circle.changed", "circle.charter_changed", "circle.archived", "circle.reopened"),
        *("circle.role_changed", "circle.muted", "circle.unmuted", "circle.entry_declined", "circle.child_declined"),
        *("circle.left", "circle.place_added", "circle.place_closed", "circle.heads_counted"),
    ),
    "moderation": (
        *("moderation.decided", "moderation.undone", "moderation.appeal_answered", "post.moderated"),
        *("checkin.hidden", "checkin.shown_again", "certificate.name_hidden", "certificate.name_shown_again"),
    ),
    "surveys": ("survey.created", "survey.changed", "survey.opened", "survey.closed", "survey.deleted"),
    "codes": ("referral.code_created", "referral.code_closed", "referral.landing_changed"),
    "staff": (
        *("staff.added", "staff.role_changed", "staff.removed", "staff.invited", "staff.invitation_withdrawn"),
        "staff.looked_around",
    ),
    "space": (
        *("space.created", "space.settings_changed", "referral.rule_changed", "certificate.template_changed"),
        "journal.type_declared",
    ),
}
"""What counts as an act of the staff, by kind; everyday work such as a tag or a post is on the page of the thing."""
ORDERS = {
    "when": keyset.Order(("e.id", "bigint")),
    "what": keyset.Order(("e.type_id", "bigint"), ("e.id", "bigint")),
    "who": keyset.Order(("e.actor", "text"), ("e.type_id", "bigint"), ("e.id", "bigint")),
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that one of the staff did. `member_id` is whom it concerns; `reason` is theirs, in their words."""

    event_id: int
    type: str
    at: datetime
    actor: str
    member_id: int | None
    props: Mapping[str, object]
    reason: str
    voided: bool


def page(*, space_id: int, wanted: keyset.Wanted, actor: str = "", kind: str = "") -> keyset.Found[Act]:
    """Acts in one of ORDERS, of one person (`staff:7`) or KIND if named; four statements at most."""
    way = keyset.way(ORDERS, wanted)
    wished = KINDS.get(kind) or tuple(name for names in KINDS.values() for name in names)
    facts = {"space": space_id, "names": list(wished), "actor": actor, **way.facts}
    shown = _BY_TIME if way.width == 1 else _IN_ORDER
    shown = shown.replace("MINE", "AND e.actor = %(actor)s" if actor else "").replace("SEEK", way.seek)
    shown = shown.replace("ORDER_AND_LIMIT", way.order).replace("AGAIN", way.again).replace("KEYS", way.keys)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            WITH kinds AS MATERIALIZED (
                SELECT t.id FROM journal_public_type t WHERE t.space_id IS NULL AND t.name = ANY(%(names)s)
            ), shown AS MATERIALIZED ({shown})
            SELECT e.id, e.type, e.at, e.actor, e.member_id, e.props, e.voided, {way.names}
            FROM shown s JOIN journal_public_event e ON e.space_id = %(space)s AND e.id = s.id
            ORDER BY {way.again}
            """,  # noqa: S608 - constants
            facts,
        )
        sealed = [row[0] for row in rows if _is_reason_sealed(row[1])]
        reasons = keyring.props_of(space_id=space_id, event_ids=sealed) if sealed else {}
    return way.found(rows, one=lambda row: _act(row, reasons.get(row[0], {})))


def _is_reason_sealed(type_: str) -> bool:
    declared = types.DECLARED.get(type_)
    return declared is not None and isinstance(declared.props.get("reason"), types.Personal)


def _act(row: Sequence[object], sealed: Mapping[str, object]) -> Act:
    event_id, type_, at, actor, member_id, stored, voided = row
    props = json.loads(stored) if isinstance(stored, str) else stored
    reason = sealed.get("reason") or props.get("reason") or ""  # type: ignore[union-attr]  # an object in JSON
    return Act(
        event_id=event_id,  # type: ignore[arg-type]  # a row of the statement above
        type=str(type_),
        at=at,  # type: ignore[arg-type]  # the same
        actor=str(actor),
        member_id=member_id,  # type: ignore[arg-type]  # the same
        props=props,  # type: ignore[arg-type]  # the same
        reason=str(reason),
        voided=bool(voided),
    )


# Of each kind the next few, and of these the newest: so the list costs what it shows, however much was done.
_BY_TIME = """
    SELECT e.id, KEYS FROM kinds k CROSS JOIN LATERAL (
        SELECT e.id FROM journal_public_event e
        WHERE e.space_id = %(space)s AND e.type_id = k.id AND e.actor LIKE 'staff:%%' MINE AND SEEK
        ORDER BY ORDER_AND_LIMIT) e
    ORDER BY ORDER_AND_LIMIT
"""
_IN_ORDER = """
    SELECT e.id, KEYS FROM journal_public_event e
    WHERE e.space_id = %(space)s AND e.type_id = ANY(ARRAY(SELECT k.id FROM kinds k))
        AND e.actor LIKE 'staff:%%' MINE AND SEEK
    ORDER BY ORDER_AND_LIMIT
"""
