-- The first places of a challenge, the place of one member, and how many are seen in it. Who is not seen is nowhere in it.
WITH mine AS MATERIALIZED (
    SELECT s.member_id, s.best, s.total, s.run, s.last_date, s.last_event FROM challenges_standing AS s
    WHERE s.space_id = %(space)s AND s.quest_id = %(quest)s AND s.member_id = %(member)s AND s.shown
), seen AS MATERIALIZED (  -- both counts in one look at the index
    SELECT count(*) AS members, 1 + count(*) FILTER (WHERE (a.best, a.total) > ((SELECT m.best FROM mine AS m), (SELECT m.total FROM mine AS m))) AS place
    FROM challenges_standing AS a WHERE a.space_id = %(space)s AND a.quest_id = %(quest)s AND a.shown
), top AS (
    SELECT s.member_id, s.best, s.total, s.run, s.last_date, s.last_event FROM challenges_standing AS s
    WHERE s.space_id = %(space)s AND s.quest_id = %(quest)s AND s.shown
    ORDER BY s.best DESC, s.total DESC, s.last_event, s.member_id LIMIT %(limit)s
), placed AS (
    SELECT t.member_id, t.best, t.total, t.run, t.last_date, t.last_event, rank() OVER (ORDER BY t.best DESC, t.total DESC) AS place FROM top AS t
    UNION ALL
    SELECT m.member_id, m.best, m.total, m.run, m.last_date, m.last_event, (SELECT n.place FROM seen AS n)
    FROM mine AS m WHERE m.member_id NOT IN (SELECT t.member_id FROM top AS t)
)
SELECT p.place, p.member_id, p.best, p.total, p.run, p.last_date, f.state, f.sealed_name, f.avatar_id, f.is_staff, (SELECT n.members FROM seen AS n) AS of
FROM placed AS p
LEFT JOIN members_public_face AS f ON f.space_id = %(space)s AND f.member_id = p.member_id
ORDER BY p.place, p.last_event, p.member_id
