-- A step counts as reached when the progress of its goals says so, and only then (a quest may keep it; members who are one person count as one).
WITH met AS (
    SELECT s.version_id, g.quest_id, s.no, p.member_id, p.period, s.combine,
           count(DISTINCT g.no) FILTER (WHERE p.peak >= CASE s.combine WHEN 'one' THEN s.reach ELSE g.reach END) AS goals,
           count(DISTINCT g.no) FILTER (WHERE p.best >= CASE s.combine WHEN 'one' THEN s.reach ELSE g.reach END) AS goals_ever
    FROM quests_progress p JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id
    JOIN quests_step s ON s.space_id = p.space_id AND s.version_id = g.version_id
    WHERE p.space_id = %(space)s GROUP BY 1, 2, 3, 4, 5, 6
), due AS (
    SELECT quest_id, no, coalesce(m.merged_into, met.member_id) AS member_id, period, bool_or(goals >= needed) AS reached, bool_or(goals_ever >= needed) AS ever
    FROM met CROSS JOIN LATERAL (
        SELECT CASE combine WHEN 'all' THEN (
            SELECT count(*) FROM quests_goal g WHERE g.space_id = %(space)s AND g.version_id = met.version_id) ELSE 1 END AS needed) n
    LEFT JOIN members_public_member m ON m.space_id = %(space)s AND m.member_id = met.member_id
    GROUP BY 1, 2, 3, 4
), live AS (
    SELECT r.quest_id, r.step_no AS no, coalesce(m.merged_into, r.member_id) AS member_id, r.period, min(v.undo) AS undo FROM quests_reached r
    JOIN quests_version v ON v.space_id = r.space_id AND v.id = r.version_id
    LEFT JOIN members_public_member m ON m.space_id = r.space_id AND m.member_id = r.member_id
    WHERE r.space_id = %(space)s AND r.undone_id IS NULL GROUP BY 1, 2, 3, 4
)
SELECT CASE
    WHEN d.reached AND l.undo IS NULL THEN 'member ' || member_id || ' has what step ' || no || ' of quest ' || quest_id || ' asks, and did not reach it'
    WHEN l.undo = 'reverse' AND NOT coalesce(d.ever, false)
        THEN 'member ' || member_id || ' reached step ' || no || ' of quest ' || quest_id || ' without what it asks' END AS offence
FROM due d FULL JOIN live l USING (quest_id, no, member_id, period)
