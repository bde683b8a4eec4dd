-- The quests that run for one member (or the one that is asked for), each with its terms for them, their progress, their steps, what still waits.
SELECT q.id, q.slug, q.state, v.definition, v.launched_at, q.ended_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('goal_no', g.no, 'period', p.period, 'grp', p.grp, 'value', p.value, 'peak', p.peak,
                                                     'last_date', p.last_date)), '[]')::text
        FROM quests_goal AS g JOIN quests_progress AS p ON p.space_id = g.space_id AND p.member_id = %(member)s AND p.goal_id = g.id
        WHERE g.space_id = q.space_id AND g.version_id = v.id) AS progress,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('step', r.step_no, 'period', r.period)), '[]')::text
        FROM quests_reached AS r
        WHERE r.space_id = q.space_id AND r.member_id = %(member)s AND r.quest_id = q.id AND r.undone_id IS NULL) AS reached,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'amount', CASE WHEN o.state = 'held' AND o.granted > 0 THEN o.granted ELSE o.wanted END,
                                                     'state', o.state, 'reason', o.reason, 'step_no', o.step_no)), '[]')::text
        FROM quests_reached AS r JOIN LATERAL (
            SELECT m.code, m.step_no, t.state, t.reason, t.wanted, t.granted FROM quests_grant AS t
            JOIN quests_promise AS m ON m.space_id = t.space_id AND m.id = t.promise_id
            WHERE t.space_id = r.space_id AND t.event_id = r.event_id AND t.state IN ('waiting', 'held')) AS o ON true
        WHERE r.space_id = q.space_id AND r.member_id = %(member)s AND r.quest_id = q.id AND r.undone_id IS NULL) AS waiting,
       (SELECT jsonb_build_object('tier', m.tier, 'plan', m.plan, 'tags', m.tags, 'joined_at', m.joined_at,
                                   'active_at', coalesce(m.active_at, m.joined_at), 'returning', m."returning", 'channel', m.channel,
                                   'facts', m.facts, 'circles', ARRAY(
                   SELECT i.slug FROM circles_public_inside AS i WHERE i.space_id = m.space_id AND i.member_id = m.member_id))::text
        FROM members_public_member AS m WHERE m.space_id = q.space_id AND m.member_id = %(member)s) AS member,
       (SELECT jsonb_object_agg(f.slug, f.type)::text FROM members_public_field AS f WHERE f.space_id = q.space_id AND NOT f.personal) AS fields
FROM quests_quest AS q
JOIN LATERAL (
    SELECT w.* FROM quests_version AS w
    LEFT JOIN quests_under_way AS u ON u.space_id = q.space_id AND u.quest_id = q.id AND u.member_id = %(member)s AND u.version_id = w.id
    WHERE w.space_id = q.space_id AND w.quest_id = q.id AND w.launched_at IS NOT NULL
    ORDER BY (u.member_id IS NOT NULL) DESC, w.number DESC LIMIT 1) AS v ON true
WHERE q.space_id = %(space)s AND (q.slug = %(slug)s::text OR (%(slug)s::text IS NULL AND q.state IN ('launched', 'paused')))
ORDER BY q.id
LIMIT %(limit)s
