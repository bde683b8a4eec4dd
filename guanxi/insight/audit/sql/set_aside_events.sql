-- No event is set aside: what could not be settled has been mended and tried again.
SELECT CASE WHEN a.resolved_at IS NULL THEN 'event ' || a.event_id || ' is set aside since ' || a.at || ': ' || left(a.reason, 120) END AS offence
FROM journal_set_aside a WHERE a.space_id = %(space)s
