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
--  1. What reaches a step is its crossing; with several goals the last of what brought each to where it is met (for any: the first). Where neither is
--     known (the threshold was lowered) it is the latest that counts.
--  2. A step that was taken back because an event was voided, and is reached while that event counts again, is reached as it was: by the same, then.
CREATE OR REPLACE FUNCTION quests_newly_reached(p_space integer, p_touched bigint[], p_crossings quests_crossing[]) RETURNS quests_want[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF cardinality(p_touched) = 0 THEN
        RETURN '{}';
    END IF;
    RETURN (WITH candidate AS MATERIALIZED (
        SELECT DISTINCT g.version_id, g.quest_id, p.member_id, p.period, s.no, s.combine, s.reach
        FROM unnest(p_touched) asked(id)
        CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = asked.id OFFSET 0) p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
        JOIN quests_step s ON s.space_id = p_space AND s.version_id = g.version_id AND p.peak >= CASE s.combine WHEN 'one' THEN s.reach ELSE g.reach END
        WHERE (SELECT r.event_id FROM quests_reached r WHERE r.space_id = p_space AND r.quest_id = g.quest_id AND r.step_no = s.no
                   AND r.member_id = p.member_id AND r.period = p.period AND r.undone_id IS NULL) IS NULL
    ), due AS (
        SELECT c.*, x.event_id, x.at, x.order_key, x.depth FROM candidate c
        CROSS JOIN LATERAL (SELECT EXISTS (
            SELECT FROM unnest(p_crossings) x WHERE x.version_id = c.version_id AND x.member_id = c.member_id AND x.period = c.period
                AND x.step_no = c.no) AS crossed) k
        CROSS JOIN LATERAL (
            SELECT g.* FROM (
                SELECT DISTINCT ON (w.goal) w.* FROM (
                    SELECT 1 AS goal, x.event_id, x.at, x.order_key, x.depth FROM unnest(p_crossings) x
                    WHERE x.version_id = c.version_id AND x.member_id = c.member_id AND x.period = c.period AND x.step_no = c.no
                    UNION ALL
                    SELECT h.goal, h.event_id, h.at, h.order_key, NULL FROM quests_what_reaches(
                        p_space, c.version_id, c.member_id, c.period, CASE c.combine WHEN 'one' THEN c.reach END) h WHERE NOT k.crossed) w
                ORDER BY w.goal, w.at, w.order_key) g
            ORDER BY CASE WHEN c.combine = 'all' THEN g.at END DESC, CASE WHEN c.combine = 'all' THEN g.order_key END DESC, g.at, g.order_key LIMIT 1) x
        WHERE c.combine = 'one' OR quests_is_reached(p_space, c.version_id, c.no, c.member_id, c.period, false)
    ), again AS (
        SELECT d.*, coalesce(before.generation, 0) + 1 AS generation, step.cause_id AS cause_then, step.at AS at_then FROM due d
        LEFT JOIN LATERAL (
            SELECT r.generation, r.event_id, r.undone_id FROM quests_reached r
            WHERE r.space_id = p_space AND r.quest_id = d.quest_id AND r.step_no = d.no AND r.member_id = d.member_id AND r.period = d.period
            ORDER BY r.generation DESC LIMIT 1) before ON true
        LEFT JOIN LATERAL (
            SELECT e.cause_id, e.at FROM journal_public_fact e
            WHERE e.space_id = p_space AND e.id = before.event_id AND NOT (
                SELECT root.voided FROM journal_public_fact root WHERE root.space_id = p_space AND root.id = quests_voided_first(p_space, before.undone_id))
            OFFSET 0) step ON true
    )
    SELECT coalesce(array_agg(ROW(NULL, NULL, coalesce(a.cause_then, a.event_id), a.no, a.member_id, a.period, NULL, coalesce(a.at_then, a.at),
        a.order_key, coalesce(CASE WHEN a.cause_then IS NULL THEN a.depth END, (
            SELECT e.depth FROM journal_public_fact e WHERE e.space_id = p_space AND e.id = coalesce(a.cause_then, a.event_id))),
        a.generation, 0, 0, NULL, NULL, NULL, NULL, ROW(a.quest_id, a.version_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, (
            SELECT q.slug FROM quests_quest q WHERE q.space_id = p_space AND q.id = a.quest_id), NULL)::quests_terms)::quests_want), '{}') FROM again a);
END $$;

