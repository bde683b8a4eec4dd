-- The list of those who take part in a quest, in the order of the steps that they have reached.

-- Whoever stands at a step and no further (0: they have made progress and reached nothing), step by step until there are enough, behind
-- a place (p_step, p_member; null: from the beginning), or at p_only alone. It goes from one member to the next by an index and asks of
-- each whether they have gone further: a page costs what it shows and whom it passes over, however many periods each of them has.
-- Each step is planned for its own values.
CREATE OR REPLACE FUNCTION quests_listed_people(
    p_space integer, p_quest bigint, p_only bigint, p_step bigint, p_member bigint, p_upwards boolean, p_limit integer
) RETURNS TABLE (member_id bigint, step bigint)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    goals bigint[] := ARRAY(SELECT g.id FROM quests_goal g WHERE g.space_id = p_space AND g.quest_id = p_quest);
    steps integer[] := ARRAY(
        SELECT DISTINCT s.no FROM quests_version v JOIN quests_step s ON s.space_id = v.space_id AND s.version_id = v.id
        WHERE v.space_id = p_space AND v.quest_id = p_quest);
    one integer;
    onward text;
    found integer;
    total integer := 0;
BEGIN
    FOR one IN
        SELECT n.no FROM unnest(0 || steps) n(no)
        WHERE (p_only IS NULL OR n.no = p_only)
            AND (p_step IS NULL OR CASE WHEN p_upwards THEN n.no >= p_step ELSE n.no <= p_step END)
        ORDER BY CASE WHEN p_upwards THEN n.no ELSE -n.no END
    LOOP
        onward := format(
            'SELECT o.member_id, (
                 SELECT h.member_id FROM quests_reached h
                 WHERE h.quest_id = $2 AND h.step_no = ANY ($4) AND h.member_id = o.member_id AND h.undone_id IS NULL AND h.space_id = $1
                 LIMIT 1) IS NULL AS stays
             FROM (
                 SELECT %1$s(f.member_id) AS member_id FROM unnest($3) i(id) CROSS JOIN LATERAL (
                     SELECT x.member_id FROM %2$s AND x.space_id = $1 AND x.member_id %3$s place ORDER BY x.member_id %4$s LIMIT 1) f) o
             WHERE o.member_id IS NOT NULL OFFSET 0',  -- asked once of each
            CASE WHEN p_upwards THEN 'min' ELSE 'max' END,
            CASE WHEN one = 0 THEN 'quests_progress x WHERE x.goal_id = i.id'
                 ELSE 'quests_reached x WHERE x.quest_id = $2 AND x.step_no = i.id AND x.undone_id IS NULL' END,
            CASE WHEN p_upwards THEN '>' ELSE '<' END,
            CASE WHEN p_upwards THEN 'ASC' ELSE 'DESC' END);
        RETURN QUERY EXECUTE format(
            'WITH RECURSIVE walk AS (
                 SELECT n.member_id, n.stays, n.stays::integer AS shown FROM (%1$s) n
                 UNION ALL
                 SELECT n.member_id, n.stays, w.shown + n.stays::integer FROM walk w CROSS JOIN LATERAL (%2$s) n WHERE w.shown < $6
             ) SELECT w.member_id, $7 FROM walk w WHERE w.stays',
            replace(onward, 'place', '$5'), replace(onward, 'place', 'w.member_id'))
            USING p_space, p_quest, CASE WHEN one = 0 THEN goals ELSE ARRAY[one]::bigint[] END,
                  ARRAY(SELECT s.no FROM unnest(steps) s(no) WHERE s.no > one),
                  CASE WHEN one = p_step THEN p_member WHEN p_upwards THEN -1 ELSE 9223372036854775807 END, p_limit - total, one::bigint;
        GET DIAGNOSTICS found = ROW_COUNT;
        total := total + found;
        EXIT WHEN total >= p_limit;
    END LOOP;
END $$;
