-- Counts what happened in the circles of a space (all of them, or one) in the seven days before %(now)s, and keeps it.
WITH circle AS (
    SELECT id FROM circles_circle WHERE space_id = %(space)s AND (%(circle)s::bigint IS NULL OR id = %(circle)s)
), written AS (
    SELECT p.circle_id, p.author_id FROM circles_post p JOIN circle c ON c.id = p.circle_id
    WHERE p.created_at > %(now)s - interval '7 days' AND p.created_at <= %(now)s
        AND p.deleted_at IS NULL AND p.hidden_at IS NULL
), comment AS (
    SELECT k.circle_id, k.author_id, k.is_to_another FROM circles_comment k JOIN circle c ON c.id = k.circle_id
    WHERE k.created_at > %(now)s - interval '7 days' AND k.created_at <= %(now)s
        AND k.deleted_at IS NULL AND k.hidden_at IS NULL
), reaction AS (
    SELECT r.circle_id, r.member_id FROM circles_reaction r JOIN circle c ON c.id = r.circle_id
    WHERE r.at > %(now)s - interval '7 days' AND r.at <= %(now)s AND r.is_given
), active AS (
    SELECT circle_id, count(*) AS number FROM (
        SELECT circle_id, author_id FROM written WHERE author_id IS NOT NULL
        UNION SELECT circle_id, author_id FROM comment WHERE author_id IS NOT NULL
        UNION SELECT circle_id, member_id FROM reaction
    ) act GROUP BY circle_id
), posts AS (
    SELECT circle_id, count(*) AS number FROM written GROUP BY circle_id
), replies AS (
    SELECT circle_id, count(*) AS number FROM comment WHERE is_to_another AND author_id IS NOT NULL GROUP BY circle_id
), cohort AS (
    SELECT m.circle_id, m.member_id, m.entered_at + interval '21 days' AS begins, m.entered_at + interval '28 days' AS ends
    FROM circles_membership m JOIN circle c ON c.id = m.circle_id
    WHERE m.entered_at > %(now)s - interval '84 days' AND m.entered_at <= %(now)s - interval '28 days'
), retained AS (
    SELECT k.circle_id, count(*) AS old_enough, count(*) FILTER (WHERE
        EXISTS (SELECT FROM circles_post p WHERE p.author_id = k.member_id AND p.circle_id = k.circle_id
                AND p.created_at >= k.begins AND p.created_at < k.ends)
        OR EXISTS (SELECT FROM circles_comment t WHERE t.author_id = k.member_id AND t.circle_id = k.circle_id
                AND t.created_at >= k.begins AND t.created_at < k.ends)
        OR EXISTS (SELECT FROM circles_reaction r WHERE r.member_id = k.member_id AND r.circle_id = k.circle_id
                AND r.at >= k.begins AND r.at < k.ends)) AS number
    FROM cohort k GROUP BY k.circle_id
), inside AS (
    SELECT m.circle_id, count(*) AS number FROM circles_membership m JOIN circle c ON c.id = m.circle_id
    WHERE m.left_at IS NULL GROUP BY m.circle_id
)
INSERT INTO circles_figures
    (space_id, circle_id, counted_at, members, active, posts, replies, old_enough, retained)
SELECT %(space)s, c.id, %(now)s, coalesce(i.number, 0), coalesce(a.number, 0), coalesce(p.number, 0),
       coalesce(r.number, 0), coalesce(t.old_enough, 0), coalesce(t.number, 0)
FROM circle c
LEFT JOIN inside i ON i.circle_id = c.id
LEFT JOIN active a ON a.circle_id = c.id
LEFT JOIN posts p ON p.circle_id = c.id
LEFT JOIN replies r ON r.circle_id = c.id
LEFT JOIN retained t ON t.circle_id = c.id
ORDER BY c.id
ON CONFLICT (space_id, circle_id) DO UPDATE SET
    counted_at = excluded.counted_at, members = excluded.members, active = excluded.active, posts = excluded.posts,
    replies = excluded.replies, old_enough = excluded.old_enough, retained = excluded.retained
