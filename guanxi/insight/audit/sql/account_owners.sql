-- An account is of a unit of the space; a member's belongs to a subject of the space, an escrow to one of its quests.
SELECT CASE
    WHEN NOT EXISTS (SELECT FROM ledger_unit u WHERE u.space_id = a.space_id AND u.id = a.unit_id)
        THEN 'account ' || a.id || ' is of no unit of this space (' || a.unit_id || ')'
    WHEN a.kind <= 'debt' AND NOT EXISTS (SELECT FROM journal_subject s WHERE s.space_id = a.space_id AND s.id = a.owner_id)
        THEN a.kind || ' account ' || a.id || ' belongs to nobody of this space (' || a.owner_id || ')'
    WHEN a.kind = 'escrow' AND NOT EXISTS (SELECT FROM quests_quest q WHERE q.space_id = a.space_id AND q.id = a.owner_id)
        THEN 'escrow account ' || a.id || ' belongs to no quest of this space (' || a.owner_id || ')' END AS offence
FROM ledger_account a WHERE a.space_id = %(space)s
