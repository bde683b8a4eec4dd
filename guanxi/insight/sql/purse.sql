-- What a member holds, unit by unit and kind by kind, with the open lots of each (the one that expires first in front) and the quest of each.
SELECT b.unit, b.kind::text, b.balance,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('event_id', l.event_id, 'kind', l.kind, 'amount', l.amount, 'remaining', l.remaining,
                                                     'available_at', l.available_at, 'expires_at', l.expires_at,
                                                     'reason', e.props ->> 'reason', 'title', (
                                                         SELECT q.title FROM quests_public_quest AS q
                                                         WHERE q.space_id = b.space_id AND q.slug = e.props ->> 'quest'))
                                  ORDER BY l.expires_at NULLS LAST, l.transfer_id), '[]')::text
        FROM (
            SELECT o.* FROM ledger_public_lot AS o
            WHERE o.space_id = b.space_id AND o.account_id = b.account_id AND o.remaining > 0
            ORDER BY o.expires_at NULLS LAST, o.transfer_id LIMIT %(lots)s) AS l
        CROSS JOIN LATERAL (SELECT f.props FROM journal_public_fact AS f WHERE f.space_id = b.space_id AND f.id = l.event_id OFFSET 0) AS e) AS lots
FROM ledger_public_balance AS b
WHERE b.space_id = %(space)s AND b.member_id = %(member)s AND b.balance <> 0
ORDER BY b.unit, b.kind
