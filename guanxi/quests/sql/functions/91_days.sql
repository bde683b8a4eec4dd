-- What quests publish of their counting: the local days on which something of a member counted, for whoever shows streaks.

CREATE OR REPLACE VIEW quests_public_day WITH (security_invoker = true) AS
SELECT c.space_id, g.quest_id, p.member_id, c.local_date, c.event_id, c.counted AND NOT c.voided AS counts
FROM quests_contribution c
JOIN quests_progress p ON p.space_id = c.space_id AND p.id = c.progress_id
JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id;
GRANT SELECT ON quests_public_day TO guanxi_app;

-- The days that count for one member in one quest. Goal, progress, contribution, each by its key: OFFSET 0 keeps the order, for
-- whoever asks in a growing table has the statistics of a small one, by which a walk through all contributions looks as good.
-- published
CREATE OR REPLACE FUNCTION quests_days_of_member(p_space integer, p_quest bigint, p_member bigint)
RETURNS TABLE (local_date date, event_id bigint) LANGUAGE sql STABLE AS $$
    SELECT c.local_date, c.event_id
    FROM (SELECT x.id FROM quests_goal x WHERE x.space_id = p_space AND x.quest_id = p_quest OFFSET 0) g
    CROSS JOIN LATERAL (
        SELECT x.id FROM quests_progress x WHERE x.member_id = p_member AND x.goal_id = g.id AND x.space_id = p_space OFFSET 0) p
    CROSS JOIN LATERAL (
        SELECT x.local_date, x.event_id FROM quests_contribution x
        WHERE x.progress_id = p.id AND x.space_id = p_space AND x.counted AND NOT x.voided OFFSET 0) c
$$;

-- Whose day in which quest an event is, whether it counts or not; by its keys for the same reason.
-- published
CREATE OR REPLACE FUNCTION quests_days_of_event(p_space integer, p_event bigint)
RETURNS TABLE (quest_id bigint, member_id bigint) LANGUAGE sql STABLE AS $$
    SELECT g.quest_id, p.member_id
    FROM (SELECT x.progress_id FROM quests_contribution x WHERE x.event_id = p_event AND x.space_id = p_space OFFSET 0) c
    CROSS JOIN LATERAL (
        SELECT x.goal_id, x.member_id FROM quests_progress x WHERE x.id = c.progress_id AND x.space_id = p_space OFFSET 0) p
    CROSS JOIN LATERAL (SELECT x.quest_id FROM quests_goal x WHERE x.space_id = p_space AND x.id = p.goal_id OFFSET 0) g
$$;
