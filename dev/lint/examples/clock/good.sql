-- as guanxi/quests/sql/closing.sql
-- Ends the quests whose window is over; "now()" in a comment or as 'now()' in a string is only a word.
UPDATE quests_quest SET state = 'ended', note = 'now()' WHERE until <= guanxi_now(space_id);
