-- Reversals together take back at most what they reverse (and restorations at most what was reversed), the other way round.
SELECT CASE
    WHEN t.id IS NULL THEN 'a reversal names transfer ' || r.of || ', which does not exist'
    WHEN r.mixed THEN 'a reversal of transfer ' || t.id || ' does not go back where it came from'
    WHEN r.net > t.amount THEN 'transfer ' || t.id || ' moved ' || t.amount || ' and ' || r.net || ' of it was reversed' END AS offence
FROM (
    SELECT x.reverses_id AS of,
           sum(x.amount - coalesce(z.amount, 0)) AS net,
           bool_or(o.id IS NOT NULL AND (x.unit_id <> o.unit_id OR x.id < o.id
                   OR (x.credit_id <> o.debit_id AND x.debit_id <> o.credit_id))) AS mixed
    FROM ledger_transfer x
    LEFT JOIN ledger_transfer o ON o.space_id = x.space_id AND o.id = x.reverses_id
    LEFT JOIN (
        SELECT reverses_id, sum(amount) AS amount FROM ledger_transfer
        WHERE space_id = %(space)s AND reverses_id IS NOT NULL GROUP BY 1) z ON z.reverses_id = x.id
    WHERE x.space_id = %(space)s AND x.reverses_id IS NOT NULL GROUP BY 1) r
LEFT JOIN ledger_transfer t ON t.space_id = %(space)s AND t.id = r.of
