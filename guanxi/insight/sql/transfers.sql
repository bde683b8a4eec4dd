-- Everything that ever moved on members' accounts, oldest first: what, by how much, and the event that moved it.
SELECT t.transfer_id, t.unit, t.kind::text, t.change, t.event_id, e.type, t.recorded_at
FROM unnest(%(members)s::bigint[]) AS m(id)
CROSS JOIN LATERAL ledger_entries_of(%(space)s, m.id, NULL) AS t
CROSS JOIN LATERAL (SELECT o.type FROM journal_public_event AS o WHERE o.space_id = %(space)s AND o.id = t.event_id OFFSET 0) AS e
ORDER BY t.transfer_id, t.kind
