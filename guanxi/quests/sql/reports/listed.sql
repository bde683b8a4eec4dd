-- Quests with their newest version, what they were written from and their budgets, the newest first.
SELECT q.id AS quest_id, q.slug, q.state, v.number AS version, v.definition, v.launched_at, r.recipe, r.circle_id, b.budgets
FROM quests_quest AS q
JOIN LATERAL (
    SELECT n.number, n.definition,
           (SELECT max(o.launched_at) FROM quests_version AS o WHERE o.space_id = q.space_id AND o.quest_id = q.id) AS launched_at
    FROM quests_version AS n WHERE n.space_id = q.space_id AND n.quest_id = q.id ORDER BY n.number DESC LIMIT 1
) AS v ON true
LEFT JOIN quests_recipe AS r ON r.space_id = q.space_id AND r.quest_id = q.id
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(
        jsonb_build_object('unit', p.code, 'per_day', p.per_day, 'total', p.total, 'left', p.left, 'returned', p.returned)
        ORDER BY p.budget_id), '[]') AS budgets
    FROM quests_public_budget AS p WHERE p.space_id = q.space_id AND p.quest_id = q.id
) AS b
WHERE q.space_id = %(space)s
    AND (%(slug)s::text IS NULL OR q.slug = %(slug)s)
    AND (%(state)s::text IS NULL OR q.state = %(state)s)
    AND (%(before)s::bigint IS NULL OR q.id < %(before)s)
    AND (%(words)s = '' OR strpos(lower(q.slug || ' ' || (v.definition -> 'title')::text), lower(%(words)s)) > 0)
ORDER BY q.id DESC LIMIT %(limit)s
