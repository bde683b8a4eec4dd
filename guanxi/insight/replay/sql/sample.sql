-- Some members, always the same, each with everybody who is one person with them.
WITH drawn AS (
    SELECT s.id, coalesce(m.merged_into, s.id) AS owner_id FROM journal_subject s
    LEFT JOIN members_member m ON m.space_id = s.space_id AND m.id = s.id
    WHERE s.space_id = %(space)s ORDER BY hashint8extended(s.id, 0) LIMIT %(count)s
)
SELECT id FROM drawn UNION SELECT owner_id FROM drawn
UNION SELECT m.id FROM members_member m JOIN drawn d ON d.owner_id = m.merged_into WHERE m.space_id = %(space)s
