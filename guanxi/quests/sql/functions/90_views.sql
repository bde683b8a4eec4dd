-- What quests publish to the modules above.

CREATE OR REPLACE VIEW quests_public_quest WITH (security_invoker = true) AS
SELECT q.space_id, q.id AS quest_id, q.slug, v.definition -> 'title' AS title, q.state, v.number AS version, v.launched_at, q.ended_at, v.id AS version_id,
       v.definition,
       (SELECT count(DISTINCT p.member_id) FROM quests_goal g JOIN quests_progress p ON p.space_id = g.space_id AND p.goal_id = g.id
        WHERE g.space_id = q.space_id AND g.quest_id = q.id AND p.value <> 0) AS members_under_way
FROM quests_quest q JOIN LATERAL (
    SELECT * FROM quests_version v WHERE v.space_id = q.space_id AND v.quest_id = q.id ORDER BY v.number DESC LIMIT 1) v ON true;

CREATE OR REPLACE VIEW quests_public_step WITH (security_invoker = true) AS
SELECT q.space_id, q.id AS quest_id, s.no AS step_no, s.reach,
       (SELECT count(DISTINCT r.member_id) FROM quests_reached r
        WHERE r.space_id = q.space_id AND r.quest_id = q.id AND r.step_no = s.no AND r.undone_id IS NULL) AS reached,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'amount', p.amount) ORDER BY p.no), '[]') FROM quests_promise p
        WHERE p.space_id = q.space_id AND p.version_id = v.id AND p.step_no = s.no) AS promises
FROM quests_quest q JOIN LATERAL (
    SELECT * FROM quests_version v WHERE v.space_id = q.space_id AND v.quest_id = q.id ORDER BY v.number DESC LIMIT 1) v ON true
JOIN quests_step s ON s.space_id = q.space_id AND s.version_id = v.id;

CREATE OR REPLACE VIEW quests_public_budget WITH (security_invoker = true) AS
SELECT b.space_id, b.quest_id, u.code, b.per_day, b.total, b.returned, b.id AS budget_id,
       CASE WHEN b.per_day THEN NULL ELSE (
           SELECT coalesce(sum(s.remaining), 0)::bigint FROM quests_shard s WHERE s.space_id = b.space_id AND s.budget_id = b.id) END AS "left"
FROM quests_budget b JOIN ledger_public_unit u ON u.space_id = b.space_id AND u.id = b.unit_id;

CREATE OR REPLACE VIEW quests_public_grant WITH (security_invoker = true) AS
SELECT g.space_id, p.quest_id, p.kind, p.code, p.step_no, g.promise_id, g.source_id, g.event_id, g.member_id, g.period, g.generation, g.wanted,
       g.granted, g.transfer_id, g.at, g.state, g.reason
FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id;

-- What is promised, with the terms that whatever falls due carries along.
CREATE OR REPLACE VIEW quests_promised WITH (security_invoker = true) AS
SELECT p.space_id, p.id AS promise_id, p.version_id, p.quest_id, q.state AS quest_state, p.step_no, p.no, p.amount, p.budget_id,
       ROW(p.quest_id, p.version_id, p.no, p.unit_id, p.pending_days, p.expires_days, p.budget_id, p.ceiling_id, p.divisible, q.state = 'paused',
           p.kind, p.code, q.slug, q.state = 'settled')::quests_terms AS terms
FROM quests_promise p JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id;

CREATE OR REPLACE VIEW quests_public_progress WITH (security_invoker = true) AS
SELECT p.space_id, p.id AS progress_id, g.quest_id, g.version_id, g.no AS goal_no, g.measure, p.member_id, p.period, p.grp, p.value, p.peak, p.last_at
FROM quests_progress p JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id;

CREATE OR REPLACE VIEW quests_public_reached WITH (security_invoker = true) AS
SELECT space_id, quest_id, member_id, period, step_no, generation, version_id, event_id, undone_id FROM quests_reached;
GRANT SELECT ON quests_public_quest, quests_public_step, quests_public_budget, quests_public_grant, quests_public_progress, quests_public_reached, quests_promised
    TO guanxi_app;
