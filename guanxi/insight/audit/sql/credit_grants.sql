-- Every credit from an escrow or from issuance to a member belongs to a grant.
SELECT CASE WHEN NOT EXISTS (SELECT FROM quests_grant g WHERE g.space_id = %(space)s AND g.transfer_id = t.id)
    THEN 'transfer ' || t.id || ' credits member ' || c.owner_id || ' with ' || t.amount || ', and no grant says why' END AS offence
FROM ledger_transfer t JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id
JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
WHERE t.space_id = %(space)s AND t.reverses_id IS NULL AND d.kind IN ('escrow', 'issuance') AND c.kind <= 'debt'
