-- Counting: the journal is read once, in the order of its ids, and added up by local day.

-- Below which id (in its milliseconds) nothing can appear any more: an id is made from the clock after its transaction began, so
-- whoever is still at it began no earlier than the oldest open transaction, and whoever begins from now on, no earlier than this statement.
CREATE OR REPLACE FUNCTION insight_horizon(OUT asked_ms bigint, OUT horizon_ms bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_stat_clear_snapshot();
    SELECT floor(extract(epoch FROM min(query_start) FILTER (WHERE pid = pg_backend_pid())) * 1000)::bigint,
           floor(extract(epoch FROM min(CASE WHEN pid = pg_backend_pid() THEN query_start ELSE xact_start END)) * 1000)::bigint
    INTO asked_ms, horizon_ms
    FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend';
    horizon_ms := CASE WHEN asked_ms IS NULL THEN 0 ELSE horizon_ms END;  -- activity is not tracked here: nothing is certain
END $$;

-- Counts at most p_limit more events of a space; `behind` says that there are more. Whoever comes while another counts, waits for nobody.
--  1. Take the position; begin anew when the space has moved to another time zone.
--  2. Read the next events below the horizon. A void takes its event out again, a reinstatement puts it back.
--  3. Add the differences by day and type, and by day and member.
--  4. Move the position.
CREATE OR REPLACE FUNCTION insight_refresh(p_space integer, p_limit integer, OUT counted integer, OUT behind boolean)
-- Everything is looked up by key, also when the tables have just grown and nothing is known about them.
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    done insight_position;
    space_zone text;
    border record;
    last_id bigint;
BEGIN
    counted := 0;
    behind := true;
    IF NOT pg_try_advisory_xact_lock(7301, p_space) THEN
        RETURN;
    END IF;
    SELECT time_zone INTO space_zone FROM spaces_public_space WHERE space_id = p_space;
    INSERT INTO insight_position (space_id, journal_id, zone, counted_to) VALUES (p_space, 0, space_zone, '-infinity')
    ON CONFLICT DO NOTHING;
    SELECT * INTO done FROM insight_position WHERE space_id = p_space;
    IF done.zone <> space_zone THEN
        DELETE FROM insight_day WHERE space_id = p_space;
        DELETE FROM insight_member_day WHERE space_id = p_space;
        done.journal_id := 0;
    END IF;
    SELECT * INTO border FROM insight_horizon();

    WITH batch AS MATERIALIZED (
        -- The event that a void takes out is worked out here: row-level security looks a row up by key only when the comparison
        -- beside it can leak nothing, and a cast could.
        SELECT e.id, e.type_id, e.type, e.member_id, e.depth, e.at, e.actor, e.source,
               CASE WHEN e.type IN ('journal.voided', 'journal.reinstated') THEN (e.props ->> 'event')::bigint END AS target_id
        FROM journal_public_event AS e
        WHERE e.space_id = p_space AND e.id > done.journal_id AND e.id < border.horizon_ms << 20
        ORDER BY e.id LIMIT p_limit
    ), meant AS (
        SELECT b.type_id, b.type, b.member_id, b.depth, b.at, b.actor, b.source, 1 AS sign
        FROM batch AS b WHERE b.target_id IS NULL
        UNION ALL
        SELECT t.type_id, t.type, t.member_id, t.depth, t.at, t.actor, t.source, CASE b.type WHEN 'journal.voided' THEN -1 ELSE 1 END
        FROM batch AS b
        JOIN journal_public_event AS t ON t.space_id = p_space AND t.id = b.target_id
        WHERE b.target_id IS NOT NULL AND t.type NOT IN ('journal.voided', 'journal.reinstated')
    ), change AS MATERIALIZED (
        SELECT (t.at AT TIME ZONE space_zone)::date AS day, t.type_id, t.type, t.member_id, t.sign,
               t.depth > 0 OR coalesce(y.definition ->> 'sender', '') = 'reaction' AS effect,
               -- An act is a member's own: not what staff did (the actor of an import only passed it on), not what Guanxi records
               -- about them (joining, a tag), not what others do to their post or bring to their door.
               t.depth = 0 AND t.member_id IS NOT NULL AND (t.actor IS NULL OR t.source LIKE 'import:%')
                   AND coalesce(y.definition ->> 'sender', '') <> 'reaction'
                   AND t.type NOT IN ('vote.cast', 'answer.accepted', 'order.delivered') AS act
        FROM meant AS t
        JOIN journal_public_type AS y ON y.id = t.type_id
    ), by_day AS (
        INSERT INTO insight_day AS d (space_id, day, type_id, events, effects)
        SELECT p_space, day, type_id, coalesce(sum(sign) FILTER (WHERE NOT effect), 0), coalesce(sum(sign) FILTER (WHERE effect), 0)
        FROM change GROUP BY day, type_id
        ON CONFLICT (space_id, day, type_id) DO UPDATE SET events = d.events + excluded.events, effects = d.effects + excluded.effects
    ), by_member AS (
        INSERT INTO insight_member_day AS d (space_id, day, member_id, acts, orders)
        SELECT p_space, day, member_id, sum(sign), coalesce(sum(sign) FILTER (WHERE type = 'order.paid'), 0)
        FROM change WHERE act GROUP BY day, member_id
        ON CONFLICT (space_id, day, member_id) DO UPDATE SET acts = d.acts + excluded.acts, orders = d.orders + excluded.orders
    )
    SELECT count(*), max(id) INTO counted, last_id FROM batch;

    behind := counted = p_limit;
    UPDATE insight_position SET
        journal_id = CASE WHEN behind THEN last_id ELSE greatest(done.journal_id, (border.horizon_ms << 20) - 1) END,
        zone = space_zone,
        counted_to = guanxi_now(p_space)
            - make_interval(secs => (border.asked_ms - CASE WHEN behind THEN last_id >> 20 ELSE border.horizon_ms END) / 1000.0)
    WHERE space_id = p_space;
END $$;
