-- How many notices of a member are newer than the last one they saw, counted up to a limit.
SELECT count(*) FROM (
    SELECT FROM journal_public_event AS e
    WHERE e.space_id = %(space)s AND e.member_id = %(member)s
        AND e.id > coalesce((SELECT s.event_id FROM insight_seen AS s WHERE s.space_id = %(space)s AND s.member_id = %(member)s), 0)
        AND e.type_id IN (SELECT t.id FROM journal_public_type AS t WHERE t.name = ANY(%(types)s) AND (t.space_id IS NULL OR t.space_id = e.space_id))
        AND (e.type <> 'quest.granted' OR e.props ? 'late' OR e.props ? 'held')
        AND NOT (e.type IN ('checkin.hidden', 'checkin.shown_again') AND e.props ? 'by_moderation')
    AND (e.type <> 'journal.voided' OR (e.cause_id IS NULL AND e.actor LIKE 'staff:%%'))
    LIMIT %(limit)s) AS n
