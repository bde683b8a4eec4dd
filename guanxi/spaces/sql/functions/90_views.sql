-- What spaces publish to the modules above.

CREATE OR REPLACE VIEW spaces_public_space WITH (security_invoker = true) AS
SELECT id AS space_id, slug, name, time_zone, currency, locale, is_demo FROM spaces_space;
GRANT SELECT ON spaces_public_space TO guanxi_app;

-- Who works for a space, by the user they sign in as.
CREATE OR REPLACE VIEW spaces_public_staff WITH (security_invoker = true) AS
SELECT space_id, user_id, role FROM spaces_staff;
GRANT SELECT ON spaces_public_staff TO guanxi_app;
