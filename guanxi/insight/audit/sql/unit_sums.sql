-- What members hold and what system accounts sum to cancel out in every unit.
WITH entry AS (
    SELECT credit_id AS account_id, amount AS change FROM ledger_transfer WHERE space_id = %(space)s
    UNION ALL SELECT debit_id, -amount FROM ledger_transfer WHERE space_id = %(space)s
), summed AS (
    SELECT account_id, sum(change) AS change FROM entry GROUP BY 1
), held AS (
    SELECT a.unit_id, sum(coalesce(a.balance, s.change, 0)) AS total
    FROM ledger_account a LEFT JOIN summed s ON s.account_id = a.id WHERE a.space_id = %(space)s GROUP BY 1
)
SELECT CASE WHEN h.total <> 0 THEN u.code || ' sums to ' || h.total END AS offence
FROM ledger_unit u LEFT JOIN held h ON h.unit_id = u.id WHERE u.space_id = %(space)s
