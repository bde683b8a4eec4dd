-- Every transfer names an event of the same space, of a kind that moves value.
SELECT CASE
    WHEN e.id IS NULL THEN 'transfer ' || t.id || ' has no cause: event ' || t.event_id || ' does not exist'
    WHEN NOT (y.name LIKE 'quest.%%' OR y.name LIKE 'ledger.%%' OR y.name IN ('journal.voided', 'journal.reinstated', 'member.merged', 'member.erased'))
        THEN 'transfer ' || t.id || ' is caused by ' || y.name || ', which moves no value' END AS offence
FROM ledger_transfer t LEFT JOIN journal_event e ON e.space_id = t.space_id AND e.id = t.event_id LEFT JOIN journal_type y ON y.id = e.type_id
WHERE t.space_id = %(space)s
