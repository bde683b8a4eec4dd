-- What rests on a void event does not stand: no grant of it, no step, no promise for each event (unless the quest keeps it).
WITH void AS (
    SELECT v.event_id FROM journal_void v WHERE v.space_id = %(space)s AND v.reinstate_id IS NULL
        AND NOT EXISTS (SELECT FROM journal_pending q WHERE q.space_id = v.space_id AND q.event_id = v.void_id)
        AND NOT EXISTS (SELECT FROM journal_set_aside q WHERE q.space_id = v.space_id AND q.event_id = v.void_id AND q.resolved_at IS NULL)
)
SELECT CASE WHEN g.state IN ('granted', 'held', 'waiting') AND (g.event_id = void.event_id OR n.undo = 'reverse')
    THEN 'event ' || void.event_id || ' is void, what it granted to member ' || g.member_id || ' stands' END AS offence
FROM void JOIN quests_grant g ON g.space_id = %(space)s AND (g.event_id = void.event_id OR g.source_id = void.event_id)
JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id JOIN quests_version n ON n.space_id = g.space_id AND n.id = p.version_id
UNION ALL
SELECT CASE WHEN r.undone_id IS NULL THEN 'event ' || void.event_id || ' is void, the step that it told of stands' END
FROM void JOIN quests_reached r ON r.space_id = %(space)s AND r.event_id = void.event_id
