-- How many messages of a member are newer than the last one they saw, counted up to a limit; the same ones that notices.sql shows.
WITH s AS MATERIALIZED (
    SELECT coalesce((SELECT k.event_id FROM insight_seen AS k WHERE k.space_id = %(space)s AND k.member_id = %(member)s), 0) AS id
)
SELECT count(*) FROM (
    (SELECT e.id FROM insight_told AS e
     WHERE e.space_id = %(space)s AND e.member_id = %(member)s AND e.id > (SELECT s.id FROM s)
        AND e.type_id IN (SELECT t.id FROM journal_public_type AS t WHERE t.name = ANY(%(types)s) AND (t.space_id IS NULL OR t.space_id = %(space)s))
     LIMIT %(limit)s)
    UNION ALL
    (SELECT t.event_id FROM circles_said_to(%(space)s, %(member)s, NULL, (SELECT s.id FROM s), %(limit)s) AS t)
    UNION ALL
    (SELECT max(w.event_id) FROM circles_public_waiting AS w
     WHERE w.space_id = %(space)s AND w.member_id = %(member)s
     GROUP BY w.circle_id, w.kind HAVING max(w.event_id) > (SELECT s.id FROM s) LIMIT %(limit)s)
    LIMIT %(limit)s) AS n
