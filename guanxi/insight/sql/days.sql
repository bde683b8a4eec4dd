-- Events and effects of every day from one to another, both included, and of every month since the first; empty ones are zeros.
WITH life AS (
    SELECT min(d.day) FILTER (WHERE d.events > 0) AS first, max(d.day) FILTER (WHERE d.events > 0) AS last
    FROM insight_day AS d WHERE d.space_id = %(space)s
)
SELECT 'day' AS span, g.day::date AS day, coalesce(sum(d.events), 0)::bigint AS events, coalesce(sum(d.effects), 0)::bigint AS effects
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS g (day)
LEFT JOIN insight_day AS d ON d.space_id = %(space)s AND d.day = g.day::date
GROUP BY g.day
UNION ALL
SELECT 'month', g.month::date, coalesce(sum(d.events), 0)::bigint, coalesce(sum(d.effects), 0)::bigint
FROM life AS l
CROSS JOIN LATERAL generate_series(date_trunc('month', l.first::timestamp), l.last::timestamp, interval '1 month') AS g (month)
LEFT JOIN insight_day AS d ON d.space_id = %(space)s AND d.day >= g.month::date AND d.day < (g.month + interval '1 month')::date
GROUP BY g.month
ORDER BY span, day
