-- The newest audit of a space.
SELECT ran_at, ok, checks FROM insight_audit_run WHERE space_id = %(space)s ORDER BY ran_at DESC LIMIT 1
