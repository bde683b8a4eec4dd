-- What was granted, the newest first: of every promise and state that is asked for the next few, and of these the newest.
WITH promised AS MATERIALIZED (
    SELECT p.id, p.code, p.kind, p.step_no, q.slug, v.definition -> 'title' AS title
    FROM quests_promise AS p
    JOIN quests_quest AS q ON q.space_id = p.space_id AND q.id = p.quest_id
    JOIN quests_version AS v ON v.space_id = p.space_id AND v.id = p.version_id
    WHERE p.space_id = %(space)s AND (%(quest)s::text IS NULL OR q.slug = %(quest)s) AND (%(unit)s::text IS NULL OR p.code = %(unit)s)
)
SELECT g.event_id, g.promise_id, g.generation, p.slug AS quest, p.title, g.member_id, p.code AS unit, p.kind, p.step_no, g.wanted, g.granted,
       g.state, g.reason, g.at
FROM promised AS p
CROSS JOIN unnest(%(states)s::text[]) AS s(state)
CROSS JOIN LATERAL (
    SELECT * FROM quests_grant AS n
    WHERE n.promise_id = p.id AND n.state = s.state AND n.space_id = %(space)s
        AND (%(event)s::bigint IS NULL OR n.event_id <= %(event)s::bigint)
        AND (%(event)s::bigint IS NULL OR (n.event_id, n.promise_id, n.generation) < (%(event)s::bigint, %(promise)s::bigint, %(generation)s::int))
    ORDER BY n.event_id DESC LIMIT %(limit)s
) AS g
ORDER BY g.event_id DESC, g.promise_id DESC, g.generation DESC LIMIT %(limit)s
