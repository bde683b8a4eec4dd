-- What circles publish for the messages of members: where something is, and what somebody there should know of.

CREATE OR REPLACE VIEW circles_public_circle WITH (security_invoker = true) AS
SELECT c.space_id, c.id AS circle_id, c.slug, c.name, c.state FROM circles_circle c;

CREATE OR REPLACE VIEW circles_public_post WITH (security_invoker = true) AS
SELECT p.space_id, p.id AS post_id, p.circle_id, p.author_id, p.kind, p.text FROM circles_post p
WHERE p.deleted_at IS NULL AND p.hidden_at IS NULL;

-- What was said to a member (under their post, or to their comment) and can be read by them; event_id is its comment.created.
CREATE OR REPLACE VIEW circles_public_talk WITH (security_invoker = true) AS
SELECT k.space_id, k.answered_id AS member_id, k.event_id, k.id AS comment_id, k.post_id, k.circle_id, k.parent_id IS NULL AS is_direct,
       k.author_id, k.text, k.created_at AS at, p.author_id AS post_author_id, p.kind AS post_kind
FROM circles_comment k
JOIN circles_post p ON p.space_id = k.space_id AND p.id = k.post_id AND p.deleted_at IS NULL AND p.hidden_at IS NULL
JOIN circles_circle c ON c.space_id = k.space_id AND c.id = k.circle_id
LEFT JOIN circles_membership m ON m.space_id = k.space_id AND m.circle_id = k.circle_id AND m.member_id = k.answered_id
WHERE k.answered_id IS NOT NULL AND k.event_id IS NOT NULL AND k.answered_id IS DISTINCT FROM k.author_id
    AND k.deleted_at IS NULL AND k.hidden_at IS NULL
    AND (m.member_id IS NOT NULL AND m.left_at IS NULL
        OR c.state = 'open' AND c.entry = 'open' AND NOT coalesce(m.is_barred, false));

-- Who waits for a decision in an open circle; the host and the moderators decide about requests, the host alone about proposals.
CREATE OR REPLACE VIEW circles_public_waiting WITH (security_invoker = true) AS
SELECT r.space_id, m.member_id, r.circle_id, 'request' AS kind, r.event_id, r.member_id AS asker_id, r.asked_at AS at
FROM circles_membership m
JOIN circles_circle c ON c.space_id = m.space_id AND c.id = m.circle_id AND c.state = 'open'
JOIN circles_entryrequest r ON r.space_id = m.space_id AND r.circle_id = m.circle_id AND r.state = 'pending'
WHERE m.left_at IS NULL AND m.role IN ('host', 'moderator') AND r.event_id IS NOT NULL
UNION ALL
SELECT q.space_id, m.member_id, q.parent_id, 'proposal', q.event_id, q.member_id, q.asked_at
FROM circles_membership m
JOIN circles_circle c ON c.space_id = m.space_id AND c.id = m.circle_id AND c.state = 'open'
JOIN circles_proposal q ON q.space_id = m.space_id AND q.parent_id = m.circle_id AND q.state = 'pending'
WHERE m.left_at IS NULL AND m.role = 'host' AND q.event_id IS NOT NULL;
GRANT SELECT ON circles_public_circle, circles_public_post, circles_public_talk, circles_public_waiting TO guanxi_app;
