-- The rows below each seal still give the digest that was sealed, and the seals form one chain from the first.
SELECT CASE
    WHEN s.first_id <> coalesce(s.last_before, 0) + 1 THEN 'the seals of ' || s.stream || 's have a gap before seal ' || s.number
    WHEN r.rows <> s.rows THEN 'seal ' || s.number || ' of ' || s.stream || 's covers ' || s.rows || ' rows, now there are ' || r.rows
    WHEN r.digest <> s.digest THEN s.stream || 's ' || s.first_id || ' to ' || s.last_id || ' are not what was sealed'
    WHEN s.head <> sha256(coalesce(s.head_before, '\x') || s.digest) THEN 'seal ' || s.number || ' of ' || s.stream || 's does not follow the one before it'
    END AS offence
FROM (
    SELECT *, lag(last_id) OVER chain AS last_before, lag(head) OVER chain AS head_before
    FROM insight_seal WHERE space_id = %(space)s WINDOW chain AS (PARTITION BY stream ORDER BY number)) s
CROSS JOIN LATERAL insight_digest(s.space_id, s.stream, s.first_id, s.last_id) r
