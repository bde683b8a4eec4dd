-- When each recorded event was settled: with its first effect, or, where it had none, when it was recorded. What was decided about one event stays in its order.
INSERT INTO replay_order (id, settled_at)
SELECT id, max(settled_at) OVER (PARTITION BY coalesce(target, id) ORDER BY id)
FROM (
    SELECT e.id, CASE WHEN y.name IN ('journal.voided', 'journal.reinstated') THEN (e.props ->> 'event')::bigint END AS target,
           greatest(e.recorded_at, coalesce(least(c.first_at, t.first_at, u.first_at), e.recorded_at)) AS settled_at
    FROM public.journal_event e JOIN public.journal_type y ON y.id = e.type_id
    LEFT JOIN (SELECT cause_id, min(recorded_at) AS first_at FROM public.journal_event
               WHERE space_id = %(space)s AND cause_id IS NOT NULL AND source = 'reaction' GROUP BY 1) c ON c.cause_id = e.id
    LEFT JOIN (SELECT event_id, min(recorded_at) AS first_at FROM public.ledger_transfer WHERE space_id = %(space)s GROUP BY 1) t ON t.event_id = e.id
    -- An undo shows in the voids of what its event had caused; a reinstatement in what it causes anew.
    LEFT JOIN LATERAL (
        SELECT min(CASE WHEN y.name = 'journal.voided' THEN w.recorded_at WHEN g.id > e.id THEN g.recorded_at END) AS first_at
        FROM public.journal_event g
        LEFT JOIN public.journal_void h ON h.space_id = %(space)s AND h.event_id = g.id AND h.void_id > e.id
        LEFT JOIN public.journal_event w ON w.space_id = %(space)s AND w.id = h.void_id
        WHERE g.space_id = %(space)s AND g.cause_id = (e.props ->> 'event')::bigint AND g.source = 'reaction'
    ) u ON y.name IN ('journal.voided', 'journal.reinstated')
    WHERE e.space_id = %(space)s AND e.recorded_at <= %(as_of)s
        AND (%(sample)s::bigint[] IS NULL OR e.member_id IS NULL OR e.member_id = ANY (%(sample)s::bigint[]))) seen
