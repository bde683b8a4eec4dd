-- Who was active in the seven days from %(week)s, and in the seven before; for whom it was the first time, the second week, a paid one.
WITH seen AS (
    SELECT d.member_id,
           bool_or(d.acts > 0 AND d.day >= %(week)s::date) AS now,
           bool_or(d.acts > 0 AND d.day >= %(week)s::date - 7 AND d.day < %(week)s::date) AS before,
           bool_or(d.acts > 0 AND d.day < %(week)s::date - 7) AS earlier,
           bool_or(d.orders > 0 AND d.day >= %(week)s::date) AS paid_now,
           bool_or(d.orders > 0 AND d.day >= %(week)s::date - 7 AND d.day < %(week)s::date) AS paid_before
    FROM insight_member_day AS d
    WHERE d.space_id = %(space)s AND d.day >= %(week)s::date - 14 AND d.day < %(week)s::date + 7
    GROUP BY d.member_id
), known AS (
    SELECT s.*, EXISTS (
        SELECT FROM insight_member_day AS d
        WHERE d.space_id = %(space)s AND d.member_id = s.member_id AND d.day < %(week)s::date - 14 AND d.acts > 0
    ) AS long_ago
    FROM seen AS s
)
SELECT count(*) FILTER (WHERE now) AS active_now,
       count(*) FILTER (WHERE before) AS active_before,
       count(*) FILTER (WHERE now AND NOT before AND NOT earlier AND NOT long_ago) AS activated_now,
       count(*) FILTER (WHERE before AND NOT earlier AND NOT long_ago) AS activated_before,
       count(*) FILTER (WHERE now AND before) AS retained_now,
       count(*) FILTER (WHERE before AND earlier) AS retained_before,
       count(*) FILTER (WHERE paid_now) AS paid_now,
       count(*) FILTER (WHERE paid_before) AS paid_before,
       (SELECT coalesce(sum(d.events + d.effects), 0)::bigint FROM insight_day AS d WHERE d.space_id = %(space)s) AS events
FROM known
