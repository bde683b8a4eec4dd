-- Judging: which steps are reached now that were not, and which are no longer.

-- Whether a member's progress in a period reaches a step: any group of the goal does; with several goals, all of them or any.
-- p_ever: whether it ever did, even before a tier was lost.
CREATE OR REPLACE FUNCTION quests_is_reached(p_space integer, p_version bigint, p_step integer, p_member bigint, p_period date, p_ever boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE s.combine WHEN 'all' THEN bool_and(met) ELSE bool_or(met) END
    FROM quests_step s JOIN quests_goal g ON g.space_id = p_space AND g.version_id = p_version
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM quests_progress p WHERE p.space_id = p_space AND p.member_id = p_member AND p.goal_id = g.id AND p.period = p_period
                AND CASE WHEN p_ever THEN p.best ELSE p.peak END >= CASE s.combine WHEN 'one' THEN s.reach ELSE g.reach END) AS met) m
    WHERE s.space_id = p_space AND s.version_id = p_version AND s.no = p_step GROUP BY s.combine
$$;

-- The steps that the progress rows p_touched reach and that are not recorded as reached: one want each, without promise yet.
-- at and source come from the crossing, where there is one, else from the latest contribution.
CREATE OR REPLACE FUNCTION quests_newly_reached(p_space integer, p_touched bigint[], p_crossings quests_crossing[]) RETURNS quests_want[]
LANGUAGE sql STABLE AS $$
    WITH candidate AS (
        SELECT DISTINCT g.version_id, g.quest_id, p.member_id, p.period, s.no, s.combine
        FROM quests_progress p JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
        JOIN quests_step s ON s.space_id = p_space AND s.version_id = g.version_id
        WHERE p.space_id = p_space AND p.id = ANY (p_touched) AND p.peak >= CASE s.combine WHEN 'one' THEN s.reach ELSE g.reach END
            AND NOT EXISTS (
                SELECT FROM quests_reached r WHERE r.space_id = p_space AND r.quest_id = g.quest_id AND r.step_no = s.no
                    AND r.member_id = p.member_id AND r.period = p.period AND r.undone_id IS NULL)
    ), due AS (
        SELECT c.*, x.event_id, x.at, x.order_key FROM candidate c CROSS JOIN LATERAL (
            SELECT event_id, at, order_key FROM (
                SELECT event_id, at, order_key, 1 AS rank FROM unnest(p_crossings) x
                WHERE x.version_id = c.version_id AND x.member_id = c.member_id AND x.period = c.period AND x.step_no = c.no
                UNION ALL
                SELECT k.event_id, k.at, k.order_key, 2 FROM quests_goal g
                JOIN quests_progress p ON p.space_id = p_space AND p.goal_id = g.id AND p.member_id = c.member_id AND p.period = c.period
                JOIN quests_contribution k ON k.space_id = p_space AND k.progress_id = p.id AND k.at = p.last_at AND k.order_key = p.last_order
                WHERE g.space_id = p_space AND g.version_id = c.version_id) sources
            ORDER BY rank, CASE WHEN c.combine = 'all' THEN at END DESC, at, order_key LIMIT 1) x
        WHERE c.combine = 'one' OR quests_is_reached(p_space, c.version_id, c.no, c.member_id, c.period, false)
    )
    SELECT coalesce(array_agg(ROW(NULL, d.version_id, d.event_id, d.no, d.member_id, d.period, NULL, d.at, d.order_key,
        NULL, 1 + (SELECT count(*) FROM quests_reached r WHERE r.space_id = p_space AND r.quest_id = d.quest_id AND r.step_no = d.no
                   AND r.member_id = d.member_id AND r.period = d.period),
        0, 0, NULL, NULL, NULL, NULL)::quests_want), '{}') FROM due d
$$;

-- The events of reached steps that the progress rows p_rejudge no longer reach (a quest may keep them: undo = keep). Says what
-- quests_is_reached says, ever, in one statement; and only of those who are judged, not of everybody who reached the step.
CREATE OR REPLACE FUNCTION quests_no_longer_reached(p_space integer, p_rejudge bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH judged AS MATERIALIZED (
        SELECT DISTINCT g.quest_id, p.member_id, p.period
        FROM unnest(p_rejudge) asked(id)
        CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = asked.id OFFSET 0) p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
    ), standing AS MATERIALIZED (
        SELECT r.event_id, r.version_id, r.step_no, r.member_id, r.period, s.combine, s.reach
        FROM judged CROSS JOIN LATERAL (
            SELECT * FROM quests_reached x WHERE x.space_id = p_space AND x.member_id = judged.member_id AND x.quest_id = judged.quest_id
                AND x.period = judged.period AND x.undone_id IS NULL OFFSET 0) r
        JOIN quests_version v ON v.space_id = p_space AND v.id = r.version_id AND v.undo = 'reverse'
        JOIN quests_step s ON s.space_id = p_space AND s.version_id = r.version_id AND s.no = r.step_no
    )
    SELECT r.event_id FROM standing r CROSS JOIN LATERAL (
        SELECT CASE r.combine WHEN 'all' THEN bool_and(m.met) ELSE bool_or(m.met) END AS still
        FROM quests_goal g CROSS JOIN LATERAL (
            SELECT EXISTS (
                SELECT FROM quests_progress p WHERE p.space_id = p_space AND p.member_id = r.member_id AND p.goal_id = g.id AND p.period = r.period
                    AND p.best >= CASE r.combine WHEN 'one' THEN r.reach ELSE g.reach END) AS met) m
        WHERE g.space_id = p_space AND g.version_id = r.version_id) judgement
    WHERE NOT judgement.still
$$;
