-- The quests of a space with their steps and budgets, those that run first.
SELECT q.slug, q.definition, q.state, q.version, q.launched_at, q.members_under_way AS under_way, s.steps, b.budgets
FROM quests_public_quest AS q
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('number', s.step_no, 'reached', s.reached) ORDER BY s.step_no), '[]') AS steps
    FROM quests_public_step AS s WHERE s.space_id = q.space_id AND s.quest_id = q.quest_id
) AS s
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(
        jsonb_build_object('unit', b.code, 'per_day', b.per_day, 'total', b.total, 'left', b.left, 'returned', b.returned)
        ORDER BY b.budget_id), '[]') AS budgets
    FROM quests_public_budget AS b WHERE b.space_id = q.space_id AND b.quest_id = q.quest_id
) AS b
WHERE q.space_id = %(space)s
ORDER BY array_position(ARRAY['launched', 'paused', 'draft', 'ended', 'settled'], q.state), q.launched_at DESC NULLS LAST, q.quest_id
LIMIT %(limit)s
