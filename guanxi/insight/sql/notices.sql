-- What the journal has to say to one member, newest first, before the given event: by the types that are told, without what they did themselves.
SELECT e.id, e.type, e.at, e.props::text, e.actor,
       (SELECT q.title::text FROM quests_public_quest AS q
        WHERE q.space_id = e.space_id AND q.slug = coalesce(e.props ->> 'quest', e.props ->> 'challenge')) AS title,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', g.kind, 'code', g.code, 'amount', g.granted, 'state', g.state)), '[]')::text
        FROM quests_public_grant AS g
        WHERE g.space_id = e.space_id AND g.event_id = e.id AND g.member_id = e.member_id AND e.type IN ('quest.step_reached', 'quest.granted')) AS grants,
       (SELECT s.event_id FROM insight_seen AS s WHERE s.space_id = %(space)s AND s.member_id = %(member)s) AS seen
FROM journal_public_event AS e
WHERE e.space_id = %(space)s AND e.member_id = %(member)s AND (%(before)s::bigint IS NULL OR e.id < %(before)s)
    AND e.type_id IN (SELECT t.id FROM journal_public_type AS t WHERE t.name = ANY(%(types)s) AND (t.space_id IS NULL OR t.space_id = e.space_id))
    AND (e.type <> 'quest.granted' OR e.props ? 'late' OR e.props ? 'held')
    AND NOT (e.type IN ('checkin.hidden', 'checkin.shown_again') AND e.props ? 'by_moderation')
    AND (e.type <> 'journal.voided' OR (e.cause_id IS NULL AND e.actor LIKE 'staff:%%'))
ORDER BY e.id DESC LIMIT %(limit)s
