-- Counting: contributions, and the progress that is a pure function of them.

-- Adds what is new in p_matches, marks what p_voided and p_reinstated say, and brings every progress concerned up to date.
--  1. The progress of every match, looked up by (member, goal, period, group), or a new number where it is met for the first time.
--  2. The contributions themselves; one that is there already adds nothing (p_fresh is what was new, or is back).
--  3. A progress is folded on from where it stands when all that is new comes later in (at, key) order;
--     else, and for measures that need it, it is computed anew from all its contributions.
--  4. p_crossings: where a running measure first reached a step. p_touched: the progress rows concerned; p_rejudge: those that may have fallen.
CREATE OR REPLACE FUNCTION quests_count(
    p_space integer, p_matches quests_match[], p_voided bigint[], p_reinstated bigint[],
    OUT fresh quests_match[], OUT crossings quests_crossing[], OUT touched bigint[], OUT rejudge bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    matches quests_match[] := '{}';
    met bigint[];
    kept_ready bigint[];
    dirty bigint[] := '{}';
    back bigint[] := '{}';
    anew bigint[];
    known bigint[];
BEGIN
    IF cardinality(p_matches) > 0 THEN
        SELECT array_agg(ROW(n.goal_id, n.version_id, n.event_id, n.member_id, n.depth, n.at, n.order_key, n.local_date, n.period, n.grp, n.amount,
                             n.value, n.counted, n.worth, n.named)::quests_match),
               array_agg(DISTINCT n.named) FILTER (WHERE n.id IS NULL),
               array_agg(DISTINCT n.named) FILTER (WHERE n.id IS NULL AND (NOT n.all_count OR g.measure = 'distinct' OR g.rolling_days IS NOT NULL))
        INTO matches, met, kept_ready
        FROM (
            SELECT l.*, coalesce(l.id, min(l.spare) OVER same) AS named, bool_and(l.counted) OVER same AS all_count
            FROM (
                SELECT m.*, nextval('quests_progress_id_seq') AS spare,
                       (SELECT p.id FROM quests_progress p WHERE p.space_id = p_space AND p.member_id = m.member_id AND p.goal_id = m.goal_id
                            AND p.period = m.period AND p.grp = m.grp) AS id
                FROM unnest(p_matches) m) l
            WINDOW same AS (PARTITION BY l.member_id, l.goal_id, l.period, l.grp)) n
        JOIN quests_goal g ON g.space_id = p_space AND g.id = n.goal_id;
        IF kept_ready IS NOT NULL THEN
            INSERT INTO quests_progress (space_id, id, goal_id, member_id, period, grp)
            SELECT DISTINCT p_space, m.progress_id, m.goal_id, m.member_id, m.period, m.grp FROM unnest(matches) m WHERE m.progress_id = ANY (kept_ready);
            met := ARRAY(SELECT id FROM unnest(met) id WHERE id <> ALL (kept_ready));
        END IF;
    END IF;

    IF cardinality(p_voided) > 0 THEN
        WITH marked AS (
            UPDATE quests_contribution SET voided = true WHERE space_id = p_space AND event_id = ANY (p_voided) AND NOT voided RETURNING progress_id
        )
        SELECT coalesce(array_agg(DISTINCT progress_id), '{}') INTO dirty FROM marked;
    END IF;
    IF cardinality(p_reinstated) > 0 THEN
        WITH marked AS (
            UPDATE quests_contribution SET voided = false WHERE space_id = p_space AND event_id = ANY (p_reinstated) AND voided
            RETURNING progress_id, event_id
        )
        SELECT dirty || coalesce(array_agg(DISTINCT progress_id), '{}'), coalesce(array_agg(DISTINCT event_id), '{}') INTO dirty, back FROM marked;
    END IF;

    IF cardinality(back) > 0 THEN  -- the verdict of then stands, whether or not the member is in the audience today
        SELECT array_agg(ROW(m.goal_id, m.version_id, m.event_id, m.member_id, m.depth, m.at, m.order_key, m.local_date, m.period, m.grp, m.amount,
                             m.value, coalesce((SELECT c.counted FROM quests_contribution c WHERE c.space_id = p_space AND c.event_id = m.event_id
                                                    AND c.progress_id = m.progress_id), m.counted), m.worth, m.progress_id)::quests_match)
        INTO matches FROM unnest(matches) m;
        matches := coalesce(matches, '{}');
    END IF;

    WITH written AS (
        INSERT INTO quests_contribution (space_id, progress_id, event_id, at, order_key, local_date, amount, value, counted)
        SELECT p_space, progress_id, event_id, at, order_key, local_date, amount, value, counted FROM unnest(matches) m ON CONFLICT DO NOTHING
        RETURNING progress_id, event_id
    )
    SELECT coalesce(array_agg(m), '{}') INTO fresh
    FROM unnest(matches) m WHERE (m.progress_id, m.event_id) IN (SELECT progress_id, event_id FROM written) OR m.event_id = ANY (back);

    IF cardinality(fresh) = 0 AND cardinality(dirty) = 0 THEN
        touched := '{}';
        rejudge := '{}';
        RETURN;
    END IF;

    SELECT coalesce(array_agg(DISTINCT p.id), '{}') INTO anew
    FROM unnest(fresh) f
    CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = f.progress_id OFFSET 0) p
    JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
    WHERE f.counted AND (g.measure = 'distinct' OR g.rolling_days IS NOT NULL OR f.at <= p.last_at
        OR (g.measure = 'streak' AND f.local_date < p.last_date));
    anew := anew || dirty;
    met := coalesce(met, '{}');
    known := anew || ARRAY(SELECT DISTINCT progress_id FROM unnest(fresh) f WHERE progress_id <> ALL (met));

    -- A progress that is met for the first time is written once, with what it comes to: it has no row to look up yet.
    -- No step joins two intermediate results, whose size the planner cannot know; progress is looked up row by row (OFFSET 0 keeps it so).
    WITH input AS (
        SELECT f.progress_id AS id, coalesce(p.value, 0) AS value, coalesce(p.peak, 0) AS peak, coalesce(p.best, 0) AS best,
               coalesce(p.last_date, '-infinity') AS last_date, coalesce(p.floor_at, '-infinity') AS floor_at, f.member_id, f.period, g.version_id,
               g.measure, g.reach, g.rolling_days, false AS whole, f.event_id, f.at, f.order_key, f.local_date, f.amount, f.value AS told_apart,
               f.goal_id, f.grp
        FROM unnest(fresh) f
        LEFT JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = f.progress_id OFFSET 0) p ON true
        JOIN quests_goal g ON g.space_id = p_space AND g.id = f.goal_id
        WHERE f.counted AND f.progress_id <> ALL (anew)
        UNION ALL
        SELECT p.id, 0, 0, 0, '-infinity', p.floor_at, p.member_id, p.period, g.version_id, g.measure, g.reach, g.rolling_days, true,
               c.event_id, c.at, c.order_key, c.local_date, c.amount, c.value, p.goal_id, p.grp
        FROM (SELECT DISTINCT id FROM unnest(anew) id) a
        CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = a.id OFFSET 0) p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
        LEFT JOIN quests_contribution c ON c.space_id = p_space AND c.progress_id = p.id AND c.counted AND NOT c.voided
    ), ordered AS (
        SELECT i.*, lag(local_date, 1, last_date) OVER by_day AS day_before,
               row_number() OVER (PARTITION BY id, told_apart ORDER BY at, order_key) AS sighting
        FROM input i WINDOW by_day AS (PARTITION BY id ORDER BY local_date, at, order_key)
    ), runs AS (
        SELECT o.*, sum((local_date > day_before + 1)::integer) OVER (PARTITION BY id ORDER BY local_date, at, order_key) AS run FROM ordered o
    ), running AS MATERIALIZED (
        SELECT r.*, (CASE
            WHEN rolling_days IS NOT NULL THEN (
                SELECT sum(c.amount) FROM quests_contribution c
                WHERE c.space_id = p_space AND c.progress_id = r.id AND c.counted AND NOT c.voided
                    AND c.at > r.at - make_interval(days => r.rolling_days) AND (c.at, c.order_key) <= (r.at, r.order_key))
            WHEN measure = 'streak' THEN
                sum((local_date > day_before)::integer) OVER (PARTITION BY id, run ORDER BY local_date, at, order_key)
                + CASE WHEN run = 0 THEN r.value ELSE 0 END
            WHEN measure = 'distinct' THEN sum((sighting = 1 AND event_id IS NOT NULL)::integer) OVER in_order
            ELSE sum(amount) OVER in_order + r.value
        END)::bigint AS measured
        FROM runs r WINDOW in_order AS (PARTITION BY id ORDER BY at, order_key)
    ), result AS (
        SELECT id, whole, goal_id, member_id, period, grp, greatest(max(peak), coalesce(max(measured) FILTER (WHERE at > floor_at), 0)) AS peak,
               greatest(max(best), coalesce(max(measured), 0)) AS best,
               coalesce(max(local_date), max(last_date)) AS last_date,
               coalesce((array_agg(measured ORDER BY CASE WHEN measure = 'streak' THEN local_date END, at, order_key))[count(*)], 0) AS value,
               coalesce((array_agg(at ORDER BY at, order_key))[count(*)], '-infinity') AS last_at,
               coalesce((array_agg(order_key ORDER BY at, order_key))[count(*)], 0) AS last_order
        FROM running GROUP BY id, whole, goal_id, member_id, period, grp
    ), kept AS (
        UPDATE quests_progress p SET value = r.value, peak = r.peak, best = r.best, last_at = r.last_at, last_order = r.last_order, last_date = r.last_date
        FROM result r WHERE p.space_id = p_space AND p.id = ANY (known) AND p.id = r.id
    ), made AS (
        INSERT INTO quests_progress (space_id, id, goal_id, member_id, period, grp, value, peak, best, last_at, last_order, last_date)
        SELECT p_space, id, goal_id, member_id, period, grp, value, peak, best, last_at, last_order, last_date FROM result r WHERE r.id = ANY (met)
    ), crossed AS (
        SELECT DISTINCT ON (r.id, s.no) r.version_id, r.member_id, r.period, s.no, r.event_id, r.at, r.order_key
        FROM running r JOIN quests_step s ON s.space_id = p_space AND s.version_id = r.version_id
            AND r.measured >= CASE s.combine WHEN 'one' THEN s.reach ELSE r.reach END
            AND r.peak < CASE s.combine WHEN 'one' THEN s.reach ELSE r.reach END
        WHERE r.at > r.floor_at
        ORDER BY r.id, s.no, CASE WHEN r.measure = 'streak' THEN r.local_date END, r.at, r.order_key
    )
    SELECT (SELECT coalesce(array_agg(ROW(version_id, member_id, period, no, event_id, at, order_key)::quests_crossing), '{}') FROM crossed),
           array_agg(id) INTO crossings, touched FROM result;
    touched := coalesce(touched, '{}');
    rejudge := anew;
END $$;
