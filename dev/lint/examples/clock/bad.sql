-- as guanxi/quests/sql/closing.sql
-- Ends the quests whose window is over.
UPDATE quests_quest SET state = 'ended' WHERE until <= current_timestamp; -- <- bad
CREATE FUNCTION quests_close() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE quests_quest SET state = 'ended' WHERE until <= clock_timestamp(); -- <- bad
END $$;
