-- On no local day went more out without a decision than the ceiling says, and its shards know it.
WITH given AS (
    SELECT p.ceiling_id AS id, g.local_date AS day, sum(g.granted) AS granted
    FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    WHERE g.space_id = %(space)s AND p.budget_id IS NULL AND p.ceiling_id IS NOT NULL AND g.state IN ('granted', 'held')
        AND coalesce(g.reason, '') NOT IN ('ceiling', 'paused') GROUP BY 1, 2
), shard AS (
    SELECT s.budget_id AS id, s.day, sum(s.remaining) AS remaining
    FROM quests_shard s JOIN quests_budget b ON b.space_id = s.space_id AND b.id = s.budget_id AND b.per_day
    WHERE s.space_id = %(space)s GROUP BY 1, 2
)
SELECT CASE WHEN coalesce(x.granted, 0) + coalesce(x.remaining, 0) <> b.total
    THEN 'ceiling ' || x.id || ' of quest ' || b.quest_id || ' on ' || x.day || ': ' || coalesce(x.granted, 0) || ' given, '
        || coalesce(x.remaining, 0) || ' left, of ' || b.total END AS offence
FROM (SELECT id, day, g.granted, s.remaining FROM given g FULL JOIN shard s USING (id, day)) x
JOIN quests_budget b ON b.space_id = %(space)s AND b.id = x.id
