-- Tiers: a fact of the member, written from the steps that are reached, and reviewed when its time is over.

DROP FUNCTION IF EXISTS quests_settle_tiers(integer, bigint[], bigint[]);

-- Brings the tiers of p_members in line with the tier steps they have reached; p_causes are, in parallel, the events that moved them.
-- A member stands on the highest tier step that is reached. Returns the member.tier_changed events.
CREATE FUNCTION quests_settle_tiers(p_space integer, p_members bigint[], p_causes bigint[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    changed record;
    type_id CONSTANT integer := journal_type_id('member.tier_changed');
BEGIN
    WITH moved AS (
        SELECT member_id, max(cause_id) AS cause_id FROM unnest(p_members, p_causes) a(member_id, cause_id) GROUP BY member_id
    ), standing AS (
        SELECT m.member_id, m.cause_id, now.tier AS was, top.tier, top.slug, top.keep_days, e.depth, e.at,
               (row_number() OVER (ORDER BY m.member_id))::integer AS n
        FROM moved m JOIN members_public_member now ON now.space_id = p_space AND now.member_id = m.member_id
        CROSS JOIN LATERAL (SELECT depth, at FROM journal_public_event x WHERE x.space_id = p_space AND x.id = m.cause_id OFFSET 0) e
        LEFT JOIN LATERAL (
            SELECT p.code AS tier, q.slug, (v.definition -> 'tier' ->> 'keep_days')::integer AS keep_days
            FROM quests_reached r JOIN quests_promise p ON p.space_id = p_space AND p.version_id = r.version_id AND p.step_no = r.step_no AND p.kind = 'tier'
            JOIN quests_quest q ON q.space_id = p_space AND q.id = r.quest_id JOIN quests_version v ON v.space_id = p_space AND v.id = r.version_id
            WHERE r.space_id = p_space AND r.member_id = m.member_id AND r.undone_id IS NULL ORDER BY q.id DESC, r.step_no DESC LIMIT 1) top ON true
    )
    SELECT array_agg(member_id ORDER BY n) AS members, array_agg(tier ORDER BY n) AS tiers,
           array_agg(at + make_interval(days => keep_days) ORDER BY n) AS until,
           array_agg(ROW(n, type_id, member_id, cause_id, least(depth + 1, 4), at, NULL,
                         jsonb_strip_nulls(jsonb_build_object('quest', slug, 'tier', tier, 'from', was)))::journal_draft ORDER BY n)
               FILTER (WHERE tier IS DISTINCT FROM was) AS drafts
    INTO changed FROM standing;
    IF changed.members IS NULL THEN
        RETURN '{}';
    END IF;
    PERFORM members_set_tiers(p_space, changed.members, changed.tiers, changed.until);
    RETURN journal_append(p_space, changed.drafts);
END $$;

-- The daily review of tiers that were kept until p_now: at most p_limit members, after the one whose tier ran until p_after and whose number is
-- p_after_member (who is in the days of grace stays due, and must not stand in the way of the others). Returns how many were kept or lowered, and
-- where to go on; last is null when that was all.
--  1. Who earns the tier today keeps it for another term.
--  2. Who does not has the days of grace; nothing happens in them.
--  3. After the grace, one step down: the step counts as not reached, and is to be earned anew from now on.
CREATE OR REPLACE FUNCTION quests_review_tiers(p_space integer, p_now timestamptz, p_limit integer, p_after timestamptz, p_after_member bigint,
                                               OUT looked integer, OUT last timestamptz, OUT last_member bigint) LANGUAGE plpgsql AS $$
DECLARE
    due record;
    fallen record;
    told journal_fact[];
    type_id CONSTANT integer := journal_type_id('member.tier_changed');
BEGIN
    looked := 0;
    SELECT array_agg(member_id ORDER BY tier_until, member_id) AS members, array_agg(tier_until ORDER BY tier_until, member_id) AS until INTO due FROM (
        SELECT member_id, tier_until FROM members_public_member
        WHERE space_id = p_space AND tier_until <= p_now AND (tier_until, member_id) > (p_after, p_after_member)
        ORDER BY tier_until, member_id LIMIT p_limit) m;
    IF due.members IS NULL THEN
        RETURN;
    END IF;
    IF cardinality(due.members) = p_limit THEN
        last := due.until[p_limit];
        last_member := due.members[p_limit];
    END IF;
    PERFORM FROM journal_subject_lock(p_space, due.members);
    WITH standing AS (
        SELECT m.member_id, m.tier, m.tier_until, top.*, coalesce((
            SELECT sum(c.amount) FROM quests_goal g JOIN quests_progress p ON p.space_id = p_space AND p.goal_id = g.id AND p.member_id = m.member_id
            JOIN quests_contribution c ON c.space_id = p_space AND c.progress_id = p.id AND c.counted AND NOT c.voided
                AND c.at > p_now - make_interval(days => coalesce(g.rolling_days, 365)) AND c.at <= p_now
            WHERE g.space_id = p_space AND g.version_id = top.version_id), 0) AS earned
        FROM members_public_member m
        JOIN LATERAL (
            SELECT r.quest_id, r.version_id, r.step_no, r.event_id, q.slug, s.reach, (v.definition -> 'tier' ->> 'keep_days')::integer AS keep_days,
                   coalesce((v.definition -> 'tier' ->> 'grace_days')::integer, 0) AS grace_days,
                   (SELECT b.code FROM quests_promise b WHERE b.space_id = p_space AND b.version_id = r.version_id AND b.kind = 'tier'
                        AND b.step_no < r.step_no ORDER BY b.step_no DESC LIMIT 1) AS below
            FROM quests_reached r JOIN quests_promise p ON p.space_id = p_space AND p.version_id = r.version_id AND p.step_no = r.step_no AND p.kind = 'tier'
            JOIN quests_quest q ON q.space_id = p_space AND q.id = r.quest_id JOIN quests_version v ON v.space_id = p_space AND v.id = r.version_id
            JOIN quests_step s ON s.space_id = p_space AND s.version_id = r.version_id AND s.no = r.step_no
            WHERE r.space_id = p_space AND r.member_id = m.member_id AND r.undone_id IS NULL ORDER BY q.id DESC, r.step_no DESC LIMIT 1) top ON true
        WHERE m.space_id = p_space AND m.member_id = ANY (due.members) AND m.tier_until <= p_now
    ), kept AS (
        SELECT member_id, tier, p_now + make_interval(days => keep_days) AS until FROM standing WHERE earned >= reach
    ), lost AS (
        SELECT *, (row_number() OVER (ORDER BY member_id))::integer AS n FROM standing
        WHERE earned < reach AND tier_until + make_interval(days => grace_days) <= p_now
    )
    SELECT (SELECT array_agg(member_id ORDER BY member_id) FROM kept) AS members, (SELECT array_agg(tier ORDER BY member_id) FROM kept) AS tiers,
           (SELECT array_agg(until ORDER BY member_id) FROM kept) AS until,
           array_agg(l.member_id ORDER BY n) AS losers, array_agg(l.below ORDER BY n) AS below, array_agg(l.event_id ORDER BY n) AS steps,
           array_agg(l.version_id ORDER BY n) AS versions,
           array_agg(CASE WHEN l.below IS NOT NULL THEN p_now + make_interval(days => keep_days) END ORDER BY n) AS below_until,
           array_agg(ROW(n, type_id, l.member_id, NULL, 0, p_now, NULL, jsonb_strip_nulls(jsonb_build_object(
               'quest', l.slug, 'tier', l.below, 'from', l.tier, 'reason', 'expired')))::journal_draft ORDER BY n) AS drafts
    INTO fallen FROM lost l;
    looked := coalesce(cardinality(fallen.members), 0) + coalesce(cardinality(fallen.losers), 0);
    IF fallen.members IS NOT NULL THEN
        PERFORM members_set_tiers(p_space, fallen.members, fallen.tiers, fallen.until);
    END IF;
    IF fallen.losers IS NOT NULL THEN
        PERFORM members_set_tiers(p_space, fallen.losers, fallen.below, fallen.below_until);
        told := journal_append(p_space, fallen.drafts);
        UPDATE quests_reached r SET undone_id = (told[a.n]).id FROM unnest(fallen.steps) WITH ORDINALITY a(event_id, n)
        WHERE r.space_id = p_space AND r.event_id = a.event_id AND r.undone_id IS NULL;
        UPDATE quests_grant g SET state = 'reversed' FROM quests_promise p
        WHERE g.space_id = p_space AND g.event_id = ANY (fallen.steps) AND p.space_id = p_space AND p.id = g.promise_id AND p.kind = 'tier';
        UPDATE quests_progress p SET floor_at = p_now, peak = 0, reach_event = NULL
        FROM unnest(fallen.losers, fallen.versions) a(member_id, version_id) JOIN quests_goal g ON g.space_id = p_space AND g.version_id = a.version_id
        WHERE p.space_id = p_space AND p.member_id = a.member_id AND p.goal_id = g.id;
        PERFORM journal_enqueue(p_space, told);
    END IF;
END $$;
