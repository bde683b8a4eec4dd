-- A step is reached, and a promise granted, anew only after the time before was taken back.
SELECT CASE
    WHEN generation <> place THEN 'member ' || member_id || ' reached step ' || step_no || ' of quest ' || quest_id || ' for the ' || generation
        || '. time, that is the ' || place || '. record'
    WHEN undone_id IS NULL AND place < times THEN 'member ' || member_id || ' reached step ' || step_no || ' of quest ' || quest_id
        || ' again while it stood' END AS offence
FROM (
    SELECT *, row_number() OVER (PARTITION BY quest_id, step_no, member_id, period ORDER BY generation) AS place,
           count(*) OVER (PARTITION BY quest_id, step_no, member_id, period) AS times
    FROM quests_reached WHERE space_id = %(space)s) r
UNION ALL
SELECT CASE WHEN state <> 'reversed' AND place < times
    THEN 'promise ' || promise_id || ' was granted to member ' || member_id || ' again while it stood' END
FROM (
    SELECT g.*, row_number() OVER again AS place, count(*) OVER (
               PARTITION BY g.promise_id, g.member_id, g.period, CASE WHEN p.step_no = 0 THEN g.source_id END) AS times
    FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id WHERE g.space_id = %(space)s
    WINDOW again AS (PARTITION BY g.promise_id, g.member_id, g.period, CASE WHEN p.step_no = 0 THEN g.source_id END ORDER BY g.generation)) t
