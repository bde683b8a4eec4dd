-- Transfers, consumptions and events are guarded against change by triggers, and the application has no right to change them.
WITH guarded AS (
    SELECT c.oid, c.relname::text AS relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND (c.relname IN ('ledger_transfer', 'ledger_consumption', 'journal_event', 'insight_seal')
             OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('public.journal_event')))
)
SELECT CASE
    WHEN NOT EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = g.oid AND t.tgenabled IN ('O', 'A')
            AND (t.tgtype & 1) = 1 AND (t.tgtype & 2) = 2 AND (t.tgtype & 24) = 24)
        THEN g.relname || ' may be changed: no trigger refuses UPDATE and DELETE'
    WHEN has_table_privilege('guanxi_app', g.oid, 'UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege('guanxi_app', g.oid, 'UPDATE')
        THEN 'the application may change ' || g.relname END AS offence
FROM guarded g
