-- What members publish to the modules above: nothing in it is personal.

CREATE OR REPLACE VIEW members_public_member WITH (security_invoker = true) AS
SELECT m.space_id, m.id AS member_id, m.joined_at, m.state, m.tier, m.plan, m.channel,
       ARRAY(SELECT t.tag FROM members_membertag t WHERE t.space_id = m.space_id AND t.member_id = m.id ORDER BY t.tag) AS tags,
       m.facts, m.is_returning AS returning, m.merged_into, m.tier_until, m.plan_until, m.holdout_arm, m.active_at
FROM members_member m;
GRANT SELECT ON members_public_member TO guanxi_app;

CREATE OR REPLACE VIEW members_public_field WITH (security_invoker = true) AS
SELECT space_id, slug, type, label, personal FROM members_profilefield WHERE NOT dropped;
GRANT SELECT ON members_public_field TO guanxi_app;

-- What a member shows to others; the name is sealed. Staff are members who sign in as a user that works for the space.
CREATE OR REPLACE VIEW members_public_face WITH (security_invoker = true) AS
SELECT m.space_id, m.id AS member_id, m.state, f.sealed_name, f.avatar_id, s.user_id IS NOT NULL AS is_staff
FROM members_member m
LEFT JOIN members_face f ON f.space_id = m.space_id AND f.member_id = m.id
LEFT JOIN spaces_public_staff s ON s.space_id = m.space_id AND s.user_id = m.user_id;
GRANT SELECT ON members_public_face TO guanxi_app;
