-- Allotting: caps cut what is wanted, budgets and ceilings say what is there.

-- Takes from the shards of budgets: each element of the arrays wants p_wanted of (budget, day). Returns what each gets, at most that.
--  1. Everybody tries one shard, by backend, so that takers do not queue.
--  2. A day's ceiling is cut into shards when the day is met first.
--  3. Whom one shard cannot serve sweeps all of them, locked in order: so "fully taken" is true.
CREATE OR REPLACE FUNCTION quests_take_shards(p_space integer, p_budgets bigint[], p_days date[], p_wanted bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    got bigint[];
    shards CONSTANT integer := 8;
    mine CONSTANT integer := pg_backend_pid() % 8;
    rest bigint[];
BEGIN
    WITH tried AS (
        UPDATE quests_shard s SET remaining = s.remaining - w.wanted
        FROM unnest(p_budgets, p_days, p_wanted) w(budget_id, day, wanted)
        WHERE s.space_id = p_space AND s.budget_id = w.budget_id AND s.day = w.day AND s.shard = mine AND s.remaining >= w.wanted
        RETURNING s.budget_id, s.day
    )
    SELECT array_agg(CASE WHEN t.budget_id IS NOT NULL THEN w.wanted END ORDER BY w.n) INTO got
    FROM unnest(p_budgets, p_days, p_wanted) WITH ORDINALITY w(budget_id, day, wanted, n)
    LEFT JOIN tried t ON t.budget_id = w.budget_id AND t.day = w.day;
    IF array_position(got, NULL) IS NULL THEN
        RETURN got;
    END IF;

    INSERT INTO quests_shard (space_id, budget_id, day, shard, remaining)
    SELECT p_space, b.id, w.day, s, b.total / shards + (s < b.total % shards)::integer
    FROM unnest(p_budgets, p_days) w(budget_id, day) JOIN quests_budget b ON b.space_id = p_space AND b.id = w.budget_id AND b.per_day
    CROSS JOIN generate_series(0, shards - 1) s
    WHERE (SELECT x.day FROM quests_shard x WHERE x.space_id = p_space AND x.budget_id = b.id AND x.day = w.day LIMIT 1) IS NULL
    ORDER BY 2, 3, 4 ON CONFLICT DO NOTHING;

    WITH want AS (
        SELECT w.budget_id, w.day, w.wanted, w.n FROM unnest(p_budgets, p_days, p_wanted, got) WITH ORDINALITY w(budget_id, day, wanted, got, n)
        WHERE w.got IS NULL
    ), locked AS MATERIALIZED (
        SELECT s.budget_id, s.day, s.shard, s.remaining FROM quests_shard s
        WHERE s.space_id = p_space AND (s.budget_id, s.day) IN (SELECT budget_id, day FROM want)
        ORDER BY s.budget_id, s.day, s.shard FOR UPDATE
    ), share AS (
        SELECT l.*, w.n, least(l.remaining, greatest(0, w.wanted - (sum(l.remaining) OVER (PARTITION BY l.budget_id, l.day ORDER BY l.shard)
                                                                   - l.remaining)))::bigint AS take
        FROM locked l JOIN want w USING (budget_id, day)
    ), taken AS (
        UPDATE quests_shard s SET remaining = s.remaining - h.take FROM share h
        WHERE s.space_id = p_space AND s.budget_id = h.budget_id AND s.day = h.day AND s.shard = h.shard AND h.take > 0
    )
    SELECT array_agg(coalesce(w.got, (SELECT sum(h.take) FROM share h WHERE h.n = w.n), 0) ORDER BY w.n) INTO rest
    FROM unnest(got) WITH ORDINALITY w(got, n);
    RETURN rest;
END $$;

-- Gives back to shards what was taken and is free again.
CREATE OR REPLACE FUNCTION quests_return_shards(p_space integer, p_budgets bigint[], p_days date[], p_amounts bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE quests_shard s SET remaining = s.remaining + w.amount
    FROM (SELECT budget_id, day, sum(amount)::bigint AS amount FROM unnest(p_budgets, p_days, p_amounts) u(budget_id, day, amount)
          WHERE amount > 0 GROUP BY 1, 2) w
    WHERE s.space_id = p_space AND s.budget_id = w.budget_id AND s.day = w.day AND s.shard = 0
$$;

-- Which caps bind which of p_wants: a row each.
CREATE OR REPLACE FUNCTION quests_caps_of(p_space integer, p_wants quests_want[])
RETURNS TABLE (n integer, granted bigint, divisible boolean, cap_id bigint, cap bigint, scope text, scope_key text) LANGUAGE sql STABLE AS $$
    SELECT w.n, w.granted, (w.terms).divisible, c.id, c.amount, c.scope, CASE c.scope
        WHEN 'member' THEN w.member_id::text WHEN 'member_day' THEN w.member_id || ' ' || w.local_date WHEN 'day' THEN w.local_date::text ELSE c.channel END
    FROM unnest(p_wants) w JOIN quests_cap c ON c.space_id = p_space AND c.version_id = (w.terms).version_id AND c.unit_id = (w.terms).unit_id
    LEFT JOIN members_public_member m ON c.scope = 'channel' AND m.space_id = p_space AND m.member_id = w.member_id
    WHERE w.granted > 0 AND (c.scope <> 'channel' OR m.channel = c.channel)
$$;

-- Counts what p_wants were granted in the end, in every cap that binds them. Their rows were made and locked when they were cut.
CREATE OR REPLACE FUNCTION quests_count_caps(p_space integer, p_wants quests_want[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO quests_cap_use AS u (space_id, cap_id, scope_key, used)
    SELECT p_space, cap_id, scope_key, sum(granted)::bigint FROM quests_caps_of(p_space, p_wants) GROUP BY cap_id, scope_key
    ON CONFLICT (space_id, cap_id, scope_key) DO UPDATE SET used = u.used + excluded.used
$$;

-- Cuts wants by the caps of their quests, scope after scope; each scope looks at what the one before left. What is used is locked, in order,
-- so that two members cannot both take the last of a cap that they share; it is counted when budgets have been asked too.
-- A use is looked up by its whole key (OFFSET 0 keeps it so): a cap per member has as many as there are members.
CREATE OR REPLACE FUNCTION quests_cut_by_caps(p_space integer, p_wants quests_want[]) RETURNS quests_want[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[] := p_wants;
    scope_now text;
BEGIN
    INSERT INTO quests_cap_use (space_id, cap_id, scope_key, used)
    SELECT DISTINCT p_space, k.cap_id, k.scope_key, 0 FROM quests_caps_of(p_space, p_wants) k
    WHERE (SELECT u.cap_id FROM quests_cap_use u WHERE u.space_id = p_space AND u.cap_id = k.cap_id AND u.scope_key = k.scope_key) IS NULL
    ORDER BY 2, 3 ON CONFLICT DO NOTHING;
    PERFORM FROM (SELECT DISTINCT k.cap_id, k.scope_key FROM quests_caps_of(p_space, p_wants) k ORDER BY 1, 2) k
    CROSS JOIN LATERAL (
        -- allow lock-order: the keys come sorted, and each names one row, locked as it is looked up
        SELECT FROM quests_cap_use u WHERE u.space_id = p_space AND u.cap_id = k.cap_id AND u.scope_key = k.scope_key FOR UPDATE) locked;
    FOREACH scope_now IN ARRAY ARRAY['member_day', 'member', 'channel', 'day'] LOOP
        WITH cut AS (
            SELECT k.n, greatest(0, least(k.granted, k.cap - u.used
                   - (sum(k.granted) OVER (PARTITION BY k.cap_id, k.scope_key ORDER BY k.n) - k.granted)))::bigint AS fits, k.granted, k.divisible
            FROM quests_caps_of(p_space, wants) k
            CROSS JOIN LATERAL (
                SELECT x.used FROM quests_cap_use x WHERE x.space_id = p_space AND x.cap_id = k.cap_id AND x.scope_key = k.scope_key OFFSET 0) u
            WHERE k.scope = scope_now
        ), whole AS (
            SELECT n, CASE WHEN divisible OR fits = granted THEN fits ELSE 0 END AS left_over FROM cut
        )
        SELECT array_agg(ROW(w.n, w.promise_id, w.source_id, w.step_no, w.member_id, w.period, w.local_date, w.at, w.order_key, w.depth,
                             w.generation, w.wanted, coalesce(k.left_over, w.granted), w.state,
                             CASE WHEN k.left_over < w.granted THEN 'cap ' || scope_now ELSE w.reason END, w.event_id, w.again,
                             w.terms)::quests_want ORDER BY w.n)
        INTO wants FROM unnest(wants) w LEFT JOIN whole k ON k.n = w.n;
    END LOOP;
    RETURN wants;
END $$;

-- Moves p_amount from the budget p_budget of a settled quest to the reserve (negative: back), and tells of it as caused by p_cause.
CREATE OR REPLACE FUNCTION quests_return_to_reserve(p_space integer, p_budget bigint, p_amount bigint, p_cause bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    budget record;
    told bigint;
    amount CONSTANT bigint := abs(p_amount);
BEGIN
    SELECT b.quest_id, b.unit_id, u.code, q.slug, e.depth INTO budget FROM quests_budget b
    JOIN quests_quest q ON q.space_id = p_space AND q.id = b.quest_id JOIN ledger_public_unit u ON u.space_id = p_space AND u.id = b.unit_id
    CROSS JOIN LATERAL (SELECT f.depth FROM journal_public_fact f WHERE f.space_id = p_space AND f.id = p_cause OFFSET 0) e
    WHERE b.space_id = p_space AND b.id = p_budget;
    told := (journal_append(p_space, ARRAY[ROW(1, journal_type_id(CASE WHEN p_amount > 0 THEN 'quest.returned' ELSE 'quest.drawn' END), NULL, p_cause,
        least(budget.depth + 1, 4), guanxi_now(p_space), NULL, jsonb_build_object('quest', budget.slug, budget.code, amount))::journal_draft]))[1].id;
    IF p_amount > 0 THEN
        PERFORM ledger_transfer_between(p_space, budget.unit_id, 'escrow', budget.quest_id, 'reserve', 0, amount, told, md5(concat('reserve:', told))::uuid);
    ELSE
        PERFORM ledger_transfer_between(p_space, budget.unit_id, 'reserve', 0, 'escrow', budget.quest_id, amount, told, md5(concat('reserve:', told))::uuid);
    END IF;
    UPDATE quests_shard SET remaining = remaining - p_amount WHERE space_id = p_space AND budget_id = p_budget AND day = '-infinity' AND shard = 0;
    UPDATE quests_budget SET returned = returned + p_amount WHERE space_id = p_space AND id = p_budget;
END $$;

-- What has come back to those of p_budgets whose quests are settled goes on to the reserve. Caused by p_cause.
CREATE OR REPLACE FUNCTION quests_pass_on(p_space integer, p_budgets bigint[], p_cause bigint) RETURNS void LANGUAGE sql AS $$
    SELECT quests_return_to_reserve(p_space, b.id, s.remaining, p_cause)
    FROM quests_budget b JOIN quests_quest q ON q.space_id = p_space AND q.id = b.quest_id AND q.state = 'settled'
    CROSS JOIN LATERAL (
        SELECT x.remaining FROM quests_shard x WHERE x.space_id = p_space AND x.budget_id = b.id AND x.day = '-infinity' AND x.shard = 0 AND x.remaining > 0) s
    WHERE b.space_id = p_space AND b.id = ANY (p_budgets) AND NOT b.per_day ORDER BY b.id
$$;

-- Settled quests have no budget any more: what p_wants are to get of them is drawn on the reserve, as far as it goes.
CREATE OR REPLACE FUNCTION quests_draw_on_reserve(p_space integer, p_wants quests_want[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted record;
    drawn bigint;
BEGIN
    FOR wanted IN
        SELECT w.budget_id, w.unit_id, w.cause_id, w.amount - s.remaining AS missing
        FROM (SELECT (x.terms).budget_id, (x.terms).unit_id, sum(x.granted)::bigint AS amount, max(x.source_id) AS cause_id FROM unnest(p_wants) x
              WHERE (x.terms).settled AND (x.terms).budget_id IS NOT NULL GROUP BY 1, 2) w
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(x.remaining), 0)::bigint AS remaining FROM quests_shard x WHERE x.space_id = p_space AND x.budget_id = w.budget_id) s
        WHERE w.amount > s.remaining ORDER BY w.unit_id, w.budget_id
    LOOP
        drawn := least(wanted.missing, ledger_lock_reserve(p_space, wanted.unit_id));
        IF drawn > 0 THEN
            PERFORM quests_return_to_reserve(p_space, wanted.budget_id, -drawn, wanted.cause_id);
        END IF;
    END LOOP;
END $$;

-- Divides what budgets and ceilings have among wants, in settling order. Over a budget: waiting. Over a ceiling, or while the quest is paused: held.
-- So is what a settled quest owes again and the reserve does not have: a task for a person.
CREATE OR REPLACE FUNCTION quests_allot(p_space integer, p_wants quests_want[]) RETURNS quests_want[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[] := p_wants;
    capped boolean := EXISTS (SELECT FROM quests_cap WHERE space_id = p_space);
    pools bigint[];
    days date[];
    wanted bigint[];
    got bigint[];
    any_paused boolean;
    any_settled boolean;
BEGIN
    IF capped THEN
        capped := EXISTS (SELECT FROM quests_caps_of(p_space, p_wants));
    END IF;
    IF capped THEN
        wants := quests_cut_by_caps(p_space, p_wants);
    END IF;
    SELECT array_agg(pool ORDER BY pool, day) FILTER (WHERE pool IS NOT NULL), array_agg(day ORDER BY pool, day) FILTER (WHERE pool IS NOT NULL),
           array_agg(amount ORDER BY pool, day) FILTER (WHERE pool IS NOT NULL), bool_or(paused), bool_or(settled)
    INTO pools, days, wanted, any_paused, any_settled
    FROM (
        SELECT CASE WHEN (w.terms).unit_id IS NOT NULL AND w.granted > 0 AND NOT ((w.terms).budget_id IS NULL AND (w.terms).paused)
                    THEN coalesce((w.terms).budget_id, (w.terms).ceiling_id) END AS pool,
               CASE WHEN (w.terms).budget_id IS NULL THEN w.local_date ELSE '-infinity'::date END AS day,
               sum(w.granted)::bigint AS amount, bool_or((w.terms).paused) AS paused, bool_or((w.terms).settled) AS settled
        FROM unnest(wants) w GROUP BY 1, 2) pooled;
    IF any_settled THEN
        PERFORM quests_draw_on_reserve(p_space, wants);
    END IF;
    IF pools IS NOT NULL THEN
        got := quests_take_shards(p_space, pools, days, wanted);
    END IF;
    IF NOT (capped OR any_paused) AND got IS NOT DISTINCT FROM wanted THEN
        RETURN wants;  -- everybody gets all of it
    END IF;

    WITH priced AS (
        SELECT w.*, p.unit_id, p.divisible, p.budget_id, p.paused, p.settled, g.share,
               sum(CASE WHEN g.share IS NULL THEN 0 ELSE w.granted END) OVER (PARTITION BY g.pool, g.day ORDER BY w.n) AS upto
        FROM unnest(wants) w CROSS JOIN LATERAL (SELECT (w.terms).*) p
        LEFT JOIN unnest(pools, days, got) g(pool, day, share) ON p.unit_id IS NOT NULL AND w.granted > 0 AND g.pool = coalesce(p.budget_id, p.ceiling_id)
            AND g.day = CASE WHEN p.budget_id IS NULL THEN w.local_date ELSE '-infinity'::date END
            AND NOT (p.budget_id IS NULL AND p.paused)
    ), served AS (
        SELECT *, CASE WHEN unit_id IS NULL OR share IS NULL THEN granted
                       ELSE greatest(0, least(granted, share - (upto - granted)))::bigint END AS fits FROM priced
    ), decided AS (
        SELECT *, CASE WHEN unit_id IS NULL OR granted = 0 THEN granted WHEN budget_id IS NULL THEN granted
                       WHEN divisible OR fits = granted THEN fits ELSE 0 END AS final FROM served
    )
    SELECT array_agg(ROW(n, promise_id, source_id, step_no, member_id, period, local_date, at, order_key, depth, generation, d.wanted, final,
        CASE WHEN unit_id IS NULL THEN 'granted'
             WHEN granted = 0 THEN 'denied'
             WHEN budget_id IS NOT NULL AND final = 0 THEN CASE WHEN settled THEN 'held' ELSE 'waiting' END
             WHEN paused OR (budget_id IS NULL AND fits < granted) THEN 'held'
             ELSE 'granted' END,
        CASE WHEN unit_id IS NULL OR granted = 0 THEN reason
             WHEN budget_id IS NOT NULL AND final < granted THEN CASE WHEN settled THEN 'reserve' ELSE 'fully taken' END
             WHEN paused THEN 'paused'
             WHEN budget_id IS NULL AND fits < granted THEN 'ceiling'
             ELSE reason END, event_id, again, terms)::quests_want ORDER BY n)
    INTO wants FROM decided d;

    -- What the pools gave and nobody could use (a piece that is not divisible, a grant held whole) goes back.
    IF pools IS NOT NULL AND EXISTS (SELECT FROM unnest(wants) w WHERE w.granted < w.wanted OR w.state <> 'granted') THEN
        PERFORM quests_return_shards(p_space, pools, days, (
            SELECT array_agg((g.share - coalesce(u.used, 0))::bigint ORDER BY g.n)
            FROM unnest(pools, days, got) WITH ORDINALITY g(pool, day, share, n)
            LEFT JOIN LATERAL (
                SELECT sum(w.granted) AS used FROM unnest(wants) w CROSS JOIN LATERAL (SELECT (w.terms).*) p
                WHERE p.unit_id IS NOT NULL AND coalesce(p.budget_id, p.ceiling_id) = g.pool
                    AND CASE WHEN p.budget_id IS NULL THEN w.local_date ELSE '-infinity'::date END = g.day
                    AND NOT (w.state = 'held' AND w.reason = 'ceiling')) u ON true));
    END IF;
    IF any_settled THEN
        PERFORM quests_pass_on(p_space, pools, (SELECT max(w.source_id) FROM unnest(wants) w));
    END IF;
    IF capped THEN
        PERFORM quests_count_caps(p_space, wants);
    END IF;
    RETURN wants;
END $$;
