-- What is held, by the event that granted it, the newest first: of the events that a filter finds (or that are named), everything that is held.
WITH promised AS MATERIALIZED (
    SELECT p.id FROM quests_promise AS p JOIN quests_quest AS q ON q.space_id = p.space_id AND q.id = p.quest_id
    WHERE p.space_id = %(space)s AND (%(quest)s::text IS NULL OR q.slug = %(quest)s) AND (%(unit)s::text IS NULL OR p.code = %(unit)s)
        AND %(events)s::bigint[] = '{}'
), chosen AS MATERIALIZED (
    SELECT DISTINCT g.event_id FROM quests_newest_grants(%(space)s, coalesce((SELECT array_agg(p.id) FROM promised AS p), '{}'), '{held}',
                                                         %(event)s::bigint, 0, 0, %(limit)s) AS g
    ORDER BY g.event_id DESC LIMIT %(limit)s
), named AS MATERIALIZED (SELECT c.event_id FROM chosen AS c UNION SELECT e FROM unnest(%(events)s::bigint[]) AS e)
SELECT g.event_id, g.promise_id, g.generation, q.slug AS quest, v.definition -> 'title' AS title, g.member_id, p.code AS unit, p.kind, p.step_no,
       g.wanted, g.granted, g.state, g.reason, g.at
FROM named AS c CROSS JOIN LATERAL (
    SELECT x.* FROM quests_grant AS x WHERE x.event_id = c.event_id AND x.space_id = %(space)s AND x.state = 'held' OFFSET 0) AS g
JOIN quests_promise AS p ON p.space_id = %(space)s AND p.id = g.promise_id
JOIN quests_quest AS q ON q.space_id = %(space)s AND q.id = p.quest_id
JOIN quests_version AS v ON v.space_id = %(space)s AND v.id = p.version_id
ORDER BY g.event_id DESC, g.promise_id DESC, g.generation DESC
