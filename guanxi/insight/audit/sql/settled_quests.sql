-- The rest of a budget goes back once, when the quest is settled, and not before.
SELECT CASE
    WHEN q.state <> 'settled' AND (b.returned > 0 OR r.times > 0) THEN q.slug || ' is ' || q.state || ' and has returned ' || greatest(b.returned, r.amount)
    WHEN r.times > 1 THEN q.slug || ' returned its rest ' || r.times || ' times'
    WHEN q.state = 'settled' AND coalesce(r.amount, 0) <> b.returned
        THEN q.slug || ' returned ' || coalesce(r.amount, 0) || ', its budget says ' || b.returned END AS offence
FROM quests_budget b JOIN quests_quest q ON q.space_id = b.space_id AND q.id = b.quest_id
CROSS JOIN LATERAL (
    SELECT count(*) AS times, sum(t.amount) AS amount
    FROM ledger_account e JOIN ledger_transfer t ON t.space_id = e.space_id AND t.debit_id = e.id
    JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id AND c.kind = 'reserve'
    WHERE e.space_id = b.space_id AND e.kind = 'escrow' AND e.owner_id = b.quest_id AND e.unit_id = b.unit_id) r
WHERE b.space_id = %(space)s AND NOT b.per_day
