-- Every idempotency key names an event that is there, and no two keys the same event.
SELECT CASE
    WHEN e.id IS NULL THEN 'a key names event ' || k.event_id || ', which does not exist'
    WHEN count(*) OVER (PARTITION BY k.event_id) > 1 THEN 'two keys name event ' || k.event_id END AS offence
FROM journal_key k LEFT JOIN journal_event e ON e.space_id = k.space_id AND e.id = k.event_id WHERE k.space_id = %(space)s
