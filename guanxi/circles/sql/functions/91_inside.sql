-- What circles publish to the modules above.

CREATE OR REPLACE VIEW circles_public_inside WITH (security_invoker = true) AS
SELECT m.space_id, m.member_id, m.circle_id, c.slug::text AS slug, c.name::text AS name
FROM circles_membership m JOIN circles_circle c ON c.space_id = m.space_id AND c.id = m.circle_id
WHERE m.left_at IS NULL;
COMMENT ON VIEW circles_public_inside IS 'who is in which circle now';
GRANT SELECT ON circles_public_inside TO guanxi_app;
