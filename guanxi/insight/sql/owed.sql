-- What members hold of each unit and what quests still have set aside for them; units of which there is nothing are left out.
SELECT u.code AS unit, u.kind,
       coalesce(sum(l.amount) FILTER (WHERE l.kind = 'wallet'), 0)::bigint AS available,
       coalesce(sum(l.amount) FILTER (WHERE l.kind = 'pending'), 0)::bigint AS pending,
       coalesce(sum(l.amount) FILTER (WHERE l.kind = 'held'), 0)::bigint AS held,
       coalesce(-sum(l.amount) FILTER (WHERE l.kind = 'debt'), 0)::bigint AS debt,
       coalesce(max(b.remaining), 0)::bigint AS set_aside
FROM ledger_public_unit AS u
LEFT JOIN ledger_public_liability AS l ON l.space_id = u.space_id AND l.unit = u.code
LEFT JOIN (
    SELECT q.space_id, q.code, sum(q.left) AS remaining FROM quests_public_budget AS q GROUP BY q.space_id, q.code
) AS b ON b.space_id = u.space_id AND b.code = u.code
WHERE u.space_id = %(space)s
GROUP BY u.id, u.code, u.kind
HAVING coalesce(max(b.remaining), 0) <> 0 OR bool_or(l.amount <> 0)
ORDER BY u.id
