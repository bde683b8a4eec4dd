-- Row-level security is enabled and forced, with a policy, on every table and partition with a space (save the heads of the queue).
SELECT CASE
    WHEN NOT (c.relrowsecurity AND c.relforcerowsecurity) THEN c.relname || ' shows its rows to every space'
    WHEN NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) THEN c.relname || ' has no policy'
    WHEN EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles <> ARRAY[c.relowner] AND p.polname NOT IN ('spaces_staff_oneself', 'referral_code_by_itself', 'certificates_certificate_by_itself') AND (p.polpermissive IS FALSE
            OR pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%%space_id = %%' OR pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%%app.space%%'))
        THEN 'a policy of ' || c.relname || ' does not ask for the space' END AS offence
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'space_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('journal_head', 'journal_queue', 'journal_pending')
UNION ALL
SELECT CASE WHEN NOT coalesce(c.reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
    THEN 'the view ' || c.relname || ' looks with the eyes of its owner' END
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
