-- The next recorded events that a replay takes in: everything but what quests and the ledger made of other events. `part` says how each is replayed
-- (later: recorded by then, and settled afterwards).
WITH page AS (
    SELECT e.*, t.name AS type, o.settled_at, o.cancelled, o.again
    FROM (SELECT id, settled_at, cancelled, again FROM replay_order WHERE (settled_at, id) > (%(after_at)s::timestamptz, %(after)s)
          ORDER BY settled_at, id LIMIT %(limit)s) o
    JOIN public.journal_event e ON e.space_id = %(space)s AND e.id = o.id JOIN public.journal_type t ON t.id = e.type_id
), seen AS (
    SELECT p.*, o.name LIKE 'quest.%%' OR o.name = 'member.tier_changed' AS of_ours
    FROM page p LEFT JOIN public.journal_event v ON v.space_id = p.space_id AND p.type IN ('journal.voided', 'journal.reinstated')
        AND v.id = (p.props ->> 'event')::bigint AND v.source = 'reaction'
    LEFT JOIN public.journal_type o ON o.id = v.type_id
)
SELECT id, CASE
    WHEN source = 'reaction' AND type = 'member.tier_changed' AND cause_id IS NULL THEN type
    WHEN again THEN 'again'
    WHEN cancelled THEN 'rebuilt'
    WHEN source = 'reaction' AND type = 'quest.granted' AND props ? 'late' THEN 'late'
    WHEN coalesce(of_ours, false) OR (source = 'reaction' AND (type LIKE 'quest.%%' OR type IN ('member.tier_changed', 'ledger.merged')))
        THEN 'rebuilt'
    WHEN EXISTS (SELECT FROM public.journal_set_aside a WHERE a.space_id = seen.space_id AND a.event_id = seen.id AND a.resolved_at IS NULL) THEN 'rebuilt'
    WHEN %(as_of)s::timestamptz < 'infinity' AND (
        EXISTS (SELECT FROM public.journal_event x WHERE x.space_id = seen.space_id AND x.cause_id = seen.id AND x.recorded_at > %(as_of)s
                AND x.source = 'reaction')
        OR EXISTS (SELECT FROM public.ledger_transfer x WHERE x.space_id = seen.space_id AND x.event_id = seen.id AND x.recorded_at > %(as_of)s)) THEN 'later'
    WHEN type IN ('journal.voided', 'journal.reinstated') THEN type
    WHEN type LIKE 'quest.%%' OR type LIKE 'ledger.%%' THEN type
    WHEN type IN ('member.merged', 'member.erased') THEN type
    ELSE 'plain' END AS part, member_id, at, settled_at, props::text, actor, cause_id
FROM seen ORDER BY settled_at, id
