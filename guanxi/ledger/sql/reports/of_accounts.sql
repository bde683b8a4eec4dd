-- What moved on the system accounts of a unit and kind, the newest first: of each account the next few, and of these the newest.
WITH wanted AS MATERIALIZED (
    SELECT a.id FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
    WHERE a.space_id = %(space)s AND a.balance IS NULL AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
        AND (%(kind)s::text IS NULL OR a.kind::text = %(kind)s)
), shown AS MATERIALIZED (
    SELECT DISTINCT ON (t.id) t.* FROM wanted w CROSS JOIN LATERAL (
        (SELECT * FROM ledger_transfer t WHERE t.space_id = %(space)s AND t.debit_id = w.id
             AND (%(before)s::bigint IS NULL OR t.id < %(before)s::bigint) ORDER BY t.id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT * FROM ledger_transfer t WHERE t.space_id = %(space)s AND t.credit_id = w.id
             AND (%(before)s::bigint IS NULL OR t.id < %(before)s::bigint) ORDER BY t.id DESC LIMIT %(limit)s)) t
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
