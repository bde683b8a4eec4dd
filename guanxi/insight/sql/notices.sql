-- What a member is told, newest first, before the given event: events, what was said to them (once a post), who waits.
-- Where `mark` is asked for they have seen the newest of it from now on.
WITH s AS MATERIALIZED (
    SELECT coalesce((SELECT k.event_id FROM insight_seen AS k WHERE k.space_id = %(space)s AND k.member_id = %(member)s), 0) AS id
), told AS (
    SELECT e.id, e.type, e.at, e.props, e.actor, e.source FROM insight_told AS e
    WHERE e.space_id = %(space)s AND e.member_id = %(member)s AND (%(before)s::bigint IS NULL OR e.id < %(before)s)
        AND e.type_id IN (SELECT t.id FROM journal_public_type AS t WHERE t.name = ANY(%(types)s) AND (t.space_id IS NULL OR t.space_id = %(space)s))
    ORDER BY e.id DESC LIMIT %(limit)s
), said AS (
    SELECT t.* FROM circles_said_to(%(space)s, %(member)s, %(before)s::bigint, NULL, %(limit)s) AS t
), waits AS (
    SELECT max(w.event_id) AS id, w.kind, w.circle_id, max(w.at) AS at FROM circles_public_waiting AS w
    WHERE w.space_id = %(space)s AND w.member_id = %(member)s
    GROUP BY w.circle_id, w.kind HAVING %(before)s::bigint IS NULL OR max(w.event_id) < %(before)s
    ORDER BY 1 DESC LIMIT %(limit)s
), page AS MATERIALIZED (
    SELECT e.id, e.type, e.at, e.props, e.actor, NULL::text AS words,
           (SELECT c.circle_id FROM circles_public_circle AS c WHERE c.space_id = %(space)s AND c.slug = e.props ->> 'circle') AS circle_id,
           CASE WHEN e.source <> 'import' AND coalesce(e.props ->> 'post', e.props ->> 'question') ~ '^[0-9]{1,18}$'
               THEN coalesce(e.props ->> 'post', e.props ->> 'question')::bigint END AS post_id,
           CASE WHEN e.source <> 'import' AND e.props ->> 'answer' ~ '^[0-9]{1,18}$' THEN (e.props ->> 'answer')::bigint END AS comment_id
    FROM told AS e
    UNION ALL
    SELECT t.event_id, CASE WHEN NOT t.is_own OR NOT t.is_direct THEN 'talk.reply' WHEN t.post_kind = 'question' THEN 'talk.answer'
               ELSE 'talk.comment' END,
           t.at, '{}', NULL, t.words, t.circle_id, t.post_id, t.comment_id
    FROM said AS t
    UNION ALL
    SELECT w.id, 'waits.' || w.kind, w.at, '{}', NULL, NULL, w.circle_id, NULL, NULL FROM waits AS w
    ORDER BY id DESC LIMIT %(limit)s
), marked AS (
    INSERT INTO insight_seen AS k (space_id, member_id, event_id)
    SELECT %(space)s::integer, %(member)s::bigint, max(p.id) FROM page AS p CROSS JOIN s
    WHERE %(mark)s GROUP BY s.id HAVING max(p.id) > s.id
    ON CONFLICT (member_id, space_id) DO UPDATE SET event_id = excluded.event_id WHERE k.event_id < excluded.event_id
)
SELECT p.id, p.type, p.at, p.props::text, p.actor,
       (SELECT q.title::text FROM quests_public_quest AS q
        WHERE q.space_id = %(space)s AND q.slug = coalesce(p.props ->> 'quest', p.props ->> 'challenge')) AS title,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', g.kind, 'code', g.code, 'amount', g.granted, 'state', g.state)), '[]')::text
        FROM quests_public_grant AS g
        WHERE g.space_id = %(space)s AND g.event_id = p.id AND g.member_id = %(member)s
            AND p.type IN ('quest.step_reached', 'quest.granted')) AS grants,
       c.slug, c.name, b.post_id, b.text, p.comment_id, p.words, x.sealed,
       (SELECT jsonb_build_object('people', count(*), 'said', sum(v.said), 'faces', jsonb_agg(jsonb_build_object(
                'member_id', v.author_id, 'state', f.state, 'sealed_name', encode(f.sealed_name, 'hex'), 'avatar_id', f.avatar_id,
                'is_staff', f.is_staff) ORDER BY v.newest DESC) FILTER (WHERE v.place <= 2))::text
        FROM (
            SELECT u.author_id, count(*) AS said, max(u.event_id) AS newest, row_number() OVER (ORDER BY max(u.event_id) DESC) AS place
            FROM (
                (SELECT t.author_id, t.event_id FROM circles_public_talk AS t
                 WHERE t.space_id = %(space)s AND t.member_id = %(member)s AND t.post_id = p.post_id AND p.type LIKE 'talk.%%'
                 ORDER BY t.event_id DESC LIMIT 100)
                UNION ALL
                (SELECT w.asker_id, w.event_id FROM circles_public_waiting AS w
                 WHERE w.space_id = %(space)s AND w.member_id = %(member)s AND w.circle_id = p.circle_id AND p.type = 'waits.' || w.kind
                 ORDER BY w.event_id DESC LIMIT 100)
            ) AS u
            GROUP BY u.author_id
        ) AS v
        LEFT JOIN members_public_face AS f ON f.space_id = %(space)s AND f.member_id = v.author_id) AS voices,
       s.id AS seen
FROM page AS p
CROSS JOIN s
LEFT JOIN circles_public_circle AS c ON c.space_id = %(space)s AND c.circle_id = p.circle_id
LEFT JOIN circles_public_post AS b ON b.space_id = %(space)s AND b.post_id = p.post_id AND b.circle_id = p.circle_id
LEFT JOIN journal_public_sealed AS x ON x.space_id = %(space)s AND x.event_id = p.id AND x.member_id = %(member)s AND p.type LIKE 'circle.%%'
ORDER BY p.id DESC
