-- Counting: contributions, and the progress that is a pure function of them.

-- Adds what is new in p_matches, marks what p_voided and p_reinstated say, and brings every progress concerned up to date.
--  1. The progress of every match, looked up once by (member, goal, period, group), or a new number where it is met for the first time.
--  2. The contributions themselves; one that is there already adds nothing.
--  3. A progress runs on from where it stands when all that is new comes later in (at, key) order (quests_run_on);
--     else, and for measures that need it, it is computed anew from all its contributions (quests_run_anew).
-- owing: what is new (or back) and worth something by itself. crossings: where a running measure came to a step of one goal. touched: the progress
-- rows that came to a step. rejudge: those that may have fallen, and in parallel blame: the events that made them.
CREATE OR REPLACE FUNCTION quests_count(
    p_space integer, p_matches quests_match[], p_voided bigint[], p_reinstated bigint[],
    OUT owing quests_match[], OUT crossings quests_crossing[], OUT touched bigint[], OUT rejudge bigint[], OUT blame bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    matches quests_match[] := '{}';
    fresh quests_match[] := '{}';
    back bigint[] := '{}';
    anew bigint[];
    late bigint[];
    known bigint[];
    more quests_crossing[];
    more_touched bigint[];
BEGIN
    owing := '{}';
    crossings := '{}';
    touched := '{}';
    rejudge := '{}';
    blame := '{}';
    IF cardinality(p_matches) > 0 THEN
        matches := quests_locate(p_space, p_matches);
    END IF;
    IF cardinality(p_voided) > 0 THEN
        WITH marked AS (
            UPDATE quests_contribution SET voided = true WHERE space_id = p_space AND event_id = ANY (p_voided) AND NOT voided
            RETURNING progress_id, event_id
        )
        SELECT coalesce(array_agg(progress_id), '{}'), coalesce(array_agg(event_id), '{}') INTO rejudge, blame FROM marked;
    END IF;
    IF cardinality(p_reinstated) > 0 THEN
        WITH marked AS (
            UPDATE quests_contribution SET voided = false WHERE space_id = p_space AND event_id = ANY (p_reinstated) AND voided
            RETURNING progress_id, event_id
        )
        SELECT rejudge || coalesce(array_agg(progress_id), '{}'), blame || coalesce(array_agg(event_id), '{}'), coalesce(array_agg(DISTINCT event_id), '{}')
        INTO rejudge, blame, back FROM marked;
    END IF;
    IF cardinality(back) > 0 AND cardinality(matches) > 0 THEN
        matches := quests_as_judged(p_space, matches);
    END IF;
    IF cardinality(matches) > 0 THEN
        fresh := quests_contribute(p_space, matches, back);
        SELECT array_agg(f.progress_id) FILTER (WHERE NOT f.is_new),
               array_agg(f.progress_id) FILTER (WHERE f.counted AND (f.recount OR f.at <= f.was_at OR (f.streak AND f.local_date < f.was_date))),
               array_agg(f.event_id) FILTER (WHERE f.counted AND (f.recount OR f.at <= f.was_at OR (f.streak AND f.local_date < f.was_date))),
               coalesce(array_agg(f) FILTER (WHERE f.counted AND 0 < ANY (f.worth)), '{}')
        INTO known, anew, late, owing FROM unnest(fresh) f;
        rejudge := rejudge || coalesce(anew, '{}');
        blame := blame || coalesce(late, '{}');
    END IF;
    IF cardinality(fresh) > 0 THEN
        SELECT r.crossings, r.touched INTO crossings, touched FROM quests_run_on(p_space, fresh, known, rejudge) r;
    END IF;
    IF cardinality(rejudge) > 0 THEN
        SELECT r.crossings, r.touched INTO more, more_touched FROM quests_run_anew(p_space, rejudge) r;
        crossings := crossings || more;
        touched := touched || more_touched;
    END IF;
END $$;

-- The matches with the progress that each belongs to, and where it stands. One that is met for the first time gets a number; its row is written at
-- once only where it must be there to be computed from (or where nobody who is in the audience counts yet), else with what it comes to.
CREATE OR REPLACE FUNCTION quests_locate(p_space integer, p_matches quests_match[]) RETURNS quests_match[] LANGUAGE plpgsql AS $$
DECLARE
    matches quests_match[];
    missing boolean;
BEGIN
    SELECT array_agg(ROW((n.m).goal_id, (n.m).version_id, (n.m).event_id, (n.m).member_id, (n.m).depth, (n.m).at, (n.m).order_key, (n.m).local_date,
                         (n.m).period, (n.m).grp, (n.m).amount, (n.m).value, (n.m).counted, (n.m).worth, (n.m).streak, (n.m).recount, (n.m).reach,
                         (n.m).least, (n.m).most, n.named, n.id IS NULL AND n.all_count, coalesce(n.value_then, 0), coalesce(n.peak_then, 0),
                         coalesce(n.best_then, 0), coalesce(n.at_then, '-infinity'), coalesce(n.date_then, '-infinity'), n.reached_then,
                         coalesce(n.floor_then, '-infinity'))::quests_match),
           bool_or(n.id IS NULL AND NOT n.all_count)
    INTO matches, missing
    FROM (
        SELECT l.*, coalesce(l.id, min(l.spare) OVER same) AS named, bool_and((l.m).counted AND NOT (l.m).recount) OVER same AS all_count
        FROM (
            SELECT m, m.member_id, m.goal_id, m.period, m.grp, p.*, CASE WHEN p.id IS NULL THEN nextval('quests_progress_id_seq') END AS spare
            FROM unnest(p_matches) m LEFT JOIN LATERAL (
                SELECT x.id, x.value AS value_then, x.peak AS peak_then, x.best AS best_then, x.last_at AS at_then, x.last_date AS date_then,
                       x.reach_event AS reached_then, x.floor_at AS floor_then
                FROM quests_progress x
                WHERE x.space_id = p_space AND x.member_id = m.member_id AND x.goal_id = m.goal_id AND x.period = m.period AND x.grp = m.grp OFFSET 0) p ON true) l
        WINDOW same AS (PARTITION BY l.member_id, l.goal_id, l.period, l.grp)) n;
    IF missing THEN
        INSERT INTO quests_progress (space_id, id, goal_id, member_id, period, grp)
        SELECT DISTINCT p_space, m.progress_id, m.goal_id, m.member_id, m.period, m.grp FROM unnest(matches) m
        WHERE NOT m.is_new AND (SELECT p.id FROM quests_progress p WHERE p.space_id = p_space AND p.id = m.progress_id) IS NULL;
    END IF;
    RETURN matches;
END $$;

-- The verdict of then stands, whether or not the member is in the audience today.
CREATE OR REPLACE FUNCTION quests_as_judged(p_space integer, p_matches quests_match[]) RETURNS quests_match[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT array_agg(ROW(m.goal_id, m.version_id, m.event_id, m.member_id, m.depth, m.at, m.order_key, m.local_date, m.period, m.grp, m.amount, m.value,
        coalesce((SELECT c.counted FROM quests_contribution c WHERE c.space_id = p_space AND c.event_id = m.event_id AND c.progress_id = m.progress_id), m.counted),
        m.worth, m.streak, m.recount, m.reach, m.least, m.most, m.progress_id, m.is_new, m.was_value, m.was_peak, m.was_best, m.was_at, m.was_date,
        m.was_reached, m.floor_at)::quests_match) FROM unnest(p_matches) m);
END $$;

-- Writes the contributions. Returns those of p_matches that are new; and those of the events p_back, which count again.
CREATE OR REPLACE FUNCTION quests_contribute(p_space integer, p_matches quests_match[], p_back bigint[]) RETURNS quests_match[] LANGUAGE plpgsql AS $$
DECLARE
    events bigint[];
    places bigint[];
BEGIN
    -- Usually nothing of what has happened was counted before; that is asked once, and not row by row.
    INSERT INTO quests_contribution (space_id, progress_id, event_id, at, order_key, local_date, amount, value, counted)
    SELECT p_space, progress_id, event_id, at, order_key, local_date, amount, value, counted FROM unnest(p_matches) m
    WHERE NOT EXISTS (SELECT FROM quests_contribution WHERE space_id = p_space AND event_id = ANY (ARRAY(SELECT o.event_id FROM unnest(p_matches) o)));
    IF FOUND THEN
        RETURN p_matches;
    END IF;
    WITH written AS (
        INSERT INTO quests_contribution (space_id, progress_id, event_id, at, order_key, local_date, amount, value, counted)
        SELECT p_space, progress_id, event_id, at, order_key, local_date, amount, value, counted FROM unnest(p_matches) m ON CONFLICT DO NOTHING
        RETURNING progress_id, event_id
    )
    SELECT array_agg(event_id), array_agg(progress_id) INTO events, places FROM written;
    RETURN (SELECT coalesce(array_agg(m), '{}') FROM unnest(p_matches) m
            WHERE (m.event_id, m.progress_id) IN (SELECT event_id, progress_id FROM unnest(events, places) w(event_id, progress_id)) OR m.event_id = ANY (p_back));
END $$;

-- Runs progress on by what is new; p_known are rows that are there, p_anew are left to quests_run_anew.
-- One order serves every window: by progress, for a streak by day, then by (at, key). No step joins two intermediate results.
CREATE OR REPLACE FUNCTION quests_run_on(
    p_space integer, p_fresh quests_match[], p_known bigint[], p_anew bigint[], OUT crossings quests_crossing[], OUT touched bigint[])
LANGUAGE plpgsql AS $$
BEGIN
    WITH input AS (
        SELECT f AS match, f.progress_id, f.at, f.order_key, CASE WHEN f.streak THEN f.local_date END AS streak_date FROM unnest(p_fresh) f
        WHERE f.counted AND (p_anew = '{}' OR f.progress_id <> ALL (p_anew))
    ), dated AS (
        SELECT i.*, lag(streak_date, 1, (match).was_date) OVER w AS day_before, lead(at) OVER w IS NULL AS is_last
        FROM input i WINDOW w AS (PARTITION BY progress_id ORDER BY streak_date, at, order_key)
    ), running AS MATERIALIZED (
        SELECT match, progress_id, at, order_key, streak_date, is_last, (CASE
            WHEN streak_date IS NULL THEN (match).was_value + sum((match).amount) OVER w
            -- How long the run is that this day belongs to: since the last day that came after a gap, or since the run began that was there before.
            ELSE streak_date + 1 - coalesce(max(CASE WHEN streak_date > day_before + 1 THEN streak_date END) OVER w,
                                            (match).was_date + 1 - (match).was_value::integer)
        END)::bigint AS measured
        FROM dated d WINDOW w AS (PARTITION BY progress_id ORDER BY streak_date, at, order_key ROWS UNBOUNDED PRECEDING)
    ), result AS (
        SELECT progress_id, any_value(match) AS match, max(measured) FILTER (WHERE is_last) AS value,
               greatest(max((match).was_peak), coalesce(max(measured) FILTER (WHERE at > (match).floor_at), 0)) AS peak,
               greatest(max((match).was_best), max(measured)) AS best, max(at) AS last_at,
               greatest(max((match).local_date), max((match).was_date)) AS last_date,
               coalesce(max((match).was_reached), (array_agg((match).event_id ORDER BY streak_date, at, order_key)
                   FILTER (WHERE measured >= (match).reach AND (match).was_peak < (match).reach AND at > (match).floor_at))[1]) AS reach_event
        FROM running GROUP BY progress_id
    ), kept AS (
        UPDATE quests_progress p SET value = r.value, peak = r.peak, best = r.best, last_at = r.last_at, last_date = r.last_date, reach_event = r.reach_event
        FROM result r WHERE p.space_id = p_space AND p.id = ANY (p_known) AND p.id = r.progress_id AND NOT (r.match).is_new
    ), made AS (
        INSERT INTO quests_progress (space_id, id, goal_id, member_id, period, grp, value, peak, best, last_at, last_date, reach_event)
        SELECT p_space, progress_id, (match).goal_id, (match).member_id, (match).period, (match).grp, value, peak, best, last_at, last_date, reach_event
        FROM result r WHERE (r.match).is_new
    )
    SELECT coalesce(array_agg(DISTINCT progress_id), '{}'),
           coalesce(array_agg(ROW((match).version_id, (match).member_id, (match).period, no, (match).event_id, at, order_key,
                                  (match).depth)::quests_crossing) FILTER (WHERE no IS NOT NULL), '{}')
    INTO touched, crossings
    FROM (SELECT DISTINCT ON (x.progress_id, s.no) x.progress_id, x.match, x.at, x.order_key, s.no FROM running x LEFT JOIN quests_step s
              ON s.space_id = p_space AND s.version_id = (x.match).version_id AND s.combine = 'one'
                  AND x.measured >= s.reach AND (x.match).was_peak < s.reach
          WHERE x.measured >= (x.match).least AND (x.match).was_peak < (x.match).most AND x.at > (x.match).floor_at
          ORDER BY x.progress_id, s.no, x.streak_date, x.at, x.order_key) first;
END $$;

-- Computes the progress rows p_anew from all that counts for them.
CREATE OR REPLACE FUNCTION quests_run_anew(p_space integer, p_anew bigint[], OUT crossings quests_crossing[], OUT touched bigint[]) LANGUAGE plpgsql AS $$
BEGIN
    WITH input AS (
        SELECT p.id, p.floor_at, p.member_id, p.period, g.version_id, g.measure, g.reach, g.rolling_days, c.event_id, c.at, c.order_key, c.local_date,
               c.amount, c.value AS told_apart, CASE WHEN g.measure = 'streak' THEN c.local_date END AS streak_date
        FROM (SELECT DISTINCT id FROM unnest(p_anew) id) a
        CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = a.id OFFSET 0) p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
        LEFT JOIN quests_contribution c ON c.space_id = p_space AND c.progress_id = p.id AND c.counted AND NOT c.voided
    ), ordered AS (
        SELECT i.*, lag(local_date, 1, '-infinity') OVER by_day AS day_before, lead(event_id) OVER by_day IS NULL AS is_last,
               row_number() OVER (PARTITION BY id, told_apart ORDER BY at, order_key) AS sighting
        FROM input i WINDOW by_day AS (PARTITION BY id ORDER BY streak_date, at, order_key)
    ), runs AS (
        SELECT o.*, sum((local_date > day_before + 1)::integer) OVER (PARTITION BY id ORDER BY streak_date, at, order_key) AS run FROM ordered o
    ), running AS MATERIALIZED (
        SELECT r.*, (CASE
            WHEN rolling_days IS NOT NULL THEN (
                SELECT sum(c.amount) FROM quests_contribution c
                WHERE c.space_id = p_space AND c.progress_id = r.id AND c.counted AND NOT c.voided
                    AND c.at > r.at - make_interval(days => r.rolling_days) AND (c.at, c.order_key) <= (r.at, r.order_key))
            WHEN measure = 'streak' THEN sum((local_date > day_before)::integer) OVER (PARTITION BY id, run ORDER BY streak_date, at, order_key)
            WHEN measure = 'distinct' THEN sum((sighting = 1 AND event_id IS NOT NULL)::integer) OVER in_order
            ELSE sum(amount) OVER in_order
        END)::bigint AS measured
        FROM runs r WINDOW in_order AS (PARTITION BY id ORDER BY at, order_key)
    ), result AS (
        SELECT id, greatest(0, max(measured) FILTER (WHERE at > floor_at)) AS peak, greatest(0, max(measured)) AS best,
               coalesce(max(measured) FILTER (WHERE is_last), 0) AS value, coalesce(max(at), '-infinity') AS last_at,
               coalesce(max(local_date), '-infinity') AS last_date,
               (array_agg(event_id ORDER BY streak_date, at, order_key) FILTER (WHERE measured >= reach AND at > floor_at))[1] AS reach_event
        FROM running GROUP BY id
    ), kept AS (
        UPDATE quests_progress p SET value = r.value, peak = r.peak, best = r.best, last_at = r.last_at, last_date = r.last_date, reach_event = r.reach_event
        FROM result r WHERE p.space_id = p_space AND p.id = ANY (p_anew) AND p.id = r.id
    ), crossed AS (
        SELECT DISTINCT ON (r.id, s.no) r.id, r.version_id, r.member_id, r.period, s.no, s.combine, r.event_id, r.at, r.order_key
        FROM running r JOIN quests_step s ON s.space_id = p_space AND s.version_id = r.version_id
            AND r.measured >= CASE s.combine WHEN 'one' THEN s.reach ELSE r.reach END
        WHERE r.at > r.floor_at
        ORDER BY r.id, s.no, r.streak_date, r.at, r.order_key
    )
    SELECT coalesce(array_agg(DISTINCT id), '{}'),
           coalesce(array_agg(ROW(version_id, member_id, period, no, event_id, at, order_key, NULL)::quests_crossing) FILTER (WHERE combine = 'one'), '{}')
    INTO touched, crossings FROM crossed;
END $$;
