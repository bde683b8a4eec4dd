-- What the states of a quest do to its budgets, versions and held grants.

-- Cuts p_added units more into the shards of a budget whose total is now p_total.
CREATE OR REPLACE FUNCTION quests_fill(p_space integer, p_budget bigint, p_total bigint, p_added bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE quests_budget SET total = p_total WHERE space_id = p_space AND id = p_budget;
    INSERT INTO quests_shard AS x (space_id, budget_id, day, shard, remaining)
    SELECT p_space, p_budget, '-infinity', s, p_added / 8 + (s < p_added % 8)::integer FROM generate_series(0, 7) s
    ON CONFLICT (space_id, budget_id, day, shard) DO UPDATE SET remaining = x.remaining + excluded.remaining
$$;

-- After settling, nothing is left to give, and who still waited has waited in vain.
CREATE OR REPLACE FUNCTION quests_close_budgets(p_space integer, p_quest bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE quests_budget b SET returned = s.rest
    FROM (SELECT budget_id, sum(remaining)::bigint AS rest FROM quests_shard WHERE space_id = p_space AND day = '-infinity' GROUP BY 1) s
    WHERE b.space_id = p_space AND b.quest_id = p_quest AND NOT b.per_day AND s.budget_id = b.id;
    UPDATE quests_shard s SET remaining = 0 FROM quests_budget b
    WHERE b.space_id = p_space AND b.quest_id = p_quest AND s.space_id = p_space AND s.budget_id = b.id AND s.remaining > 0;
    UPDATE quests_grant g SET state = 'denied', reason = 'settled' FROM quests_promise p
    WHERE p.space_id = p_space AND p.quest_id = p_quest AND g.space_id = p_space AND g.promise_id = p.id AND g.state = 'waiting';
$$;

-- The newer version follows the older one. At least as good: everybody moves, with the progress they have.
-- Else whoever has begun stays under the older terms.
CREATE OR REPLACE FUNCTION quests_succeed(p_space integer, p_older bigint, p_newer bigint, p_as_good boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[];
    members bigint[];
BEGIN
    UPDATE quests_version SET retired_at = guanxi_now(p_space) WHERE space_id = p_space AND id = p_older;
    IF p_as_good THEN
        UPDATE quests_progress p SET goal_id = n.id FROM quests_goal o JOIN quests_goal n ON n.space_id = p_space AND n.version_id = p_newer AND n.no = o.no
        WHERE o.space_id = p_space AND o.version_id = p_older AND p.space_id = p_space AND p.goal_id = o.id;
        UPDATE quests_reached SET version_id = p_newer WHERE space_id = p_space AND version_id = p_older;
        WITH freed AS (
            UPDATE quests_cap_use u SET used = 0 FROM quests_cap o JOIN quests_cap n ON n.space_id = p_space AND n.version_id = p_newer
                AND n.unit_id = o.unit_id AND n.scope = o.scope AND n.channel IS NOT DISTINCT FROM o.channel
            WHERE o.space_id = p_space AND o.version_id = p_older AND u.space_id = p_space AND u.cap_id = o.id AND u.used > 0
            RETURNING n.id AS cap_id, u.scope_key, old.used
        )
        INSERT INTO quests_cap_use (space_id, cap_id, scope_key, used) SELECT p_space, cap_id, scope_key, used FROM freed;
        -- Who has already done what a lower threshold asks has reached it with the change.
        SELECT array_agg(p.id), array_agg(DISTINCT p.member_id) INTO moved, members
        FROM quests_goal n JOIN quests_progress p ON p.space_id = p_space AND p.goal_id = n.id AND p.peak > 0
        WHERE n.space_id = p_space AND n.version_id = p_newer;
        IF moved IS NOT NULL THEN
            PERFORM FROM journal_subject_lock(p_space, members);
            PERFORM journal_enqueue(p_space, quests_fulfil(p_space, quests_newly_reached(p_space, moved, '{}'), '{}'));
        END IF;
    ELSE
        INSERT INTO quests_under_way (space_id, quest_id, member_id, version_id)
        SELECT DISTINCT p_space, g.quest_id, p.member_id, p_older FROM quests_progress p
        JOIN quests_goal g ON g.space_id = p_space AND g.id = p.goal_id AND g.version_id = p_older
        WHERE p.space_id = p_space AND p.value <> 0 ON CONFLICT DO NOTHING;
    END IF;
END $$;

-- Gives what the event p_event granted and the reserve did not have, as far as it has it now. Caused by p_decision. Returns how many were given.
CREATE OR REPLACE FUNCTION quests_serve_settled(p_space integer, p_event bigint, p_decision bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    owed record;
    told journal_fact[];
BEGIN
    SELECT array_agg(g.source_id ORDER BY g.promise_id, g.generation) AS sources, array_agg(g.promise_id ORDER BY g.promise_id, g.generation) AS promises,
           array_agg(g.generation ORDER BY g.promise_id, g.generation) AS generations INTO owed
    FROM quests_grant g WHERE g.space_id = p_space AND g.event_id = p_event AND g.state = 'held' AND g.reason = 'reserve';
    told := quests_serve(p_space, owed.sources, owed.promises, owed.generations, p_decision);
    PERFORM journal_enqueue(p_space, told);
    RETURN cardinality(told);
END $$;

-- Releases held grants: those of a quest held for p_reason, or those of one event. Caused by p_decision. Returns how many.
CREATE OR REPLACE FUNCTION quests_release(p_space integer, p_quest bigint, p_event bigint, p_reason text, p_decision bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := guanxi_now(p_space);
    members bigint[];
    wallets bigint[];
    pendings bigint[];
    released integer;
BEGIN
    SELECT array_agg(DISTINCT g.member_id) INTO members FROM quests_grant g JOIN quests_promise p ON p.space_id = p_space AND p.id = g.promise_id
    WHERE g.space_id = p_space AND g.state = 'held' AND (p_event IS NULL OR g.event_id = p_event) AND (p_quest IS NULL OR p.quest_id = p_quest)
        AND (p_reason IS NULL OR g.reason = p_reason);
    IF members IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM journal_subject_lock(p_space, members || quests_where_it_lies(p_space, p_event));
    released := quests_serve_settled(p_space, p_event, p_decision);
    WITH freed AS (
        UPDATE quests_grant g SET state = 'granted' FROM quests_promise p
        WHERE g.space_id = p_space AND g.state = 'held' AND g.reason IS DISTINCT FROM 'reserve' AND p.space_id = p_space AND p.id = g.promise_id
            AND (p_event IS NULL OR g.event_id = p_event) AND (p_quest IS NULL OR p.quest_id = p_quest) AND (p_reason IS NULL OR g.reason = p_reason)
        RETURNING g.transfer_id, g.at + make_interval(days => p.pending_days) > now_at AS pending
    )
    SELECT array_agg(transfer_id) FILTER (WHERE NOT pending), array_agg(transfer_id) FILTER (WHERE pending), released + count(*)
    INTO wallets, pendings, released FROM freed;
    IF wallets IS NOT NULL THEN
        PERFORM ledger_relocate(p_space, wallets, 'wallet', array_fill(p_decision, ARRAY[cardinality(wallets)]));
    END IF;
    IF pendings IS NOT NULL THEN
        PERFORM ledger_relocate(p_space, pendings, 'pending', array_fill(p_decision, ARRAY[cardinality(pendings)]));
    END IF;
    RETURN released;
END $$;

-- With whom lies what the event p_event granted: another than the member to whom it was granted, when they have become one since.
CREATE OR REPLACE FUNCTION quests_where_it_lies(p_space integer, p_event bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(l.member_id), '{}') FROM quests_grant g JOIN ledger_public_lot l ON l.space_id = p_space AND l.transfer_id = g.transfer_id
    WHERE g.space_id = p_space AND g.event_id = p_event
$$;

-- Denies what an event granted and what is held: it goes back where it came from, and on to whoever waits for it. Caused by p_decision.
-- Returns how many.
CREATE OR REPLACE FUNCTION quests_deny(p_space integer, p_event bigint, p_decision bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    transfers bigint[];
    pools bigint[];
    amounts bigint[];
    promises bigint[];
    members bigint[];
    used_days date[];
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY(
        SELECT member_id FROM quests_grant WHERE space_id = p_space AND event_id = p_event
        UNION SELECT w.member_id FROM quests_grant g JOIN quests_promise p ON p.space_id = p_space AND p.id = g.promise_id
        CROSS JOIN LATERAL (
            SELECT x.member_id FROM quests_promise o JOIN quests_grant x ON x.space_id = p_space AND x.promise_id = o.id AND x.state = 'waiting'
            WHERE o.space_id = p_space AND o.quest_id = p.quest_id AND o.budget_id = p.budget_id ORDER BY x.at, x.event_id LIMIT 100) w
        WHERE g.space_id = p_space AND g.event_id = p_event AND g.state = 'held') || quests_where_it_lies(p_space, p_event));
    WITH denied AS (
        UPDATE quests_grant g SET state = 'denied' FROM quests_promise p
        WHERE g.space_id = p_space AND g.event_id = p_event AND g.state = 'held' AND p.space_id = p_space AND p.id = g.promise_id
        RETURNING g.transfer_id, g.promise_id, g.member_id, g.local_date, g.granted, p.budget_id
    )
    SELECT coalesce(array_agg(transfer_id) FILTER (WHERE transfer_id IS NOT NULL), '{}'), array_agg(budget_id), array_agg(granted),
           array_agg(promise_id), array_agg(member_id), array_agg(local_date)
    INTO transfers, pools, amounts, promises, members, used_days FROM denied;
    IF promises IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM quests_uncap(p_space, promises, members, used_days, amounts);
    PERFORM ledger_reverse(p_space, transfers, NULL, array_fill(p_decision, ARRAY[cardinality(transfers)]));
    PERFORM quests_return_shards(p_space, pools, array_fill('-infinity'::date, ARRAY[cardinality(pools)]), amounts);
    PERFORM journal_enqueue(p_space, quests_serve_waiting(p_space, array_remove(pools, NULL), p_decision));
    PERFORM quests_pass_on(p_space, pools, p_decision);
    RETURN cardinality(promises);
END $$;

-- Two members have become one: of a step that both reached, what the later one gave is taken back. One event a step, caused by p_event.
-- Both steps stand: what is reached stays reached, so neither is given again.
CREATE OR REPLACE FUNCTION quests_merge(p_space integer, p_keep bigint, p_lose bigint, p_event bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    later bigint[];
    told bigint[];
    drafts journal_draft[];
BEGIN
    WITH both_reached AS (
        SELECT CASE WHEN (x.at, x.id) > (y.at, y.id) THEN a.event_id ELSE b.event_id END AS event_id FROM quests_reached a
        JOIN quests_reached b ON b.space_id = p_space AND b.member_id = p_lose AND b.quest_id = a.quest_id AND b.period = a.period
            AND b.step_no = a.step_no AND b.undone_id IS NULL
        JOIN journal_public_fact x ON x.space_id = p_space AND x.id = a.event_id JOIN journal_public_fact y ON y.space_id = p_space AND y.id = b.event_id
        WHERE a.space_id = p_space AND a.member_id = p_keep AND a.undone_id IS NULL
    ), merged AS (
        SELECT r.event_id, r.member_id, r.step_no, q.slug, (row_number() OVER (ORDER BY r.event_id))::integer AS n, (
            SELECT coalesce(jsonb_object_agg(given.code, given.amount), '{}') FROM (
                SELECT p.code, sum(g.granted) AS amount FROM quests_grant g JOIN quests_promise p ON p.space_id = p_space AND p.id = g.promise_id
                WHERE g.space_id = p_space AND g.event_id = r.event_id AND g.state IN ('granted', 'held') AND p.unit_id IS NOT NULL AND g.granted > 0
                GROUP BY p.code) given) AS amounts
        FROM both_reached l JOIN quests_reached r ON r.space_id = p_space AND r.event_id = l.event_id
        JOIN quests_quest q ON q.space_id = p_space AND q.id = r.quest_id
    )
    SELECT array_agg(m.event_id ORDER BY m.n),
           array_agg(ROW(m.n, journal_type_id('quest.step_merged'), m.member_id, p_event, 1, guanxi_now(p_space), NULL,
                         jsonb_build_object('quest', m.slug, 'step', m.step_no, 'event', m.event_id) || m.amounts)::journal_draft)
    INTO later, drafts FROM merged m;
    IF later IS NOT NULL THEN
        told := ARRAY(SELECT f.id FROM unnest(journal_append(p_space, drafts)) WITH ORDINALITY f ORDER BY f.ordinality);
        PERFORM journal_enqueue(p_space, quests_take_back(p_space, later, told));
        UPDATE quests_reached SET undone_id = NULL WHERE space_id = p_space AND event_id = ANY (later) AND undone_id = ANY (told);
    END IF;
END $$;
