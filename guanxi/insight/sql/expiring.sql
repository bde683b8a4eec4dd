-- What is left of the points that members were given, by the local month in which it expires; the months without an end last.
SELECT l.unit, u.kind, date_trunc('month', l.expires_at AT TIME ZONE z.time_zone)::date AS month, sum(l.remaining)::bigint AS amount
FROM ledger_public_lot AS l
JOIN ledger_public_unit AS u ON u.space_id = l.space_id AND u.code = l.unit
JOIN spaces_public_space AS z ON z.space_id = l.space_id
WHERE l.space_id = %(space)s AND l.remaining > 0 AND u.kind = 'points'
GROUP BY l.unit, u.kind, 3 ORDER BY l.unit, 3 NULLS LAST LIMIT 24
