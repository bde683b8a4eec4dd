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
LANGUAGE plpgsql AS $$
DECLARE
    done insight_position;
    space_zone text;
    border record;
    last_id bigint;
BEGIN
    SELECT time_zone INTO space_zone FROM spaces_public_space WHERE space_id = p_space;
    INSERT INTO insight_position (space_id, journal_id, zone, counted_to) VALUES (p_space, 0, space_zone, '-infinity')
    ON CONFLICT DO NOTHING;
    SELECT * INTO done FROM insight_position WHERE space_id = p_space FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        counted := 0;
        behind := true;
        RETURN;
    END IF;
    IF done.zone <> space_zone THEN
        DELETE FROM insight_day WHERE space_id = p_space;
        DELETE FROM insight_member_day WHERE space_id = p_space;
        done.journal_id := 0;
    END IF;
    SELECT * INTO border FROM insight_horizon();

    WITH batch AS MATERIALIZED (
        SELECT e.id, e.type, e.props FROM journal_public_event AS e
        WHERE e.space_id = p_space AND e.id > done.journal_id AND e.id < border.horizon_ms << 20
        ORDER BY e.id LIMIT p_limit
    ), change AS MATERIALIZED (
        SELECT (t.at AT TIME ZONE space_zone)::date AS day, t.type_id, t.type, t.member_id,
               t.depth > 0 OR coalesce(y.definition ->> 'sender', '') = 'reaction' AS effect,
               -- An act is a member's own: not what staff did (the actor of an import only passed it on), not what Guanxi records
               -- about them (joining, a tag), not what others do to their post or bring to their door.
               t.depth = 0 AND t.member_id IS NOT NULL AND (t.actor IS NULL OR t.source LIKE 'import:%')
                   AND coalesce(y.definition ->> 'sender', '') <> 'reaction'
                   AND t.type NOT IN ('vote.cast', 'answer.accepted', 'order.delivered') AS act,
               CASE WHEN b.type = 'journal.voided' THEN -1 ELSE 1 END AS sign
        FROM batch AS b
        JOIN journal_public_event AS t ON t.space_id = p_space
            AND t.id = CASE WHEN b.type IN ('journal.voided', 'journal.reinstated') THEN (b.props ->> 'event')::bigint ELSE b.id END
        JOIN journal_public_type AS y ON y.id = t.type_id
        WHERE t.type NOT IN ('journal.voided', 'journal.reinstated')
    ), by_day AS (
        MERGE INTO insight_day AS d
        USING (
            SELECT day, type_id, coalesce(sum(sign) FILTER (WHERE NOT effect), 0) AS events,
                   coalesce(sum(sign) FILTER (WHERE effect), 0) AS effects
            FROM change GROUP BY day, type_id
        ) AS c ON d.space_id = p_space AND d.day = c.day AND d.type_id = c.type_id
        WHEN MATCHED THEN UPDATE SET events = d.events + c.events, effects = d.effects + c.effects
        WHEN NOT MATCHED THEN INSERT (space_id, day, type_id, events, effects) VALUES (p_space, c.day, c.type_id, c.events, c.effects)
        RETURNING 1
    ), by_member AS (
        MERGE INTO insight_member_day AS d
        USING (
            SELECT day, member_id, sum(sign) AS acts, coalesce(sum(sign) FILTER (WHERE type = 'order.paid'), 0) AS orders
            FROM change WHERE act GROUP BY day, member_id
        ) AS c ON d.space_id = p_space AND d.day = c.day AND d.member_id = c.member_id
        WHEN MATCHED THEN UPDATE SET acts = d.acts + c.acts, orders = d.orders + c.orders
        WHEN NOT MATCHED THEN INSERT (space_id, day, member_id, acts, orders) VALUES (p_space, c.day, c.member_id, c.acts, c.orders)
        RETURNING 1
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
