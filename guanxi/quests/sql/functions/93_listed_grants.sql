-- The list of grants of the console, in both of its orders.

-- Of promises and states the next few behind a place: of each promise (by time), or promise by promise until there are enough
-- (p_by_promise; the caller gives them in their order). The caller merges and sorts them: so a list costs what it shows, however
-- much was granted. Each is planned for its own values: a plan for any of them would look for a state that hardly occurs among all.
CREATE OR REPLACE FUNCTION quests_listed_grants(
    p_space integer, p_promises bigint[], p_states text[], p_event bigint, p_promise bigint, p_generation integer,
    p_upwards boolean, p_by_promise boolean, p_limit integer
) RETURNS SETOF quests_grant
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    promise bigint;
    kept_state text;
    sign text := CASE WHEN p_upwards THEN '>' ELSE '<' END;
    way text := CASE WHEN p_upwards THEN 'ASC' ELSE 'DESC' END;
    place text := CASE WHEN p_by_promise THEN '(n.event_id, n.generation) %1$s ($4, $6)'
                       ELSE '(n.event_id, n.promise_id, n.generation) %1$s ($4, $5, $6)' END;
    found integer;
    total integer := 0;
BEGIN
    FOREACH promise IN ARRAY p_promises LOOP
        FOREACH kept_state IN ARRAY p_states LOOP
            RETURN QUERY EXECUTE format(
                'SELECT n.* FROM quests_grant AS n
                 WHERE n.promise_id = $1 AND n.state = $2 AND n.space_id = $3
                     AND ($4 IS NULL OR (n.event_id %1$s= $4 AND ' || place || '))
                 ORDER BY n.event_id %2$s, n.generation %2$s LIMIT $7', sign, way)
                USING promise, kept_state, p_space, CASE WHEN p_by_promise AND promise <> p_promise THEN NULL ELSE p_event END,
                      p_promise, p_generation, p_limit;
            GET DIAGNOSTICS found = ROW_COUNT;
            total := total + found;
        END LOOP;
        EXIT WHEN p_by_promise AND total >= p_limit;
    END LOOP;
END $$;
