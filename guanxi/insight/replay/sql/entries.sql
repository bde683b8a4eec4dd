-- Every balance of a member: the sum of what moved (by then), and what the account says (now: its row; then: the entry that was last).
WITH entry AS (
    SELECT credit_id AS account_id, amount AS change, credit_version AS version, credit_after AS after FROM ledger_transfer
    WHERE space_id = %(space)s AND recorded_at <= %(as_of)s
    UNION ALL SELECT debit_id, -amount, debit_version, debit_after FROM ledger_transfer WHERE space_id = %(space)s AND recorded_at <= %(as_of)s
), summed AS (
    SELECT account_id, sum(change) AS change, (array_agg(after ORDER BY version DESC))[1] AS last FROM entry WHERE version IS NOT NULL GROUP BY 1
)
SELECT 'member ' || a.owner_id || ', ' || a.kind || ' of ' || u.code AS what,
       CASE WHEN %(as_of)s::timestamptz = 'infinity' THEN a.balance ELSE coalesce(s.last, 0) END::text AS recorded, coalesce(s.change, 0)::text AS rebuilt
FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id LEFT JOIN summed s ON s.account_id = a.id
WHERE a.space_id = %(space)s AND a.kind <= 'debt' AND (%(sample)s::bigint[] IS NULL OR a.owner_id = ANY (%(sample)s::bigint[]))
