"""The console's list of codes, page by page, with figures that were counted beforehand; and landing pages."""

from dataclasses import dataclass
from datetime import datetime

from guanxi.kernel import keyset, statements, tenancy
from guanxi.referral import codes, models

ORDERS = {
    "made": keyset.Order(("c.id", "bigint")),
    "joined": keyset.Order(("coalesce(f.joined, 0)", "bigint"), ("c.id", "bigint")),
    "retained": keyset.Order(("coalesce(f.retained, 0)", "bigint"), ("c.id", "bigint")),
    "touches": keyset.Order(("coalesce(f.touches, 0)", "bigint"), ("c.id", "bigint")),
}
"""How the list of codes can be put in order."""
NEWEST = keyset.Wanted(sort="made")


@dataclass(frozen=True, kw_only=True)
class Landing:
    """What a channel's code shows."""

    title: str
    text: str
    leads_to: str
    picture_id: int | None
    is_ad: bool


@dataclass(frozen=True, kw_only=True)
class ChannelCode:
    """A channel's code with what came of it; costs in cents. `retained` is out of those `old_enough` to tell."""

    id: int
    code: str
    label: str
    channel: str
    campaign: str
    bait: str
    bait_cost_cents: int
    created_at: datetime
    closed_at: datetime | None
    touches: int
    visitors: int
    joined: int
    qualified: int
    old_enough: int
    retained: int

    @property
    def cost_cents(self) -> int:
        """What the baits of all who came have cost."""
        return self.bait_cost_cents * self.joined

    @property
    def cost_per_retained_cents(self) -> int | None:
        """Rounded up; None while nobody was retained."""
        return -(-self.cost_cents // self.retained) if self.retained else None


def channel_page(
    *, space_id: int, wanted: keyset.Wanted = NEWEST, query: str = "", state: str = ""
) -> keyset.Found[ChannelCode]:
    """A page of the codes of channels in one of ORDERS. `state` is "open", "closed" or empty: both."""
    way = keyset.way(ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT c.id, c.code, c.label, c.channel, c.campaign, c.bait, c.bait_cost_cents, c.created_at, c.closed_at,
                   coalesce(f.touches, 0), coalesce(f.visitors, 0), coalesce(f.joined, 0), coalesce(f.qualified, 0),
                   coalesce(f.old_enough, 0), coalesce(f.retained, 0), {way.keys}
            FROM referral_code AS c LEFT JOIN referral_figures AS f ON f.space_id = c.space_id AND f.code_id = c.id
            WHERE c.space_id = %(space)s AND c.kind = 'channel' AND {way.seek}
              AND (%(query)s = '' OR c.code = upper(%(query)s)
                   OR strpos(lower(c.label || ' ' || c.channel || ' ' || c.campaign), lower(%(query)s)) > 0)
              AND (%(state)s = '' OR (c.closed_at IS NULL) = (%(state)s = 'open'))
            ORDER BY {way.order}
            """,  # noqa: S608 - parts of our own, chosen by name
            {"space": space_id, "query": query, "state": state, **way.facts},
        )
    return way.found(rows, one=lambda row: ChannelCode(**dict(zip(_FIELDS, row, strict=True))))


def channel_code(*, space_id: int, code: str) -> ChannelCode | None:
    """One channel's code with its figures, or None."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_ONE, [space_id, codes.read(code)])
    return ChannelCode(**dict(zip(_FIELDS, rows[0], strict=True))) if rows else None


def counted_at(*, space_id: int) -> datetime | None:
    """As of when the figures are; None when nobody has counted yet."""
    with tenancy.reading_in(space_id):
        row = models.Reckoning.objects.filter(space_id=space_id).first()
    return row.counted_at if row else None


def landing_of(*, space_id: int, code_id: int) -> Landing | None:
    """What was written for a channel's code, or None."""
    with tenancy.reading_in(space_id):
        row = models.Landing.objects.filter(space_id=space_id, code_id=code_id).first()
    if row is None:
        return None
    return Landing(title=row.title, text=row.text, leads_to=row.leads_to, picture_id=row.picture_id, is_ad=row.is_ad)


_FIELDS: tuple[str, ...] = tuple(ChannelCode.__dataclass_fields__)
_ONE = """
    SELECT c.id, c.code, c.label, c.channel, c.campaign, c.bait, c.bait_cost_cents, c.created_at, c.closed_at,
           coalesce(f.touches, 0), coalesce(f.visitors, 0), coalesce(f.joined, 0), coalesce(f.qualified, 0),
           coalesce(f.old_enough, 0), coalesce(f.retained, 0)
    FROM referral_code AS c LEFT JOIN referral_figures AS f ON f.space_id = c.space_id AND f.code_id = c.id
    WHERE c.space_id = %s AND c.code = %s AND c.kind = 'channel'
"""
