-- Members have nothing negative but debt, which is never positive; a reserve, an escrow or a stock is never overdrawn.
SELECT CASE
    WHEN a.kind < 'debt' AND a.balance < 0 OR a.kind = 'debt' AND a.balance > 0
        THEN a.kind || ' account ' || a.id || ' has ' || a.balance
    WHEN a.kind IN ('escrow', 'reserve', 'stock') AND s.total < 0 THEN a.kind || ' account ' || a.id || ' is overdrawn: ' || s.total
    END AS offence
FROM ledger_account a
LEFT JOIN LATERAL (
    SELECT coalesce((SELECT sum(amount) FROM ledger_transfer t WHERE t.space_id = a.space_id AND t.credit_id = a.id), 0)
         - coalesce((SELECT sum(amount) FROM ledger_transfer t WHERE t.space_id = a.space_id AND t.debit_id = a.id), 0) AS total
) s ON a.kind IN ('escrow', 'reserve', 'stock')
WHERE a.space_id = %(space)s
