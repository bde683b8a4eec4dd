-- Every promise of value stands on a budget or a ceiling of its own quest and unit.
SELECT CASE
    WHEN p.unit_id IS NOT NULL AND p.budget_id IS NULL AND p.ceiling_id IS NULL THEN 'promise ' || p.id || ' of ' || q.slug || ' is backed by nothing'
    WHEN q.id IS NULL OR v.quest_id <> p.quest_id THEN 'promise ' || p.id || ' belongs to no quest'
    WHEN b.id IS NOT NULL AND (b.quest_id <> p.quest_id OR b.unit_id <> p.unit_id OR b.per_day <> (p.budget_id IS NULL))
        THEN 'promise ' || p.id || ' of ' || q.slug || ' stands on the budget of something else' END AS offence
FROM quests_promise p LEFT JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
LEFT JOIN quests_version v ON v.space_id = p.space_id AND v.id = p.version_id
LEFT JOIN quests_budget b ON b.space_id = p.space_id AND b.id = coalesce(p.budget_id, p.ceiling_id)
WHERE p.space_id = %(space)s
