-- Nothing waits in the queue for longer than an hour, and what waits is there to be settled.
SELECT CASE
    WHEN e.id IS NULL THEN 'event ' || p.event_id || ' waits and does not exist'
    WHEN p.bucket <> journal_bucket(e.member_id, e.id) OR p.member_id IS DISTINCT FROM e.member_id THEN 'event ' || p.event_id || ' waits in the wrong place'
    WHEN greatest(e.recorded_at, (SELECT max(v.launched_at) FROM quests_version v WHERE v.space_id = p.space_id)) < guanxi_now(p.space_id) - interval '1 hour'
        THEN 'event ' || p.event_id || ' waits since ' || e.recorded_at END AS offence
FROM journal_pending p LEFT JOIN journal_event e ON e.space_id = p.space_id AND e.id = p.event_id WHERE p.space_id = %(space)s
