-- Events and effects of every day from one to another, both included; a day without events is a row of zeros.
SELECT g.day::date AS day, coalesce(sum(d.events), 0)::bigint AS events, coalesce(sum(d.effects), 0)::bigint AS effects
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS g (day)
LEFT JOIN insight_day AS d ON d.space_id = %(space)s AND d.day = g.day::date
GROUP BY g.day ORDER BY g.day
