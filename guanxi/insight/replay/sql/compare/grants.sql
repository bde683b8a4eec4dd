-- Every grant that stands, by its effect (a promise for each event: by the event's time; a promise of a step: by its period): amount and state.
-- Generations are not compared: what was voided while it waited in the queue was never granted there, and here it was granted and taken back.
WITH ours AS (
    SELECT g.promise_id, g.member_id, g.period, CASE WHEN p.step_no = 0 THEN g.at END AS at, g.granted, g.state
    FROM public.quests_grant g JOIN public.quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    JOIN public.journal_event e ON e.space_id = g.space_id AND e.id = g.event_id
    WHERE g.space_id = %(space)s AND e.recorded_at <= %(as_of)s AND (%(sample)s::bigint[] IS NULL OR g.member_id = ANY (%(sample)s::bigint[]))
        AND CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN g.state IN ('granted', 'held', 'waiting') ELSE g.granted > 0 AND NOT EXISTS (
            SELECT FROM public.journal_void v JOIN public.journal_event w ON w.space_id = v.space_id AND w.id = v.void_id
            LEFT JOIN public.journal_event r ON r.space_id = v.space_id AND r.id = v.reinstate_id
            WHERE v.space_id = g.space_id AND v.event_id = g.event_id AND w.recorded_at <= %(as_of)s AND (r.id IS NULL OR r.recorded_at > %(as_of)s)) END
), rebuilt AS (
    SELECT g.promise_id, g.member_id, g.period, CASE WHEN p.step_no = 0 THEN g.at END AS at, g.granted, g.state
    FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    WHERE g.space_id = %(space)s AND CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN g.state IN ('granted', 'held', 'waiting')
        ELSE g.granted > 0 AND g.state <> 'reversed' END
), counted AS (
    SELECT promise_id, member_id, period, at, string_agg(granted || CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN ' ' || state ELSE '' END, ', '
               ORDER BY granted, state) AS stands, 'recorded' AS side FROM ours GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT promise_id, member_id, period, at, string_agg(granted || CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN ' ' || state ELSE '' END, ', '
               ORDER BY granted, state), 'rebuilt' FROM rebuilt GROUP BY 1, 2, 3, 4
)
SELECT 'member ' || member_id || ', promise ' || promise_id || coalesce(' for ' || at, '') || CASE WHEN period > '-infinity' THEN ', ' || period ELSE '' END
       AS what, coalesce(max(stands) FILTER (WHERE side = 'recorded'), 'nothing') AS recorded,
       coalesce(max(stands) FILTER (WHERE side = 'rebuilt'), 'nothing') AS rebuilt
FROM counted GROUP BY member_id, promise_id, at, period
