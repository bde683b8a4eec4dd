-- What members are told, in two views that a page of messages and the count of new ones share; the newest first is by id everywhere.

-- Events that their member should know of and did not cause: of the types that are told, without what another message tells already.
CREATE OR REPLACE VIEW insight_told WITH (security_invoker = true) AS
SELECT e.space_id, e.member_id, e.id, e.type, e.type_id, e.at, e.props, e.actor, e.source
FROM journal_public_event AS e
WHERE (e.type <> 'quest.granted' OR e.props ? 'late' OR e.props ? 'held')
    AND NOT (e.type IN ('checkin.hidden', 'checkin.shown_again') AND e.props ? 'by_moderation')
    AND (e.type <> 'journal.voided' OR (e.cause_id IS NULL AND e.actor LIKE 'staff:%'))
    AND (e.type <> 'circle.entered' OR e.props ->> 'way' IN ('request', 'staff'))
    AND (e.type <> 'circle.left' OR e.props ->> 'removed' = 'true')
    AND NOT (e.type LIKE 'circle.%' AND e.actor IS NOT DISTINCT FROM 'member:' || e.member_id)
    AND (e.type <> 'answer.accepted' OR (e.props ->> 'own_question' = 'false' AND e.source <> 'import'))
    AND NOT (e.type IN ('answer.accepted', 'post.featured') AND e.voided);

-- The newest thing that was said to a member under each post: one message tells of all that was said there.
CREATE OR REPLACE VIEW insight_said WITH (security_invoker = true) AS
SELECT t.space_id, t.member_id, t.event_id AS id, t.at, t.post_id, t.comment_id, t.circle_id, t.is_direct, t.text,
       t.post_author_id = t.member_id AS is_own, t.post_kind
FROM circles_public_talk AS t
WHERE NOT EXISTS (
    SELECT FROM circles_public_talk AS n
    WHERE n.space_id = t.space_id AND n.member_id = t.member_id AND n.post_id = t.post_id AND n.event_id > t.event_id);
GRANT SELECT ON insight_told, insight_said TO guanxi_app;
