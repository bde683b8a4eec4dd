"""Counting what came of the channels' codes, so that a list of them is read and not reckoned."""

from datetime import datetime
from time import perf_counter

from django.db import connection

from guanxi.kernel.tenancy import acting_in
from guanxi.referral import models, settings

_RECKON = """
    WITH touched AS (
        SELECT t.code_id, count(*) AS touches, count(DISTINCT t.visitor) AS visitors
        FROM referral_touch AS t WHERE t.space_id = %(space)s GROUP BY t.code_id
    ), came AS (
        SELECT b.code_id, count(*) AS joined, count(q.id) AS qualified,
               count(*) FILTER (WHERE b.bound_at + %(wait)s <= %(now)s) AS old_enough,
               count(*) FILTER (WHERE b.bound_at + %(wait)s <= %(now)s AND EXISTS (
                   SELECT FROM journal_public_event AS e
                   JOIN journal_public_type AS t ON t.id = e.type_id
                   WHERE e.space_id = %(space)s AND e.member_id = b.member_id AND e.depth = 0 AND NOT e.voided
                     AND e.at >= b.bound_at + %(wait)s AND e.at <= %(now)s
                     AND (e.actor IS NULL OR e.source LIKE 'import:%%')
                     AND coalesce(t.definition ->> 'sender', '') <> 'reaction')) AS retained
        FROM referral_code AS c
        JOIN referral_binding AS b ON b.space_id = c.space_id AND b.code_id = c.id AND b.merged_into_id IS NULL
        LEFT JOIN referral_qualification AS q
            ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
        WHERE c.space_id = %(space)s AND c.kind = 'channel'
        GROUP BY b.code_id
    )
    INSERT INTO referral_figures AS f
        (space_id, code_id, touches, visitors, joined, qualified, old_enough, retained)
    SELECT c.space_id, c.id, coalesce(t.touches, 0), coalesce(t.visitors, 0), coalesce(m.joined, 0),
           coalesce(m.qualified, 0), coalesce(m.old_enough, 0), coalesce(m.retained, 0)
    FROM referral_code AS c
    LEFT JOIN touched AS t ON t.code_id = c.id
    LEFT JOIN came AS m ON m.code_id = c.id
    WHERE c.space_id = %(space)s AND c.kind = 'channel'
    ORDER BY c.id
    ON CONFLICT (space_id, code_id) DO UPDATE
    SET touches = greatest(f.touches, excluded.touches), visitors = greatest(f.visitors, excluded.visitors),
        joined = excluded.joined, qualified = excluded.qualified,
        old_enough = excluded.old_enough, retained = excluded.retained
"""


def reckon(*, space_id: int, actor: str, at: datetime, at_most_ms: int | None = None, older_than_s: int = 0) -> bool:
    """Count the figures of all channels' codes as of `at`; whether it was done.

    Left out when they are younger than `older_than_s`, or when the last time took longer than `at_most_ms`: then the
    worker does it. Touches are forgotten after a while (`forget_touches`); their count never falls.
    """
    del actor  # it tells nothing that was not there
    with acting_in(space_id):
        last = models.Reckoning.objects.select_for_update().filter(space_id=space_id).order_by("space_id").first()
        if last is not None and (at - last.counted_at).total_seconds() < older_than_s:
            return False
        if last is not None and at_most_ms is not None and last.took_ms > at_most_ms:
            return False
        begun = perf_counter()
        with connection.cursor() as cursor:
            wait = settings.days(space_id, settings.RETAINED_DAYS)
            cursor.execute(_RECKON, {"space": space_id, "now": at, "wait": wait})
        took_ms = round(1000 * (perf_counter() - begun))
        models.Reckoning.objects.update_or_create(space_id=space_id, defaults={"counted_at": at, "took_ms": took_ms})
    return True
