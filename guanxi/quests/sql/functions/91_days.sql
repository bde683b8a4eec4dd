-- What quests publish of their counting: the local days on which something of a member counted, for whoever shows streaks.

CREATE OR REPLACE VIEW quests_public_day WITH (security_invoker = true) AS
SELECT c.space_id, g.quest_id, p.member_id, c.local_date, c.event_id, c.counted AND NOT c.voided AS counts
FROM quests_contribution c
JOIN quests_progress p ON p.space_id = c.space_id AND p.id = c.progress_id
JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id;
GRANT SELECT ON quests_public_day TO guanxi_app;
