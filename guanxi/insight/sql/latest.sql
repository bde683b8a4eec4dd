-- The events recorded last, the newest first, without anything personal.
SELECT e.id, e.type, e.at, e.member_id, e.depth > 0 AS effect, e.voided
FROM journal_public_event AS e
WHERE e.space_id = %(space)s
ORDER BY e.id DESC LIMIT %(limit)s
