-- Everything that ever moved on a member's accounts, oldest first: what, by how much, and the event that moved it.
SELECT t.id, t.unit, a.kind::text, t.change, t.event_id, e.type, t.recorded_at
FROM ledger_public_balance AS a
CROSS JOIN LATERAL (
    SELECT c.id, c.unit, c.amount AS change, c.event_id, c.recorded_at FROM ledger_public_transfer AS c
    WHERE c.space_id = %(space)s AND c.credit_id = a.account_id
    UNION ALL
    SELECT d.id, d.unit, -d.amount, d.event_id, d.recorded_at FROM ledger_public_transfer AS d
    WHERE d.space_id = %(space)s AND d.debit_id = a.account_id) AS t
JOIN journal_public_event AS e ON e.space_id = %(space)s AND e.id = t.event_id
WHERE a.space_id = %(space)s AND a.member_id = ANY(%(members)s)
ORDER BY t.id, a.kind
