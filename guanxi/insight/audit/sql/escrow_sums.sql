-- What lies in a quest's escrow is what its shards say is left to give.
WITH entry AS (
    SELECT a.owner_id AS quest_id, a.unit_id, sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END) AS amount
    FROM ledger_account a JOIN ledger_transfer t ON t.space_id = a.space_id AND (t.credit_id = a.id OR t.debit_id = a.id)
    WHERE a.space_id = %(space)s AND a.kind = 'escrow' GROUP BY 1, 2
), shard AS (
    SELECT b.quest_id, b.unit_id, sum(s.remaining) AS remaining
    FROM quests_budget b JOIN quests_shard s ON s.space_id = b.space_id AND s.budget_id = b.id
    WHERE b.space_id = %(space)s AND NOT b.per_day GROUP BY 1, 2
)
SELECT CASE WHEN coalesce(e.amount, 0) <> coalesce(s.remaining, 0)
    THEN 'the escrow of quest ' || quest_id || ' has ' || coalesce(e.amount, 0) || ' of unit ' || unit_id || ', its shards ' || coalesce(s.remaining, 0)
    END AS offence
FROM entry e FULL JOIN shard s USING (quest_id, unit_id)
