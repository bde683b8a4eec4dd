-- Every grant by its effect (promise, member, period, time, generation): what was granted and how it stands (by then: the amounts only).
WITH ours AS (
    SELECT g.promise_id, g.member_id, g.period, g.at, g.generation, sum(g.granted) AS granted, string_agg(g.state, ' ' ORDER BY g.state) AS states
    FROM public.quests_grant g JOIN public.journal_event e ON e.space_id = g.space_id AND e.id = g.event_id
    WHERE g.space_id = %(space)s AND e.recorded_at <= %(as_of)s AND (%(sample)s::bigint[] IS NULL OR g.member_id = ANY (%(sample)s::bigint[]))
    GROUP BY 1, 2, 3, 4, 5
), rebuilt AS (
    SELECT g.promise_id, g.member_id, g.period, g.at, g.generation, sum(g.granted) AS granted, string_agg(g.state, ' ' ORDER BY g.state) AS states
    FROM quests_grant g WHERE g.space_id = %(space)s GROUP BY 1, 2, 3, 4, 5
)
SELECT 'member ' || member_id || ', promise ' || promise_id || ' for ' || at || ', generation ' || generation AS what,
       coalesce(o.granted::text, 'nothing') || CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN coalesce(' ' || o.states, '') ELSE '' END AS recorded,
       coalesce(r.granted::text, 'nothing') || CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN coalesce(' ' || r.states, '') ELSE '' END AS rebuilt
FROM ours o FULL JOIN rebuilt r USING (promise_id, member_id, period, at, generation)
