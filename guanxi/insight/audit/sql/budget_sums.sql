-- What a budget gave and still stands, what is left in its shards and what went back make up its total.
SELECT CASE WHEN b.total <> coalesce(g.granted, 0) + s.remaining + b.returned
    THEN 'budget ' || b.id || ' of ' || q.slug || ': ' || coalesce(g.granted, 0) || ' given, ' || s.remaining || ' left, ' || b.returned
        || ' returned, of ' || b.total END AS offence
FROM quests_budget b JOIN quests_quest q ON q.space_id = b.space_id AND q.id = b.quest_id
JOIN (SELECT budget_id, sum(remaining) AS remaining FROM quests_shard WHERE space_id = %(space)s AND day = '-infinity' GROUP BY 1) s ON s.budget_id = b.id
LEFT JOIN (
    SELECT p.budget_id, sum(g.granted) AS granted FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    WHERE g.space_id = %(space)s AND g.state IN ('granted', 'held') AND p.budget_id IS NOT NULL GROUP BY 1) g ON g.budget_id = b.id
WHERE b.space_id = %(space)s AND NOT b.per_day
