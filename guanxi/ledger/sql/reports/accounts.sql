-- What the system accounts of a space hold by unit and kind: the checkpoint, and what moved after it.
WITH mark AS (
    SELECT coalesce((SELECT m.transfer_id FROM ledger_checkpoint_mark m WHERE m.space_id = %(space)s), 0) AS id
)
SELECT u.code, a.kind::text, sum(coalesce(c.balance, 0) + credited.amount - debited.amount)::bigint
FROM ledger_account a
CROSS JOIN mark
JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
LEFT JOIN ledger_checkpoint c ON c.space_id = a.space_id AND c.account_id = a.id
CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS amount FROM ledger_transfer t
                    WHERE t.space_id = %(space)s AND t.credit_id = a.id AND t.id > mark.id) credited
CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS amount FROM ledger_transfer t
                    WHERE t.space_id = %(space)s AND t.debit_id = a.id AND t.id > mark.id) debited
WHERE a.space_id = %(space)s AND a.balance IS NULL
GROUP BY u.id, u.code, a.kind ORDER BY u.id, a.kind