-- The events with which the goals of a version are met by a member in a period, one for each goal and group that is: the one that is kept with the
-- progress, else the latest that counts. p_reach: the measure of the step where there is one goal (null: each goal has its own).
CREATE OR REPLACE FUNCTION quests_what_reaches(p_space integer, p_version bigint, p_member bigint, p_period date, p_reach bigint)
RETURNS TABLE (goal integer, event_id bigint, at timestamptz, order_key bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT g.no, k.event_id, k.at, k.order_key
        FROM quests_goal g JOIN quests_progress p ON p.space_id = p_space AND p.member_id = p_member AND p.goal_id = g.id AND p.period = p_period
            AND p.peak >= coalesce(p_reach, g.reach)
        CROSS JOIN LATERAL (
            SELECT c.event_id, c.at, c.order_key FROM quests_contribution c
            WHERE c.space_id = p_space AND p.reach_event IS NOT NULL AND c.event_id = p.reach_event AND c.progress_id = p.id
            UNION ALL
            (SELECT c.event_id, c.at, c.order_key FROM quests_contribution c
             WHERE c.space_id = p_space AND p.reach_event IS NULL AND c.progress_id = p.id AND c.at = p.last_at AND c.counted AND NOT c.voided
             ORDER BY c.order_key DESC LIMIT 1)) k
        WHERE g.space_id = p_space AND g.version_id = p_version;
END $$;

-- The event whose voiding, by whomever it was decided, led in the end to the void event p_void. Null where something else did.
CREATE OR REPLACE FUNCTION quests_voided_first(p_space integer, p_void bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (WITH RECURSIVE up AS (
        SELECT e.id, e.cause_id, e.type_id, e.props FROM journal_public_fact e WHERE e.space_id = p_space AND e.id = p_void
        UNION ALL
        SELECT e.id, e.cause_id, e.type_id, e.props FROM up JOIN journal_public_fact e ON e.space_id = p_space AND e.id = up.cause_id
    )
    SELECT (up.props ->> 'event')::bigint FROM up WHERE up.cause_id IS NULL AND up.type_id = journal_type_id('journal.voided'));
END $$;

-- The events of reached steps that the progress rows p_rejudge no longer reach (a quest may keep them: undo = keep), and of what made them fall (in
-- parallel, p_blame) the latest. Says what quests_is_reached says, ever, in one statement; and only of those who are judged, not of everybody.
CREATE OR REPLACE FUNCTION quests_no_longer_reached(p_space integer, p_rejudge bigint[], p_blame bigint[])
RETURNS TABLE (event_id bigint, blame bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY WITH judged AS MATERIALIZED (
        SELECT g.quest_id, p.member_id, p.period, max(asked.blame) AS blame
        FROM unnest(p_rejudge, p_blame) asked(id, blame)
        CROSS JOIN LATERAL (SELECT * FROM quests_progress x WHERE x.space_id = p_space AND x.id = asked.id OFFSET 0) p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id GROUP BY 1, 2, 3
    ), standing AS MATERIALIZED (
        SELECT r.event_id, r.version_id, r.step_no, r.member_id, r.period, s.combine, s.reach, judged.blame
        FROM judged CROSS JOIN LATERAL (
            SELECT * FROM quests_reached x WHERE x.space_id = p_space AND x.member_id = judged.member_id AND x.quest_id = judged.quest_id
                AND x.period = judged.period AND x.undone_id IS NULL OFFSET 0) r
        JOIN quests_version v ON v.space_id = p_space AND v.id = r.version_id AND v.undo = 'reverse'
        JOIN quests_step s ON s.space_id = p_space AND s.version_id = r.version_id AND s.no = r.step_no
    )
    SELECT r.event_id, r.blame FROM standing r CROSS JOIN LATERAL (
        SELECT CASE r.combine WHEN 'all' THEN bool_and(m.met) ELSE bool_or(m.met) END AS still
        FROM quests_goal g CROSS JOIN LATERAL (
            SELECT EXISTS (
                SELECT FROM quests_progress p WHERE p.space_id = p_space AND p.member_id = r.member_id AND p.goal_id = g.id AND p.period = r.period
                    AND p.best >= CASE r.combine WHEN 'one' THEN r.reach ELSE g.reach END) AS met) m
        WHERE g.space_id = p_space AND g.version_id = r.version_id) judgement
    WHERE NOT judgement.still;
END $$;
