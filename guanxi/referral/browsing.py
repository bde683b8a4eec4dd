"""The console's list of codes, page by page, with figures that were counted beforehand; and landing pages."""

from dataclasses import dataclass
from datetime import datetime

from guanxi.kernel import statements, tenancy
from guanxi.referral import codes, models

LARGEST_PAGE = 100
_SORTS = {
    "made": "c.id",
    "joined": "coalesce(f.joined, 0)",
    "retained": "coalesce(f.retained, 0)",
    "touches": "coalesce(f.touches, 0)",
}
SORTS = tuple(_SORTS)


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


@dataclass(frozen=True, kw_only=True)
class CodePage:
    """A page of codes, and after which values the next begins (None: this was the last)."""

    codes: tuple[ChannelCode, ...]
    next: tuple[int, int] | None


def channel_page(
    *,
    space_id: int,
    sort: str = "made",
    descending: bool = True,
    after: tuple[int, int] | None = None,
    query: str = "",
    state: str = "",
    limit: int = 50,
) -> CodePage:
    """The next codes of channels in the order of one of SORTS. `state` is "open", "closed" or empty: both."""
    column = _SORTS[sort]
    way, step = ("DESC", "<") if descending else ("ASC", ">")
    limit = min(max(limit, 1), LARGEST_PAGE)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT c.id, c.code, c.label, c.channel, c.campaign, c.bait, c.bait_cost_cents, c.created_at, c.closed_at,
                   coalesce(f.touches, 0), coalesce(f.visitors, 0), coalesce(f.joined, 0), coalesce(f.qualified, 0),
                   coalesce(f.old_enough, 0), coalesce(f.retained, 0), {column}
            FROM referral_code AS c LEFT JOIN referral_figures AS f ON f.space_id = c.space_id AND f.code_id = c.id
            WHERE c.space_id = %s AND c.kind = 'channel'
              AND (%s::bigint IS NULL OR ({column}, c.id) {step} (%s, %s))
              AND (%s = '' OR c.code = upper(%s)
                   OR strpos(lower(c.label || ' ' || c.channel || ' ' || c.campaign), lower(%s)) > 0)
              AND (%s = '' OR (c.closed_at IS NULL) = (%s = 'open'))
            ORDER BY {column} {way}, c.id {way} LIMIT %s
            """,  # noqa: S608 - parts of our own, chosen by name
            [space_id, *((after[0], *after) if after else (None, 0, 0)), query, query, query, state, state, limit + 1],
        )
    found = tuple(ChannelCode(**dict(zip(_FIELDS, row, strict=False))) for row in rows[:limit])
    more = len(rows) > limit
    return CodePage(codes=found, next=(int(rows[limit - 1][-1]), int(rows[limit - 1][0])) if more else None)


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
