-- What is left of a lot is its amount less all that was taken and not given back; what expired of it went to the expiry account.
SELECT CASE
    WHEN l.remaining <> l.amount - coalesce(k.taken, 0) THEN 'lot ' || l.transfer_id || ' has ' || l.remaining || ' left, it must be '
        || l.amount - coalesce(k.taken, 0)
    WHEN l.expired <> coalesce(k.expired, 0) OR l.expired > l.amount THEN 'lot ' || l.transfer_id || ' says ' || l.expired || ' expired, it was '
        || coalesce(k.expired, 0)
    WHEN t.amount IS DISTINCT FROM l.amount THEN 'lot ' || l.transfer_id || ' is not what its transfer brought' END AS offence
FROM ledger_lot l LEFT JOIN ledger_transfer t ON t.space_id = l.space_id AND t.id = l.transfer_id
LEFT JOIN (
    SELECT c.lot_id, sum(c.amount) AS taken, sum(c.amount) FILTER (WHERE a.kind = 'expiry') AS expired
    FROM ledger_consumption c JOIN ledger_transfer t ON t.space_id = c.space_id AND t.id = c.transfer_id
    JOIN ledger_account a ON a.space_id = t.space_id AND a.id = t.credit_id WHERE c.space_id = %(space)s GROUP BY 1) k ON k.lot_id = l.transfer_id
WHERE l.space_id = %(space)s
