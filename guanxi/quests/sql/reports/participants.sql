-- Those who have made progress in a quest, in the order of members: from one to the next by the index, however many periods each has.
WITH RECURSIVE goals AS (
    SELECT array_agg(g.id) AS ids FROM quests_goal AS g WHERE g.space_id = %(space)s AND g.quest_id = %(quest)s
), who AS (
    SELECT n.member_id, 1 AS place FROM goals AS a
    CROSS JOIN LATERAL (
        SELECT min(f.member_id) AS member_id FROM unnest(a.ids) AS i(id) CROSS JOIN LATERAL (
            SELECT p.member_id FROM quests_progress AS p WHERE p.goal_id = i.id AND p.space_id = %(space)s AND p.member_id > %(after)s
            ORDER BY p.member_id LIMIT 1) AS f) AS n
    WHERE n.member_id IS NOT NULL
    UNION ALL
    SELECT n.member_id, w.place + 1 FROM who AS w CROSS JOIN goals AS a
    CROSS JOIN LATERAL (
        SELECT min(f.member_id) AS member_id FROM unnest(a.ids) AS i(id) CROSS JOIN LATERAL (
            SELECT p.member_id FROM quests_progress AS p WHERE p.goal_id = i.id AND p.space_id = %(space)s AND p.member_id > w.member_id
            ORDER BY p.member_id LIMIT 1) AS f) AS n
    WHERE n.member_id IS NOT NULL AND w.place < %(limit)s
)
SELECT w.member_id, m.value, m.last_at, coalesce((
    SELECT max(r.step_no) FROM quests_reached AS r
    WHERE r.space_id = %(space)s AND r.quest_id = %(quest)s AND r.member_id = w.member_id AND r.undone_id IS NULL), 0) AS step
FROM who AS w CROSS JOIN goals AS a
CROSS JOIN LATERAL (
    SELECT max(p.value) AS value, max(p.last_at) AS last_at FROM quests_progress AS p
    WHERE p.space_id = %(space)s AND p.member_id = w.member_id AND p.goal_id = ANY(a.ids)) AS m
ORDER BY w.member_id
