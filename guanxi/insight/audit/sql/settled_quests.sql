-- The rest of a budget goes back once, when the quest is settled, and not before; what comes back later follows it, less what is drawn again.
WITH returned AS (
    SELECT e.owner_id AS quest_id, e.unit_id, y.name, t.amount
    FROM ledger_account r JOIN ledger_transfer t ON t.space_id = r.space_id AND t.credit_id = r.id
    JOIN ledger_account e ON e.space_id = t.space_id AND e.id = t.debit_id AND e.kind = 'escrow'
    JOIN journal_event w ON w.space_id = t.space_id AND w.id = t.event_id JOIN journal_type y ON y.id = w.type_id
    WHERE r.space_id = %(space)s AND r.kind = 'reserve'
    UNION ALL
    SELECT e.owner_id, e.unit_id, y.name, -t.amount
    FROM ledger_account r JOIN ledger_transfer t ON t.space_id = r.space_id AND t.debit_id = r.id
    JOIN ledger_account e ON e.space_id = t.space_id AND e.id = t.credit_id AND e.kind = 'escrow'
    JOIN journal_event w ON w.space_id = t.space_id AND w.id = t.event_id JOIN journal_type y ON y.id = w.type_id AND y.name = 'quest.drawn'
    WHERE r.space_id = %(space)s AND r.kind = 'reserve'
), summed AS (
    SELECT quest_id, unit_id, sum(amount) AS amount, count(*) FILTER (WHERE name = 'quest.settled') AS times FROM returned GROUP BY 1, 2
)
SELECT CASE
    WHEN q.state <> 'settled' AND (b.returned > 0 OR s.amount IS NOT NULL)
        THEN q.slug || ' is ' || q.state || ' and has returned ' || greatest(b.returned, s.amount)
    WHEN s.times > 1 THEN q.slug || ' returned its rest ' || s.times || ' times'
    WHEN q.state = 'settled' AND coalesce(s.amount, 0) <> b.returned
        THEN q.slug || ' returned ' || coalesce(s.amount, 0) || ', its budget says ' || b.returned END AS offence
FROM quests_budget b JOIN quests_quest q ON q.space_id = b.space_id AND q.id = b.quest_id
LEFT JOIN summed s ON s.quest_id = b.quest_id AND s.unit_id = b.unit_id
WHERE b.space_id = %(space)s AND NOT b.per_day
