-- Every progress, value and peak, is the pure function of its contributions, computed here in another way than the engine does.
WITH counted AS (
    SELECT c.progress_id, c.at, c.order_key, c.local_date, c.amount, c.value
    FROM quests_contribution c WHERE c.space_id = %(space)s AND c.counted AND NOT c.voided
), row_of AS (
    SELECT p.id, g.measure, g.rolling_days, p.floor_at FROM quests_progress p JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id
    WHERE p.space_id = %(space)s
), summing AS (
    SELECT r.id, r.floor_at, c.at, c.order_key,
           sum(c.amount) OVER (PARTITION BY r.id ORDER BY c.at, c.order_key ROWS UNBOUNDED PRECEDING) AS measured
    FROM row_of r JOIN counted c ON c.progress_id = r.id WHERE r.measure IN ('count', 'sum') AND r.rolling_days IS NULL
), rolling AS (
    SELECT r.id, r.floor_at, c.at, c.order_key, (
               SELECT sum(w.amount) FROM counted w WHERE w.progress_id = r.id AND w.at > c.at - make_interval(days => r.rolling_days)
                   AND (w.at, w.order_key) <= (c.at, c.order_key)) AS measured
    FROM row_of r JOIN counted c ON c.progress_id = r.id WHERE r.rolling_days IS NOT NULL
), first_sight AS (
    SELECT r.id, r.floor_at, c.value, min(c.at) AS first_at, max(c.at) AS last_at FROM row_of r JOIN counted c ON c.progress_id = r.id
    WHERE r.measure = 'distinct' AND r.rolling_days IS NULL GROUP BY 1, 2, 3
), day AS (
    SELECT r.id, r.floor_at, c.local_date, max(c.at) AS last_at,
           c.local_date - (row_number() OVER (PARTITION BY r.id ORDER BY c.local_date))::integer AS island
    FROM row_of r JOIN counted c ON c.progress_id = r.id WHERE r.measure = 'streak' AND r.rolling_days IS NULL GROUP BY 1, 2, 3
), running AS (
    SELECT id, local_date, last_at > floor_at AS counts, row_number() OVER (PARTITION BY id, island ORDER BY local_date) AS measured FROM day
), result AS (
    SELECT id, (array_agg(measured ORDER BY at DESC, order_key DESC))[1] AS value, max(measured) FILTER (WHERE at > floor_at) AS peak, max(measured) AS best
    FROM (SELECT * FROM summing UNION ALL SELECT * FROM rolling) s GROUP BY id
    UNION ALL
    SELECT id, count(*), CASE WHEN max(last_at) > max(floor_at) THEN count(*) END, count(*) FROM first_sight GROUP BY id
    UNION ALL
    SELECT id, (array_agg(measured ORDER BY local_date DESC))[1], max(measured) FILTER (WHERE counts), max(measured) FROM running GROUP BY id
)
SELECT CASE WHEN p.value <> coalesce(r.value, 0) OR p.peak <> greatest(coalesce(r.peak, 0), 0)
        OR p.best <> greatest(coalesce(r.best, 0), 0)
    THEN 'member ' || p.member_id || ' has ' || p.value || ' (peak ' || p.peak || ') in goal ' || p.goal_id || CASE WHEN p.period > '-infinity'
        THEN ' of ' || p.period ELSE '' END || CASE WHEN p.grp <> '' THEN ' for ' || p.grp ELSE '' END || ', contributions give '
        || coalesce(r.value, 0) || ' (peak ' || greatest(coalesce(r.peak, 0), 0) || ')' END AS offence
FROM quests_progress p LEFT JOIN result r ON r.id = p.id WHERE p.space_id = %(space)s
