-- The application is neither superuser nor owner of anything, and row-level security holds for it and for the owner.
SELECT CASE WHEN r.rolsuper OR r.rolbypassrls THEN 'the role ' || r.rolname || ' is above row-level security' END AS offence
FROM pg_roles r WHERE r.rolname IN ('guanxi_app', 'guanxi_owner')
UNION ALL
SELECT CASE WHEN r.rolcreaterole OR r.rolcreatedb OR pg_has_role('guanxi_app', 'guanxi_owner', 'MEMBER')
    THEN 'the application''s role may become another' END
FROM pg_roles r WHERE r.rolname = 'guanxi_app'
UNION ALL
SELECT CASE WHEN pg_get_userbyid(c.relowner) = 'guanxi_app' THEN 'the application owns ' || c.relname END
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
