-- The newest grants of many promises, for lists.

-- published
-- Of every promise and state the next few after a place, the newest first. The caller merges them: so a list costs what it shows, however
-- much was granted. Each is planned for its own values: a plan for any of them would look for a state that hardly occurs among all grants.
CREATE OR REPLACE FUNCTION quests_newest_grants(
    p_space integer, p_promises bigint[], p_states text[], p_event bigint, p_promise bigint, p_generation integer, p_limit integer
) RETURNS SETOF quests_grant
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    promise bigint;
    kept_state text;
BEGIN
    FOREACH promise IN ARRAY p_promises LOOP
        FOREACH kept_state IN ARRAY p_states LOOP
            RETURN QUERY EXECUTE
                'SELECT n.* FROM quests_grant AS n
                 WHERE n.promise_id = $1 AND n.state = $2 AND n.space_id = $3 AND n.event_id <= coalesce($4, 9223372036854775807)
                     AND ($4 IS NULL OR (n.event_id, n.promise_id, n.generation) < ($4, $5, $6))
                 ORDER BY n.event_id DESC LIMIT $7'
                USING promise, kept_state, p_space, p_event, p_promise, p_generation, p_limit;
        END LOOP;
    END LOOP;
END $$;
