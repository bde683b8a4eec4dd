-- A contribution is about an event of that member at that time, and counts as void when the journal says so (and has settled it).
SELECT CASE
    WHEN e.id IS NULL THEN 'a contribution names event ' || c.event_id || ', which does not exist'
    WHEN p.id IS NULL THEN 'event ' || c.event_id || ' contributes to nothing'
    WHEN e.member_id IS DISTINCT FROM p.member_id OR e.at <> c.at OR e.order_key <> c.order_key
        THEN 'the contribution of event ' || c.event_id || ' is not about that event'
    WHEN c.voided <> (v.event_id IS NOT NULL) AND w.event_id IS NULL
        THEN 'event ' || c.event_id || CASE WHEN c.voided THEN ' counts, its contribution does not' ELSE ' is void, its contribution counts' END
    END AS offence
FROM quests_contribution c LEFT JOIN journal_event e ON e.space_id = c.space_id AND e.id = c.event_id
LEFT JOIN quests_progress p ON p.space_id = c.space_id AND p.id = c.progress_id
LEFT JOIN journal_void v ON v.space_id = c.space_id AND v.event_id = c.event_id AND v.reinstate_id IS NULL
LEFT JOIN LATERAL (
    SELECT h.event_id FROM journal_void h WHERE h.space_id = c.space_id AND h.event_id = c.event_id AND (
        EXISTS (SELECT FROM journal_pending q WHERE q.space_id = h.space_id AND q.event_id IN (h.void_id, h.reinstate_id))
        OR EXISTS (SELECT FROM journal_set_aside q WHERE q.space_id = h.space_id AND q.event_id IN (h.void_id, h.reinstate_id)
                   AND q.resolved_at IS NULL)) LIMIT 1) w ON true
WHERE c.space_id = %(space)s
