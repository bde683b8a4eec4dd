-- What moved in a space, the newest first, with the type of the event that caused it.
WITH shown AS MATERIALIZED (
    SELECT * FROM ledger_transfer t
    WHERE t.space_id = %(space)s AND (%(before)s::bigint IS NULL OR t.id < %(before)s::bigint)
    ORDER BY t.id DESC LIMIT %(limit)s
)

SELECT t.id, u.code, t.amount, d.kind::text, d.owner_id, c.kind::text, c.owner_id, t.event_id, e.type, t.reverses_id,
       t.recorded_at
FROM shown t
JOIN ledger_unit u ON u.space_id = t.space_id AND u.id = t.unit_id
JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id
JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
LEFT JOIN LATERAL (
    SELECT e.type FROM journal_public_event e WHERE e.space_id = t.space_id AND e.id = t.event_id) e ON true
ORDER BY t.id DESC
