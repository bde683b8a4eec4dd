-- When each recorded event was settled: with its first effect, or, where it had none, when it was recorded. What was decided about one event stays in its
-- order; what was voided and reinstated while it waited in the queue was never settled as void (cancelled: nothing came of either).
-- An earlier event that a launch let count is settled again, with the first effect that it had then.
INSERT INTO replay_order (id, settled_at, cancelled, again)
WITH recorded AS (
    SELECT e.id, e.recorded_at, y.name, d.target, lead(e.id) OVER (PARTITION BY coalesce(d.target, e.id) ORDER BY e.id) AS next_id
    FROM public.journal_event e JOIN public.journal_type y ON y.id = e.type_id
    CROSS JOIN LATERAL (SELECT CASE WHEN y.name IN ('journal.voided', 'journal.reinstated') THEN (e.props ->> 'event')::bigint END AS target) d
    WHERE e.space_id = %(space)s AND e.recorded_at <= %(as_of)s
        AND (%(sample)s::bigint[] IS NULL OR e.member_id IS NULL OR e.member_id = ANY (%(sample)s::bigint[]))
), effects AS (
    SELECT r.id, r.name, r.recorded_at, r.target, least(c.first_at, t.first_at, u.first_at) AS first_at
    FROM recorded r
    LEFT JOIN (SELECT cause_id, min(recorded_at) AS first_at FROM public.journal_event
               WHERE space_id = %(space)s AND cause_id IS NOT NULL AND source = 'reaction' GROUP BY 1) c ON c.cause_id = r.id
    LEFT JOIN (SELECT event_id, min(recorded_at) AS first_at FROM public.ledger_transfer WHERE space_id = %(space)s GROUP BY 1) t ON t.event_id = r.id
    -- An undo shows in the voids of what its event had caused; a reinstatement in what it causes anew; both before the next word about it.
    LEFT JOIN LATERAL (
        SELECT min(CASE WHEN r.name = 'journal.voided' THEN w.recorded_at WHEN g.id > r.id AND g.id < coalesce(r.next_id, g.id + 1) THEN g.recorded_at END) AS first_at
        FROM public.journal_event g
        LEFT JOIN public.journal_void h ON h.space_id = %(space)s AND h.event_id = g.id AND h.void_id > r.id AND h.void_id < coalesce(r.next_id, h.void_id + 1)
        LEFT JOIN public.journal_event w ON w.space_id = %(space)s AND w.id = h.void_id
        WHERE g.space_id = %(space)s AND g.cause_id = r.target AND g.source = 'reaction'
    ) u ON r.target IS NOT NULL
)
SELECT id, max(greatest(recorded_at, coalesce(first_at, recorded_at))) OVER about,
       target IS NOT NULL AND first_at IS NULL
       AND coalesce(CASE name WHEN 'journal.voided' THEN lead(first_at IS NULL) OVER about ELSE lag(first_at IS NULL) OVER about END, false), false
FROM effects WINDOW about AS (PARTITION BY coalesce(target, id) ORDER BY id)
UNION ALL
SELECT x.cause_id, min(x.recorded_at), false, true
FROM recorded l JOIN public.journal_event q ON q.space_id = %(space)s AND q.id = l.id
JOIN public.journal_event x ON x.space_id = %(space)s AND x.source = 'reaction' AND x.id > l.id AND x.cause_id < l.id
    AND x.props ->> 'quest' = q.props ->> 'quest' AND x.recorded_at <= %(as_of)s
WHERE l.name = 'quest.launched' AND x.cause_id IN (SELECT r.id FROM recorded r) GROUP BY x.cause_id, l.id
ON CONFLICT DO NOTHING
