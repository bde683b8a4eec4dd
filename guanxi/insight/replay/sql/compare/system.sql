-- Every account of the space itself: the sum of its transfers (by then), and the sum of the rebuilt ones. Not for a sample of members.
WITH ours AS (
    SELECT a.kind, a.owner_id, u.code, sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END) AS total
    FROM public.ledger_account a JOIN public.ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
    JOIN public.ledger_transfer t ON t.space_id = a.space_id AND (t.credit_id = a.id OR t.debit_id = a.id) AND t.recorded_at <= %(as_of)s
    WHERE a.space_id = %(space)s AND a.kind > 'debt' GROUP BY 1, 2, 3
), rebuilt AS (
    SELECT a.kind, a.owner_id, u.code, sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END) AS total
    FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
    JOIN ledger_transfer t ON t.space_id = a.space_id AND (t.credit_id = a.id OR t.debit_id = a.id)
    WHERE a.space_id = %(space)s AND a.kind > 'debt' GROUP BY 1, 2, 3
)
SELECT kind || CASE WHEN owner_id = 0 THEN '' ELSE ' of quest ' || owner_id END || ', ' || code AS what, coalesce(o.total, 0)::text AS recorded,
       coalesce(r.total, 0)::text AS rebuilt
FROM ours o FULL JOIN rebuilt r USING (kind, owner_id, code) WHERE %(sample)s::bigint[] IS NULL
