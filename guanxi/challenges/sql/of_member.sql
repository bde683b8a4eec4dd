-- What a member has done in the challenges p: how each is made, the days that count, what stands in the ranking, and the cards in the wallet.
SELECT q.quest_id,
       (SELECT jsonb_build_object('text_least', c.text_least, 'picture', c.picture, 'hour_from', c.hour_from, 'hour_to', c.hour_to,
                                  'makeup_cards', c.makeup_cards, 'makeup_days', c.makeup_days, 'ranking', c.ranking, 'circle_id', c.circle_id)::text
        FROM challenges_challenge AS c WHERE c.space_id = %(space)s AND c.quest_id = q.quest_id) AS rules,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('day', d.local_date, 'event', d.event_id, 'made_up', d.made_up)
                                  ORDER BY d.local_date, d.event_id), '[]')::text
        FROM (
            SELECT k.local_date, k.event_id, k.made_up FROM challenges_checkin AS k
            WHERE k.space_id = %(space)s AND k.member_id = %(member)s AND k.quest_id = q.quest_id AND NOT k.voided
            UNION ALL
            SELECT x.local_date, x.event_id, e.props ? 'for_date' FROM quests_days_of_member(%(space)s, q.quest_id, %(member)s) AS x
            CROSS JOIN LATERAL (
                SELECT f.props FROM journal_public_fact AS f WHERE f.space_id = %(space)s AND f.id = x.event_id OFFSET 0) AS e
            WHERE NOT EXISTS (SELECT FROM challenges_checkin AS o WHERE o.space_id = %(space)s AND o.event_id = x.event_id)) AS d) AS days,
       (SELECT count(*) FROM challenges_checkin AS k
        WHERE k.space_id = %(space)s AND k.member_id = %(member)s AND k.quest_id = q.quest_id AND NOT k.voided AND k.made_up
            AND k.spend_id IS NULL) AS own_cards_used,
       (SELECT b.balance FROM ledger_public_balance AS b
        WHERE b.space_id = %(space)s AND b.member_id = %(member)s AND b.unit = %(card)s AND b.kind = 'wallet') AS cards,
       (SELECT s.shown FROM challenges_standing AS s
        WHERE s.space_id = %(space)s AND s.member_id = %(member)s AND s.quest_id = q.quest_id) AS shown,
       (SELECT a.shown FROM challenges_appearance AS a WHERE a.space_id = %(space)s AND a.member_id = %(member)s) AS wish
FROM unnest(%(quests)s::bigint[]) AS q(quest_id)
