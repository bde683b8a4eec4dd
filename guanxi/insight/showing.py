"""Who of a demo is worth looking at: the member of whom the pages have most to tell."""

from guanxi.kernel import statements, tenancy

_QUERY = """
SELECT m.member_id
FROM members_public_member m
CROSS JOIN (SELECT max(l.local_date) AS last_date FROM quests_public_day l WHERE l.space_id = %(space)s) n
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE b.unit LIKE 'item:%%') AS gifts,
           max(b.balance) FILTER (WHERE b.unit = 'points') AS points
    FROM ledger_public_balance b
    WHERE b.space_id = m.space_id AND b.member_id = m.member_id AND b.kind = 'wallet' AND b.balance > 0) h ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT d.local_date) AS days FROM quests_public_day d
    WHERE d.space_id = m.space_id AND d.member_id = m.member_id AND d.counts
        AND d.local_date BETWEEN n.last_date - %(days)s AND n.last_date - 1) w ON true
WHERE m.space_id = %(space)s AND m.state = 'active'
ORDER BY EXISTS (SELECT FROM circles_public_inside i WHERE i.space_id = m.space_id AND i.member_id = m.member_id) DESC,
         h.gifts > 0 DESC, w.days DESC, h.gifts DESC, h.points DESC NULLS LAST, m.member_id
LIMIT 1
"""
_DAYS = 7


def liveliest(*, space_id: int) -> int | None:
    """A member who is in a circle, has gifts, took part on most days, and has points; always the same.

    None where nobody is here. It looks at everybody, so it is for small spaces.
    """
    with tenancy.reading_in(space_id):
        found = statements.rows(_QUERY, {"space": space_id, "days": _DAYS})
    return found[0][0] if found else None
