-- as guanxi/insight/sql/shared.sql
-- What stands above quests, for the examples beside this file.
-- published: but only for those above
CREATE FUNCTION insight_public_report(p integer) RETURNS void LANGUAGE sql AS 'SELECT 1';
