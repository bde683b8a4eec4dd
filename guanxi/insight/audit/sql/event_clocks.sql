-- No event is more than five minutes ahead of its recording, and what a reaction records is not older than what caused it.
SELECT CASE
    WHEN e.at > e.recorded_at + interval '5 minutes' THEN 'event ' || e.id || ' is from the future: ' || e.at
    WHEN e.source = 'reaction' AND c.recorded_at > e.recorded_at + interval '5 minutes' THEN 'event ' || e.id || ' was recorded before its cause'
    END AS offence
FROM journal_event e LEFT JOIN journal_event c ON c.space_id = e.space_id AND c.id = e.cause_id WHERE e.space_id = %(space)s
