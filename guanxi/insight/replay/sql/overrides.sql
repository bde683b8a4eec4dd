-- What is different in the shadow of a space: the clock, the ids, and what was decided once and is taken as recorded.

-- The clock stands where the event that is replayed was recorded.
CREATE FUNCTION shadow.guanxi_now(p_space integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT current_setting('replay.now')::timestamptz
$$;

-- Events that are made anew get ids that no recorded event has.
CREATE SEQUENCE shadow.replay_id;
CREATE UNLOGGED TABLE shadow.replay_order (settled_at timestamptz NOT NULL, id bigint NOT NULL, cancelled boolean NOT NULL, again boolean NOT NULL,
    PRIMARY KEY (settled_at, id, again));
CREATE INDEX replay_order_again ON shadow.replay_order (id) WHERE again;  -- whether what waits was settled later (feeding._CLAIM)
CREATE FUNCTION shadow.journal_next_id() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT (1::bigint << 62) + nextval('replay_id')
$$;

-- Only quests react: what other rooms recorded (a qualification, a correction) is replayed as it was recorded.
CREATE FUNCTION shadow.config_react(p_space integer, p_facts journal_fact[], p_void bigint[]) RETURNS journal_fact[] LANGUAGE sql AS $$
    SELECT quests_react(p_space, p_facts, p_void)
$$;
CREATE FUNCTION shadow.config_subjects(p_space integer, p_members bigint[]) RETURNS bigint[] LANGUAGE sql AS $$
    SELECT '{}'::bigint[]
$$;

-- Copies recorded events, and the marks of those that void or reinstate. What was voided and never counted was void already when it was settled (it
-- had waited in the queue), and comes in as such.
CREATE FUNCTION shadow.replay_take_in(p_space integer, p_events bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO journal_event SELECT e.* FROM public.journal_event e WHERE e.space_id = p_space AND e.id = ANY (p_events) ON CONFLICT DO NOTHING;
    INSERT INTO journal_void (space_id, event_id, void_id)
    SELECT DISTINCT ON (v.event_id) v.space_id, v.event_id, v.void_id FROM public.journal_void v
    WHERE v.space_id = p_space AND v.event_id = ANY (p_events)
        AND NOT EXISTS (SELECT FROM public.quests_contribution c WHERE c.space_id = p_space AND c.event_id = v.event_id)
    ORDER BY v.event_id, v.void_id ON CONFLICT DO NOTHING;
    INSERT INTO journal_void (space_id, event_id, void_id)
    SELECT v.space_id, v.event_id, v.void_id FROM public.journal_void v WHERE v.space_id = p_space AND v.void_id = ANY (p_events) ON CONFLICT DO NOTHING;
    UPDATE journal_void v SET reinstate_id = o.reinstate_id FROM public.journal_void o
    WHERE o.space_id = p_space AND o.reinstate_id = ANY (p_events) AND v.space_id = o.space_id AND v.event_id = o.event_id AND v.void_id = o.void_id;
$$;

-- A budget is one shard here: nobody competes. Nor is it asked whether it has enough: an event that had become void while it waited for a launch to count
-- it takes something here until its void comes. What is left in the end is compared.
ALTER TABLE shadow.quests_shard DROP CONSTRAINT quests_shard_is_never_overdrawn;
CREATE FUNCTION shadow.quests_fill(p_space integer, p_budget bigint, p_total bigint, p_added bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE quests_budget SET total = p_total WHERE space_id = p_space AND id = p_budget;
    INSERT INTO quests_shard AS x (space_id, budget_id, day, shard, remaining) VALUES (p_space, p_budget, '-infinity', 0, p_added)
    ON CONFLICT (space_id, budget_id, day, shard) DO UPDATE SET remaining = x.remaining + excluded.remaining
$$;

-- Whether the member was in the audience was judged when it happened, by facts that may have changed since: the verdict is taken as recorded.
CREATE FUNCTION shadow.quests_count(
    p_space integer, p_matches quests_match[], p_voided bigint[], p_reinstated bigint[],
    OUT owing quests_match[], OUT crossings quests_crossing[], OUT touched bigint[], OUT rejudge bigint[], OUT blame bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    judged quests_match[];
BEGIN
    SELECT coalesce(array_agg(ROW(m.goal_id, m.version_id, m.event_id, m.member_id, m.depth, m.at, m.order_key, m.local_date, m.period, m.grp, m.amount,
                                  m.value, coalesce(r.counted, m.counted), m.worth, m.streak, m.recount, m.reach, m.least, m.most, NULL, NULL, NULL, NULL,
                                  NULL, NULL, NULL, NULL, NULL)::quests_match), '{}') INTO judged
    FROM unnest(p_matches) m LEFT JOIN LATERAL (
        SELECT c.counted FROM public.quests_contribution c
        JOIN public.quests_progress p ON p.space_id = p_space AND p.id = c.progress_id AND p.member_id = m.member_id AND p.grp = m.grp
        JOIN public.quests_goal g ON g.space_id = p_space AND g.id = p.goal_id
        JOIN public.quests_goal o ON o.space_id = p_space AND o.id = m.goal_id AND o.quest_id = g.quest_id AND o.no = g.no
        WHERE c.space_id = p_space AND c.event_id = m.event_id LIMIT 1) r ON true;
    SELECT * INTO owing, crossings, touched, rejudge, blame FROM public.quests_count(p_space, judged, p_voided, p_reinstated);
END $$;

-- Whoever was allotted a scarce unit has it (QU-8): what a cap, a budget, a ceiling or a pause made of a want is taken as recorded, where a reason
-- was recorded; all else must come out as wanted. What budgets give is still counted, and none may give more than it has.
CREATE FUNCTION shadow.quests_allot(p_space integer, p_wants quests_want[]) RETURNS quests_want[] LANGUAGE plpgsql AS $$
DECLARE
    wants quests_want[];
BEGIN
    WITH want AS (
        SELECT w.*, (w.terms).unit_id, (w.terms).budget_id, (w.terms).paused, (w.terms).settled, r.granted AS r_granted, r.reason AS r_reason, r.late, r.known,
               EXISTS (SELECT FROM quests_grant g WHERE g.space_id = p_space AND g.member_id = w.member_id AND g.promise_id = w.promise_id
                       AND g.generation = w.generation AND g.period = w.period AND (g.state = 'waiting' OR g.reason = 'reserve')
                       AND (w.step_no > 0 OR g.source_id = w.source_id)) AS waited,
               coalesce((SELECT sum(s.remaining) FROM quests_shard s WHERE s.space_id = p_space AND s.budget_id = (w.terms).budget_id), 0) AS remaining
        FROM unnest(p_wants) w LEFT JOIN LATERAL (
            SELECT g.granted, g.reason, coalesce(t.event_id > g.event_id AND t.recorded_at > current_setting('replay.now')::timestamptz, false) AS late,
                   true AS known
            FROM public.quests_grant g LEFT JOIN public.ledger_transfer t ON t.space_id = p_space AND t.id = g.transfer_id
            WHERE g.space_id = p_space AND g.member_id = w.member_id AND g.promise_id = w.promise_id
                AND g.period = w.period AND (w.step_no > 0 OR g.source_id = w.source_id OR (w.source_id >> 62 = 1 AND g.at = w.at))
            ORDER BY g.generation = w.generation DESC, g.generation DESC, g.event_id LIMIT 1) r ON true
    ), decided AS (
        SELECT want.*, CASE
            WHEN unit_id IS NULL THEN 'as wanted'
            WHEN known IS NULL THEN CASE WHEN budget_id IS NOT NULL AND remaining < wanted THEN 'waiting' WHEN paused THEN 'paused' ELSE 'as wanted' END
            WHEN late AND NOT waited AND current_setting('replay.sampled') = 'off' THEN 'waiting'
            WHEN late OR r_reason IS NULL THEN 'as wanted'
            WHEN r_reason IN ('ceiling', 'paused') THEN 'held'
            WHEN r_granted > 0 THEN 'cut'
            WHEN r_reason LIKE 'cap%' THEN 'denied'
            ELSE 'waiting' END AS verdict
        FROM want
    )
    SELECT array_agg(ROW(n, promise_id, source_id, step_no, member_id, period, local_date, at, order_key, depth, generation, wanted,
        CASE verdict WHEN 'as wanted' THEN wanted WHEN 'paused' THEN wanted WHEN 'held' THEN r_granted WHEN 'cut' THEN r_granted ELSE 0 END,
        CASE verdict WHEN 'as wanted' THEN 'granted' WHEN 'paused' THEN 'held' WHEN 'cut' THEN 'granted'
            WHEN 'waiting' THEN CASE WHEN settled THEN 'held' ELSE 'waiting' END ELSE verdict END,
        CASE verdict WHEN 'as wanted' THEN NULL WHEN 'paused' THEN 'paused'
            WHEN 'waiting' THEN CASE WHEN settled THEN 'reserve' ELSE 'fully taken' END ELSE r_reason END,
        event_id, again, terms)::quests_want ORDER BY n) INTO wants FROM decided;
    PERFORM quests_draw_on_reserve(p_space, wants);
    UPDATE quests_shard s SET remaining = CASE current_setting('replay.sampled') WHEN 'on' THEN greatest(s.remaining - w.granted, 0) ELSE s.remaining - w.granted END
    FROM (SELECT (w.terms).budget_id, sum(w.granted)::bigint AS granted FROM unnest(wants) w
          WHERE (w.terms).budget_id IS NOT NULL AND (w.terms).unit_id IS NOT NULL GROUP BY 1) w
    WHERE s.space_id = p_space AND s.budget_id = w.budget_id AND s.shard = 0;
    RETURN wants;
END $$;

-- What was held for a grant and is released or denied now: the event here that granted what the recorded event p_event granted.
CREATE FUNCTION shadow.replay_granting_event(p_space integer, p_event bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT g.event_id FROM public.quests_grant o JOIN quests_grant g ON g.space_id = p_space AND g.member_id = o.member_id
        AND g.promise_id = o.promise_id AND g.generation = o.generation AND g.period = o.period AND g.at = o.at AND g.state = 'held'
    WHERE o.space_id = p_space AND o.event_id = p_event LIMIT 1
$$;

-- What the recorded event p_event gave to somebody who had waited is given to whoever waits for it here.
CREATE FUNCTION shadow.replay_serve_late(p_space integer, p_event bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM journal_enqueue(p_space, quests_serve(p_space, ARRAY[g.source_id], ARRAY[g.promise_id], ARRAY[g.generation], g.event_id))
    FROM public.ledger_transfer t JOIN public.quests_grant o ON o.space_id = p_space AND o.transfer_id = t.id AND o.event_id <> t.event_id
    JOIN quests_grant g ON g.space_id = p_space AND g.member_id = o.member_id AND g.promise_id = o.promise_id AND g.period = o.period AND g.at = o.at
        AND (g.state = 'waiting' OR (g.state = 'held' AND g.reason = 'reserve'))
    WHERE t.space_id = p_space AND t.event_id = p_event AND t.reverses_id IS NULL LIMIT 1;
END $$;
