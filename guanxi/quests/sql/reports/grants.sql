-- What was granted, the newest first: of every promise and state that is asked for the next few, and of these the newest.
WITH promised AS MATERIALIZED (
    SELECT p.id, p.code, p.kind, p.step_no, q.slug, p.version_id
    FROM quests_promise AS p JOIN quests_quest AS q ON q.space_id = p.space_id AND q.id = p.quest_id
    WHERE p.space_id = %(space)s AND (%(quest)s::text IS NULL OR q.slug = %(quest)s) AND (%(unit)s::text IS NULL OR p.code = %(unit)s)
), newest AS MATERIALIZED (
    SELECT g.* FROM quests_newest_grants(%(space)s, coalesce((SELECT array_agg(p.id) FROM promised AS p), '{}'), %(states)s::text[],
                                         %(event)s::bigint, %(promise)s::bigint, %(generation)s::int, %(limit)s) AS g
    ORDER BY g.event_id DESC, g.promise_id DESC, g.generation DESC LIMIT %(limit)s
)
SELECT g.event_id, g.promise_id, g.generation, p.slug AS quest, v.definition -> 'title' AS title, g.member_id, p.code AS unit, p.kind, p.step_no,
       g.wanted, g.granted, g.state, g.reason, g.at
FROM newest AS g JOIN promised AS p ON p.id = g.promise_id
JOIN quests_version AS v ON v.space_id = %(space)s AND v.id = p.version_id
ORDER BY g.event_id DESC, g.promise_id DESC, g.generation DESC
