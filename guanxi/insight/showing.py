"""Who of a demo is worth looking at: the member of whom the pages have most to tell."""

from guanxi.kernel import statements, tenancy

# Each part is read once for everybody and kept, so that no statistics, however old, make it once for each member.
_QUERY = """
WITH took_part AS MATERIALIZED (
    SELECT m.member_id, d.local_date
    FROM members_public_member m
    JOIN quests_public_quest q ON q.space_id = m.space_id
    CROSS JOIN LATERAL quests_days_of_member(%(space)s, q.quest_id, m.member_id) d
    WHERE m.space_id = %(space)s AND m.state = 'active'
), lately AS MATERIALIZED (
    SELECT t.member_id, count(DISTINCT t.local_date) AS days
    FROM took_part t CROSS JOIN (SELECT max(local_date) AS last_date FROM took_part) n
    WHERE t.local_date BETWEEN n.last_date - %(days)s AND n.last_date - 1
    GROUP BY t.member_id
), held AS MATERIALIZED (
    SELECT b.member_id, count(*) FILTER (WHERE b.unit LIKE 'item:%%') AS gifts,
           max(b.balance) FILTER (WHERE b.unit = 'points') AS points
    FROM ledger_public_balance b
    WHERE b.space_id = %(space)s AND b.kind = 'wallet' AND b.balance > 0
    GROUP BY b.member_id
), inside AS MATERIALIZED (
    SELECT DISTINCT i.member_id FROM circles_public_inside i WHERE i.space_id = %(space)s
)
SELECT m.member_id
FROM members_public_member m
LEFT JOIN inside i ON i.member_id = m.member_id
LEFT JOIN held h ON h.member_id = m.member_id
LEFT JOIN lately w ON w.member_id = m.member_id
WHERE m.space_id = %(space)s AND m.state = 'active'
ORDER BY i.member_id IS NULL, coalesce(h.gifts, 0) > 0 DESC, coalesce(w.days, 0) DESC, h.gifts DESC NULLS LAST,
         h.points DESC NULLS LAST, m.member_id
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
