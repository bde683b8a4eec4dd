-- Every transfer moves a positive amount between two accounts that exist and are of its own unit.
SELECT CASE
    WHEN d.id IS NULL OR c.id IS NULL THEN 'transfer ' || t.id || ' names an account that does not exist'
    WHEN u.id IS NULL OR d.unit_id <> t.unit_id OR c.unit_id <> t.unit_id THEN 'transfer ' || t.id || ' mixes units'
    WHEN t.amount <= 0 THEN 'transfer ' || t.id || ' moves ' || t.amount
    WHEN t.debit_id = t.credit_id THEN 'transfer ' || t.id || ' goes from an account to itself' END AS offence
FROM ledger_transfer t
LEFT JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id
LEFT JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
LEFT JOIN ledger_unit u ON u.space_id = t.space_id AND u.id = t.unit_id
WHERE t.space_id = %(space)s
