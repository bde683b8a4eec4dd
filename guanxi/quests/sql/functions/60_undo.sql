-- Undo: a grant is taken back when the event that granted it is voided.

-- The granting events (quest.granted) that the voided events p_voided had earned, each with the event of p_voids (in parallel) that voided what it
-- rests on: they are voided in turn, unless the quest keeps what was given.
CREATE OR REPLACE FUNCTION quests_granted_for(p_space integer, p_voided bigint[], p_voids bigint[]) RETURNS TABLE (event_id bigint, cause_id bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT DISTINCT g.event_id, a.void_id FROM unnest(p_voided, p_voids) a(source_id, void_id)
        CROSS JOIN LATERAL (SELECT * FROM quests_grant x WHERE x.space_id = p_space AND x.source_id = a.source_id AND x.state <> 'reversed' OFFSET 0) g
        JOIN quests_promise p ON p.space_id = p_space AND p.id = g.promise_id
        JOIN quests_version v ON v.space_id = p_space AND v.id = p.version_id AND v.undo = 'reverse'
        WHERE g.event_id <> g.source_id;
END $$;

-- What reinstated events are worth again for each of them in quests that are settled, and that no rule matches any more: what was wanted then.
CREATE OR REPLACE FUNCTION quests_owed_again(p_space integer, p_reinstated bigint[]) RETURNS quests_match[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(ROW(NULL, w.version_id, w.source_id, w.member_id, e.depth, w.at, e.order_key, w.local_date, w.period, NULL, NULL, NULL, true,
        ARRAY(SELECT coalesce((w.worth ->> n::text)::bigint, 0) FROM generate_series(1, w.most) n), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL)::quests_match), '{}')
    FROM (
        SELECT g.source_id, g.member_id, g.period, g.local_date, g.at, p.version_id, jsonb_object_agg(p.no, g.wanted) AS worth, max(p.no) AS most
        FROM quests_grant g JOIN quests_promised p ON p.space_id = p_space AND p.promise_id = g.promise_id AND p.step_no = 0 AND p.quest_state = 'settled'
        WHERE g.space_id = p_space AND g.source_id = ANY (p_reinstated) AND g.state = 'reversed' GROUP BY 1, 2, 3, 4, 5, 6) w
    CROSS JOIN LATERAL (SELECT f.depth, f.order_key FROM journal_public_fact f WHERE f.space_id = p_space AND f.id = w.source_id OFFSET 0) e
$$;

-- Gives back to caps what grants had used of them: (promise, member, local day, amount) in parallel arrays.
CREATE OR REPLACE FUNCTION quests_uncap(p_space integer, p_promises bigint[], p_members bigint[], p_days date[], p_amounts bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE quests_cap_use u SET used = greatest(0, u.used - k.granted)
    FROM (SELECT now_at.cap_id, now_at.scope_key, sum(r.granted)::bigint AS granted
          FROM unnest(p_promises, p_members, p_days, p_amounts) r(promise_id, member_id, local_date, granted)
          JOIN quests_promise p ON p.space_id = p_space AND p.id = r.promise_id
          JOIN quests_cap c ON c.space_id = p_space AND c.version_id = p.version_id AND c.unit_id = p.unit_id
          LEFT JOIN members_public_member m ON c.scope = 'channel' AND m.space_id = p_space AND m.member_id = r.member_id
          CROSS JOIN LATERAL (
              -- A version that is at least as good has taken over what was used under the older one.
              SELECT x.cap_id, x.scope_key FROM quests_cap n JOIN quests_cap_use x ON x.space_id = p_space AND x.cap_id = n.id AND x.used > 0
                  AND x.scope_key = CASE c.scope WHEN 'member' THEN r.member_id::text WHEN 'member_day' THEN r.member_id || ' ' || r.local_date
                                    WHEN 'day' THEN r.local_date::text ELSE c.channel END
              WHERE n.space_id = p_space AND n.quest_id = c.quest_id AND n.unit_id = c.unit_id AND n.scope = c.scope
                  AND n.channel IS NOT DISTINCT FROM c.channel AND n.version_id >= c.version_id
              ORDER BY n.version_id LIMIT 1) now_at
          WHERE c.scope <> 'channel' OR m.channel = c.channel GROUP BY 1, 2) k
    WHERE u.space_id = p_space AND u.cap_id = k.cap_id AND u.scope_key = k.scope_key
$$;

DROP FUNCTION IF EXISTS quests_take_back(integer, bigint[], bigint[]);

-- Takes back what the voided events p_voided had granted; p_voids are, in parallel, the events that voided them.
--  1. The credits are reversed in the ledger: own lot, other lots, debt. What told of one that was given late is void as well.
--  2. The step counts as not reached, so it can be reached anew (the next generation).
--  3. Budgets, ceilings and caps get back what was used.
--  4. Tiers follow the steps that are left.
--  5. A unit that comes back goes to the first who fulfilled and was not served; of a settled quest, to the reserve.
CREATE FUNCTION quests_take_back(p_space integer, p_voided bigint[], p_voids bigint[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    back record;
    late record;
    appended journal_fact[] := '{}';
BEGIN
    WITH undone AS (
        UPDATE quests_reached r SET undone_id = a.void_id FROM unnest(p_voided, p_voids) a(event_id, void_id)
        WHERE r.space_id = p_space AND r.event_id = a.event_id AND r.undone_id IS NULL
    ), reversed AS (
        UPDATE quests_grant g SET state = 'reversed' FROM unnest(p_voided, p_voids) a(event_id, void_id), quests_promise p
        WHERE g.space_id = p_space AND g.event_id = a.event_id AND g.state <> 'reversed' AND p.space_id = p_space AND p.id = g.promise_id
        RETURNING g.transfer_id, g.promise_id, g.member_id, g.local_date, CASE WHEN old.state = 'denied' THEN 0 ELSE g.granted END AS given,
                  a.void_id, p.budget_id, p.ceiling_id, p.kind,
                  -- What was held for a ceiling, or for a pause without a budget, had drawn on nothing.
                  p.unit_id IS NOT NULL AND g.reason IS DISTINCT FROM 'ceiling'
                      AND (p.budget_id IS NOT NULL OR g.reason IS DISTINCT FROM 'paused') AS drew
    )
    SELECT array_agg(transfer_id) FILTER (WHERE transfer_id IS NOT NULL) AS transfers,
           array_agg(void_id) FILTER (WHERE transfer_id IS NOT NULL) AS voids,
           array_agg(coalesce(budget_id, ceiling_id)) FILTER (WHERE drew) AS pools,
           array_agg(CASE WHEN budget_id IS NULL THEN local_date ELSE '-infinity' END)
               FILTER (WHERE drew) AS days,
           array_agg(given) FILTER (WHERE drew) AS amounts,
           array_agg(DISTINCT budget_id) FILTER (WHERE budget_id IS NOT NULL AND given > 0) AS budgets, min(void_id) AS void_id,
           array_agg(member_id) FILTER (WHERE kind = 'tier') AS tier_members, array_agg(void_id) FILTER (WHERE kind = 'tier') AS tier_voids,
           array_agg(promise_id) AS promises, array_agg(member_id) AS members, array_agg(local_date) AS used_days, array_agg(given) AS used
    INTO back FROM reversed;
    PERFORM quests_uncap(p_space, back.promises, back.members, back.used_days, back.used);
    PERFORM ledger_reverse(p_space, back.transfers, NULL, back.voids);
    SELECT array_agg(f.id) AS events, array_agg(r.void_id) AS voids INTO late FROM unnest(back.transfers, back.voids) r(id, void_id)
    CROSS JOIN LATERAL (SELECT t.event_id FROM ledger_public_transfer t WHERE t.space_id = p_space AND t.id = r.id OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM journal_public_fact x WHERE x.space_id = p_space AND x.id = t.event_id OFFSET 0) f WHERE f.props ? 'late';
    IF late.events IS NOT NULL THEN
        appended := journal_facts(p_space, journal_void_events(p_space, late.events, 'what it rests on does not count any more', late.voids));
    END IF;
    IF back.pools IS NOT NULL THEN
        PERFORM quests_return_shards(p_space, back.pools, back.days, back.amounts);
    END IF;
    IF back.tier_members IS NOT NULL THEN
        appended := appended || quests_settle_tiers(p_space, back.tier_members, back.tier_voids);
    END IF;
    IF back.budgets IS NOT NULL THEN
        appended := appended || quests_serve_waiting(p_space, back.budgets, back.void_id);
        PERFORM quests_pass_on(p_space, back.budgets, back.void_id);
    END IF;
    RETURN appended;
END $$;

-- Gives what can be given now of the grants (p_sources, p_promises, p_generations), in this order; p_cause is the event that made it possible.
CREATE OR REPLACE FUNCTION quests_serve(p_space integer, p_sources bigint[], p_promises bigint[], p_generations integer[], p_cause bigint)
RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[];
    told journal_fact[];
BEGIN
    SELECT array_agg(ROW(o.n, g.promise_id, g.source_id, p.step_no, g.member_id, g.period, g.local_date, g.at, g.event_id, c.depth, g.generation,
                         g.wanted, g.wanted, 'granted', NULL, g.event_id, NULL, p.terms)::quests_want ORDER BY o.n) INTO wants
    FROM unnest(p_sources, p_promises, p_generations) WITH ORDINALITY o(source_id, promise_id, generation, n)
    CROSS JOIN LATERAL (
        SELECT * FROM quests_grant x
        WHERE x.space_id = p_space AND x.source_id = o.source_id AND x.promise_id = o.promise_id AND x.generation = o.generation OFFSET 0) g
    JOIN quests_promised p ON p.space_id = p_space AND p.promise_id = g.promise_id
    CROSS JOIN (SELECT f.depth FROM journal_public_fact f WHERE f.space_id = p_space AND f.id = p_cause) c;
    IF wants IS NULL THEN
        RETURN '{}';
    END IF;
    SELECT array_agg(w) INTO wants FROM unnest(quests_allot(p_space, wants)) w WHERE w.granted > 0;
    IF wants IS NULL THEN
        RETURN '{}';
    END IF;
    PERFORM journal_lock_more(p_space, (SELECT array_agg(DISTINCT member_id) FROM unnest(wants) w));
    told := journal_append(p_space, (
        SELECT array_agg(ROW(w.n, (SELECT journal_type_id('quest.granted')), w.member_id, p_cause, least(w.depth + 1, 4), w.at, NULL,
                             jsonb_build_object('quest', (w.terms).slug, 'late', true, (w.terms).code, w.granted)
                             || CASE WHEN w.state = 'held' THEN jsonb_build_object('held', true, 'reason', w.reason) ELSE '{}' END)::journal_draft
                         ORDER BY w.n)
        FROM unnest(wants) w));
    SELECT array_agg(ROW(w.n, w.promise_id, w.source_id, w.step_no, w.member_id, w.period, w.local_date, w.at, w.order_key, w.depth, w.generation,
                         w.wanted, w.granted, w.state, w.reason, i.id, NULL, w.terms)::quests_want) INTO wants
    FROM (SELECT *, row_number() OVER (ORDER BY w.n) AS place FROM unnest(wants) w) w JOIN unnest(told) WITH ORDINALITY i ON i.ordinality = w.place;
    PERFORM quests_keep_grants(p_space, wants, true);
    RETURN told;
END $$;

DROP FUNCTION IF EXISTS quests_serve_waiting(integer, bigint[], bigint);

-- Serves who waits for units of p_budgets, first come first served, as far as there is. p_cause is the event that freed them.
CREATE FUNCTION quests_serve_waiting(p_space integer, p_budgets bigint[], p_cause bigint) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    owed record;
BEGIN
    SELECT array_agg(w.source_id ORDER BY w.n) AS sources, array_agg(w.promise_id ORDER BY w.n) AS promises,
           array_agg(w.generation ORDER BY w.n) AS generations INTO owed
    FROM (
        SELECT g.source_id, g.promise_id, g.generation, row_number() OVER (ORDER BY g.at, g.event_id) AS n FROM quests_grant g
        JOIN quests_promised p ON p.space_id = p_space AND p.promise_id = g.promise_id AND p.budget_id = ANY (p_budgets) AND p.quest_state <> 'settled'
        WHERE g.space_id = p_space AND g.state = 'waiting'
            AND EXISTS (SELECT FROM quests_shard s WHERE s.space_id = p_space AND s.budget_id = p.budget_id AND s.remaining > 0)
        ORDER BY g.at, g.event_id LIMIT 100) w;
    RETURN quests_serve(p_space, owed.sources, owed.promises, owed.generations, p_cause);
END $$;
