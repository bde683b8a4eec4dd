-- Of a grant that was taken back or denied nothing is left but what had expired.
SELECT CASE WHEN t.amount - coalesce(r.amount, 0) > coalesce(l.expired, 0)
    THEN 'the grant of ' || g.granted || ' to member ' || g.member_id || ' was taken back, but ' || t.amount - coalesce(r.amount, 0) || ' of transfer '
        || t.id || ' stands' END AS offence
FROM quests_grant g JOIN ledger_transfer t ON t.space_id = g.space_id AND t.id = g.transfer_id
LEFT JOIN ledger_lot l ON l.space_id = t.space_id AND l.transfer_id = t.id
LEFT JOIN LATERAL (
    SELECT sum(x.amount - coalesce((SELECT sum(z.amount) FROM ledger_transfer z WHERE z.space_id = x.space_id AND z.reverses_id = x.id), 0)) AS amount
    FROM ledger_transfer x WHERE x.space_id = t.space_id AND x.reverses_id = t.id) r ON true
WHERE g.space_id = %(space)s AND g.state IN ('reversed', 'denied') AND NOT EXISTS (
    SELECT FROM quests_grant o WHERE o.space_id = g.space_id AND o.member_id = g.member_id AND o.promise_id = g.promise_id
        AND o.transfer_id = g.transfer_id AND o.state IN ('granted', 'held'))
