-- Granting: what has fallen due is allotted, said in an event, posted in the ledger, and kept as a grant.

DROP FUNCTION IF EXISTS quests_keep_grants(integer, quests_want[]), quests_keep_grants(integer, quests_want[], boolean);

-- Posts the credits of p_wants, which carry the events that caused them, and keeps them as grants.
--  1. A credit that lived before and was taken back lives again, in its own lots.
--  2. Any other is a transfer from the quest's escrow (capped) or from issuance (under a ceiling) to the member's wallet, pending or held account.
--  3. What the member owes is netted before it can be spent.
-- p_waited: they are kept as waiting already.
CREATE FUNCTION quests_keep_grants(p_space integer, p_wants quests_want[], p_waited boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    credits record;
    events bigint[];
    transfers bigint[];
BEGIN
    SELECT array_agg(w.again ORDER BY w.n), array_agg(w.event_id ORDER BY w.n) INTO transfers, events FROM unnest(p_wants) w WHERE w.again IS NOT NULL;
    IF transfers IS NOT NULL THEN
        PERFORM ledger_reinstate(p_space, transfers, events);
    END IF;

    transfers := NULL;
    WITH credit AS MATERIALIZED (
        SELECT w.n, row_number() OVER (ORDER BY w.n) AS place, w.member_id, w.event_id, w.step_no, w.source_id, w.period, w.generation, w.granted, w.at,
               CASE WHEN w.state = 'held' THEN 'held' WHEN (w.terms).pending_days > 0 THEN 'pending' ELSE 'wallet' END::ledger_kind AS kind,
               (w.terms).unit_id, (w.terms).quest_id, (w.terms).no, (w.terms).budget_id, (w.terms).pending_days, (w.terms).expires_days
        FROM unnest(p_wants) w
        WHERE (w.terms).unit_id IS NOT NULL AND w.granted > 0 AND w.again IS NULL
    ), account AS MATERIALIZED (  -- those that receive, and behind them those that give
        SELECT count(*) AS size, ledger_accounts(p_space,
            array_agg(c.kind ORDER BY c.n) || array_agg((CASE WHEN c.budget_id IS NULL THEN 'issuance' ELSE 'escrow' END)::ledger_kind ORDER BY c.n),
            array_agg(c.member_id ORDER BY c.n) || array_agg(CASE WHEN c.budget_id IS NULL THEN 0 ELSE c.quest_id END ORDER BY c.n),
            array_agg(c.unit_id ORDER BY c.n) || array_agg(c.unit_id ORDER BY c.n)) AS ids
        FROM credit c HAVING count(*) > 0
    )
    SELECT array_agg(ROW(c.n, md5(concat('quest:', c.quest_id, ':', c.step_no, ':', c.no, ':', c.member_id, ':',
                                         CASE WHEN c.step_no = 0 THEN c.source_id::text ELSE c.period::text END, ':'))::uuid,
                         c.generation, c.unit_id, a.ids[a.size + c.place], a.ids[c.place], c.granted, c.event_id, NULL,
                         c.at + make_interval(days => c.pending_days),
                         c.at + make_interval(days => c.pending_days + c.expires_days))::ledger_posting ORDER BY c.n) AS postings,
           array_agg(c.n ORDER BY c.n) AS places,
           array_agg(c.member_id) FILTER (WHERE c.kind = 'wallet') AS members, array_agg(c.event_id) FILTER (WHERE c.kind = 'wallet') AS events
    INTO credits FROM credit c CROSS JOIN account a;
    IF credits.postings IS NOT NULL THEN
        transfers := ledger_post(p_space, credits.postings);
        IF credits.members IS NOT NULL THEN
            PERFORM ledger_net_debt(p_space, credits.members, credits.events);
        END IF;
    END IF;

    IF p_waited THEN
        UPDATE quests_grant g SET granted = w.granted, transfer_id = coalesce(w.again, t.transfer_id), state = w.state, reason = w.reason
        FROM unnest(p_wants) w LEFT JOIN unnest(credits.places, transfers) t(n, transfer_id) ON t.n = w.n
        WHERE g.space_id = p_space AND g.source_id = w.source_id AND g.promise_id = w.promise_id AND g.generation = w.generation;
        RETURN;
    END IF;
    INSERT INTO quests_grant (space_id, promise_id, source_id, event_id, member_id, period, local_date, generation, wanted, granted, transfer_id,
                              at, state, reason)
    SELECT p_space, w.promise_id, w.source_id, w.event_id, w.member_id, w.period, w.local_date, w.generation, w.wanted, w.granted,
           coalesce(w.again, t.transfer_id), w.at, w.state, w.reason
    FROM unnest(p_wants) w LEFT JOIN unnest(credits.places, transfers) t(n, transfer_id) ON t.n = w.n;
END $$;

-- The credit of an earlier generation that was taken back and is wanted again in the same amount.
CREATE OR REPLACE FUNCTION quests_lived_before(p_space integer, p_wants quests_want[]) RETURNS quests_want[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[];
BEGIN
    SELECT array_agg(ROW(w.n, w.promise_id, w.source_id, w.step_no, w.member_id, w.period, w.local_date, w.at, w.order_key, w.depth, w.generation,
                         w.wanted, w.granted, w.state, w.reason, w.event_id, CASE WHEN w.state = 'granted' AND w.granted > 0 THEN (
        SELECT g.transfer_id FROM (
            SELECT g.* FROM quests_grant g
            WHERE w.step_no = 0 AND g.space_id = p_space AND g.source_id = w.source_id AND g.promise_id = w.promise_id
            UNION ALL
            SELECT g.* FROM quests_reached r JOIN quests_grant g ON g.space_id = p_space AND g.event_id = r.event_id AND g.promise_id = w.promise_id
            WHERE w.step_no > 0 AND r.space_id = p_space AND r.member_id = w.member_id AND r.quest_id = (w.terms).quest_id
                AND r.period = w.period AND r.step_no = w.step_no) g
        WHERE g.state = 'reversed' AND g.granted = w.granted AND g.generation < w.generation AND g.reason IS NOT DISTINCT FROM w.reason
        ORDER BY g.generation DESC LIMIT 1) END, w.terms)::quests_want ORDER BY w.n) INTO wants
    FROM unnest(p_wants) w;
    RETURN wants;
END $$;

DROP FUNCTION IF EXISTS quests_fulfil(integer, quests_want[], quests_match[]);

-- What the steps in p_reached and the per-event promises of p_fresh owe: allotted, recorded, posted. Returns the events recorded.
CREATE FUNCTION quests_fulfil(p_space integer, p_reached quests_want[], p_fresh quests_match[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[];
    latest integer;
    told journal_fact[];
    ids bigint[];
    heads record;
    kept record;
    reached_type CONSTANT integer := journal_type_id('quest.step_reached');
    granted_type CONSTANT integer := journal_type_id('quest.granted');
BEGIN
    WITH due AS (
        SELECT p.promise_id, f.event_id AS source_id, 0 AS step_no, f.member_id, f.period, f.local_date, f.at, f.order_key,
               f.depth, 1 + earlier.times AS generation, f.worth[p.no] AS wanted, p.terms
        FROM unnest(p_fresh) f JOIN quests_promised p ON p.space_id = p_space AND p.version_id = f.version_id AND p.step_no = 0
        -- What a quest kept when its event was voided still stands when that is reinstated.
        CROSS JOIN LATERAL (
            SELECT count(*)::integer AS times, bool_or(g.state <> 'reversed') AS stands FROM quests_grant g
            WHERE g.space_id = p_space AND g.source_id = f.event_id AND (  -- of this promise, in whichever version of the quest
                SELECT o.quest_id = p.quest_id AND o.step_no = 0 AND o.no = p.no FROM quests_promise o
                WHERE o.space_id = p_space AND o.id = g.promise_id)) earlier
        WHERE f.counted AND f.worth[p.no] > 0 AND earlier.stands IS NOT TRUE
        UNION ALL
        SELECT p.promise_id, r.source_id, r.step_no, r.member_id, r.period, (r.at AT TIME ZONE s.time_zone)::date, r.at, r.order_key, r.depth,
               r.generation, p.amount, p.terms
        FROM unnest(p_reached) r JOIN quests_promised p ON p.space_id = p_space AND p.version_id = (r.terms).version_id AND p.step_no = r.step_no
        CROSS JOIN (SELECT time_zone FROM spaces_public_space WHERE space_id = p_space) s
    )
    SELECT coalesce(array_agg(ROW(place, promise_id, source_id, step_no, member_id, period, local_date, at, order_key, depth,
                         generation, wanted, wanted, 'granted', NULL, NULL, NULL, terms)::quests_want), '{}'), max(generation) INTO wants, latest
    FROM (SELECT *, (row_number() OVER (ORDER BY at, order_key, member_id, promise_id))::integer AS place FROM due) ordered;
    IF cardinality(wants) > 0 THEN
        wants := quests_allot(p_space, wants);
        IF latest > 1 THEN
            wants := quests_lived_before(p_space, wants);
        END IF;
    ELSIF cardinality(p_reached) = 0 THEN
        RETURN '{}';
    END IF;

    -- One event a reached step, and one an event that earned something: it carries the amounts, so the ledger can be proven from the journal.
    WITH amount AS (
        SELECT w.source_id, w.step_no, w.member_id, (w.terms).version_id, CASE WHEN w.step_no > 0 THEN w.period END AS period, (w.terms).code,
               sum(w.granted)::bigint AS given, sum(w.wanted)::bigint AS asked, bool_or(w.state = 'held') AS held, max(w.reason) AS reason,
               min(w.at) AS at, min(w.depth) AS depth, min(w.generation) AS generation, any_value(w.terms) AS terms
        FROM unnest(wants) w GROUP BY 1, 2, 3, 4, 5, 6
        UNION ALL
        SELECT source_id, step_no, member_id, (terms).version_id, period, NULL, NULL, NULL, NULL, NULL, at, depth, generation, terms FROM unnest(p_reached)
    ), said AS MATERIALIZED (
        SELECT (row_number() OVER (ORDER BY min(at), source_id, version_id, step_no))::integer AS n, step_no > 0 AS step, source_id, step_no, member_id,
               period, min(at) AS at, min(depth) AS depth, min(generation) AS generation, any_value(terms) AS terms,
               coalesce(jsonb_object_agg(code, given) FILTER (WHERE code IS NOT NULL), '{}')
               || CASE WHEN bool_or(given < asked) THEN jsonb_build_object('wanted', jsonb_object_agg(code, asked) FILTER (WHERE given < asked)) ELSE '{}' END
               || CASE WHEN bool_or(held) THEN '{"held": true}'::jsonb ELSE '{}' END
               || CASE WHEN max(reason) IS NOT NULL THEN jsonb_build_object('reason', max(reason)) ELSE '{}' END AS props
        FROM amount GROUP BY source_id, step_no, member_id, version_id, period
    )
    SELECT array_agg(ROW(n, CASE WHEN step THEN reached_type ELSE granted_type END, member_id, source_id, (depth + 1)::smallint,
                         at, NULL, jsonb_build_object('quest', (terms).slug) || props
                         || CASE WHEN step THEN jsonb_build_object('step', step_no, 'generation', generation)
                                 || CASE WHEN period > '-infinity' THEN jsonb_build_object('period', period) ELSE '{}' END ELSE '{}' END
                         )::journal_draft ORDER BY n) AS drafts,
           array_agg(ROW(n, NULL, source_id, step_no, member_id, period, NULL, at, NULL, NULL, generation, 0, 0,
                         CASE WHEN step THEN 'step' ELSE 'each' END, NULL, NULL, NULL, terms)::quests_want ORDER BY n) AS rows
    INTO heads FROM said;
    told := journal_append(p_space, heads.drafts);
    ids := ARRAY(SELECT f.id FROM unnest(told) f);

    IF cardinality(p_reached) > 0 THEN
        INSERT INTO quests_reached (space_id, quest_id, member_id, period, step_no, generation, version_id, event_id)
        SELECT p_space, (h.terms).quest_id, h.member_id, h.period, h.step_no, h.generation, (h.terms).version_id, ids[h.n]
        FROM unnest(heads.rows) h WHERE h.state = 'step';
    END IF;
    IF cardinality(wants) > 0 THEN
        SELECT array_agg(ROW(w.n, w.promise_id, CASE WHEN w.step_no = 0 THEN w.source_id ELSE ids[h.n] END, w.step_no, w.member_id, w.period,
                             w.local_date, w.at, w.order_key, w.depth, w.generation, w.wanted, w.granted, w.state, w.reason, ids[h.n],
                             w.again, w.terms)::quests_want ORDER BY w.n) AS wants,
               array_agg(w.member_id) FILTER (WHERE (w.terms).kind = 'tier') AS members,
               array_agg(ids[h.n]) FILTER (WHERE (w.terms).kind = 'tier') AS events
        INTO kept
        FROM unnest(wants) w JOIN unnest(heads.rows) h ON h.source_id = w.source_id AND h.step_no = w.step_no
            AND (h.terms).version_id = (w.terms).version_id AND h.member_id = w.member_id AND (w.step_no = 0 OR h.period = w.period);
        PERFORM quests_keep_grants(p_space, kept.wants, false);
        IF kept.members IS NOT NULL THEN
            told := told || quests_settle_tiers(p_space, kept.members, kept.events);
        END IF;
    END IF;
    RETURN told;
END $$;
