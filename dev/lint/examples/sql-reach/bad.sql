-- as guanxi/quests/sql/reach.sql
-- Looks into other rooms. The tables and functions are defined in shared.sql beside this file.
SELECT sum(amount) FROM ledger_transfer; -- <- bad
CREATE FUNCTION quests_settle() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_private(1); -- <- bad
    EXECUTE 'SELECT 1 FROM ledger_transfer'; -- <- bad
    PERFORM insight_public_report(1); -- <- bad
END $$;
