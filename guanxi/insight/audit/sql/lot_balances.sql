-- What is left of an account's lots is its balance.
SELECT CASE WHEN a.balance <> coalesce(l.remaining, 0)
    THEN a.kind || ' account ' || a.id || ' has ' || a.balance || ', its lots ' || coalesce(l.remaining, 0) END AS offence
FROM ledger_account a
LEFT JOIN (SELECT account_id, sum(remaining) AS remaining FROM ledger_lot WHERE space_id = %(space)s GROUP BY 1) l ON l.account_id = a.id
WHERE a.space_id = %(space)s AND a.kind < 'debt'
