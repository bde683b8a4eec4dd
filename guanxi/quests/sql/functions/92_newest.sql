-- The newest grants of many promises, for lists.

-- published
-- Of every promise and state the next few after a place, the newest first. The caller merges them: so a list costs what it shows, however
-- much was granted. The settings keep the planner to the index, also when it knows nothing of the tables yet.
CREATE OR REPLACE FUNCTION quests_newest_grants(
    p_space integer, p_promises bigint[], p_states text[], p_event bigint, p_promise bigint, p_generation integer, p_limit integer
) RETURNS SETOF quests_grant
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_hashjoin = off AS $$
    SELECT g.* FROM unnest(p_promises) AS p(id) CROSS JOIN unnest(p_states) AS s(state)
    CROSS JOIN LATERAL (
        SELECT n.* FROM quests_grant AS n
        WHERE n.promise_id = p.id AND n.state = s.state AND n.space_id = p_space AND n.event_id <= coalesce(p_event, 9223372036854775807)
            AND (p_event IS NULL OR (n.event_id, n.promise_id, n.generation) < (p_event, p_promise, p_generation))
        ORDER BY n.event_id DESC LIMIT p_limit
    ) AS g
$$;
