-- Where a space stands: its name, its clock, and how far its journal is counted (on the same clock).
SELECT s.slug, s.name, s.time_zone, s.currency, s.is_demo, c.now,
       nullif(p.counted_to, '-infinity') + (c.now - clock_timestamp()) AS counted_to,
       (SELECT max(d.day) FROM insight_day AS d WHERE d.space_id = s.space_id AND d.events > 0) AS newest
FROM spaces_public_space AS s
CROSS JOIN LATERAL (SELECT guanxi_now(s.space_id) AS now) AS c
LEFT JOIN insight_position AS p ON p.space_id = s.space_id
WHERE s.space_id = %(space)s
