-- What every member has of a unit, less debt, and what of it is held: as the entries say (by then), and as it was rebuilt. What is pending and what can
-- be spent is one here: an event that waited in the queue while lots matured is settled before them in a replay.
WITH entry AS (
    SELECT credit_id AS account_id, amount AS change FROM public.ledger_transfer WHERE space_id = %(space)s AND recorded_at <= %(as_of)s
    UNION ALL SELECT debit_id, -amount FROM public.ledger_transfer WHERE space_id = %(space)s AND recorded_at <= %(as_of)s
), ours AS (
    SELECT a.owner_id, u.code, a.kind = 'held' AS is_held, sum(e.change) AS balance FROM entry e
    JOIN public.ledger_account a ON a.space_id = %(space)s AND a.id = e.account_id JOIN public.ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
    WHERE a.kind <= 'debt' AND (%(sample)s::bigint[] IS NULL OR a.owner_id = ANY (%(sample)s::bigint[])) GROUP BY 1, 2, 3
), rebuilt AS (
    SELECT a.owner_id, u.code, a.kind = 'held' AS is_held, sum(a.balance) AS balance
    FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id WHERE a.space_id = %(space)s AND a.kind <= 'debt' GROUP BY 1, 2, 3
)
SELECT 'member ' || owner_id || ', ' || code || CASE WHEN is_held THEN ', held' ELSE '' END AS what, coalesce(o.balance, 0)::text AS recorded,
       coalesce(r.balance, 0)::text AS rebuilt
FROM ours o FULL JOIN rebuilt r USING (owner_id, code, is_held)
