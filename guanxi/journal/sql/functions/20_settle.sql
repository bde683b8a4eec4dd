-- Settling: the modules above react to a batch of events, round by round, under the locks of everybody touched.

-- published: an undo may reach further subjects
-- Locks subjects that a later round turns up. They come after the sorted set, so waiting for one could deadlock:
-- it takes only what is free, and asks for a new start with the larger set otherwise.
CREATE OR REPLACE FUNCTION journal_lock_more(p_space integer, p_members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    locked bigint[];
BEGIN
    SELECT array_agg(id) INTO locked FROM (
        SELECT id FROM journal_subject WHERE space_id = p_space AND id = ANY (p_members)
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) s;
    IF coalesce(cardinality(locked), 0) < cardinality(p_members) THEN
        RAISE EXCEPTION 'settling needs more subjects' USING ERRCODE = 'GX010', DETAIL = array_to_string(p_members, ',');
    END IF;
END $$;

DROP FUNCTION IF EXISTS journal_settle(integer, bigint[], bigint[]);

-- published
--  1. Nobody changes the rules of this space meanwhile (shared lock; a change of rules takes it exclusively).
--  2. Lock every subject that is known to be touched, in sorted order: the events' own, and those that a reaction names.
--  3. Let each reaction see the round's events (config_react holds the one list that orders them), and which of them are void by now. What they
--     append is the next round: told by whoever wrote it, and read by nobody.
--  4. Lock who has turned up; stop when a round appends nothing (depth 4 at most: the journal refuses more).
--  5. Who was erased meanwhile keeps nothing of it (EV-4).
-- p_facts: what settling must know of p_events, where the caller has written them just now, so that none can be void yet; their members are then among
-- p_subjects.
CREATE OR REPLACE FUNCTION journal_settle(
    p_space integer, p_events bigint[], p_subjects bigint[] DEFAULT '{}', p_facts journal_fact[] DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    facts journal_fact[] := p_facts;
    voided bigint[] := '{}';
    locked bigint[] := p_subjects;
    unlocked bigint[];
    erased bigint[];
    effects bigint := 0;
BEGIN
    IF coalesce(cardinality(p_events), 0) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7201, p_space);
    IF p_facts IS NULL THEN
        PERFORM journal_plan_for(cardinality(p_events));
        facts := journal_facts(p_space, p_events);
        voided := journal_void_of(p_space, facts);
        locked := ARRAY(SELECT DISTINCT f.member_id FROM unnest(facts) f WHERE f.member_id IS NOT NULL) || p_subjects;
    END IF;
    -- allow sql-reach: the hook that config fills; the journal knows no reaction
    locked := locked || config_subjects(p_space, locked);
    SELECT array_agg(id) FILTER (WHERE key_destroyed_at IS NOT NULL) INTO erased FROM (
        SELECT id, key_destroyed_at FROM journal_subject WHERE space_id = p_space AND id = ANY (locked) ORDER BY id FOR NO KEY UPDATE) s;

    LOOP
        -- allow sql-reach: the hook that config fills; the journal knows no reaction
        facts := config_react(p_space, facts, voided);
        EXIT WHEN cardinality(facts) = 0;
        voided := journal_void_of(p_space, facts);
        effects := effects + cardinality(facts);
        unlocked := ARRAY(SELECT DISTINCT f.member_id FROM unnest(facts) f WHERE f.member_id IS NOT NULL AND f.member_id <> ALL (locked));
        IF cardinality(unlocked) > 0 THEN
            -- allow sql-reach: the hook that config fills; the journal knows no reaction
            unlocked := unlocked || config_subjects(p_space, unlocked);
            unlocked := ARRAY(SELECT DISTINCT m FROM unnest(unlocked) m WHERE m <> ALL (locked));
            PERFORM journal_lock_more(p_space, unlocked);
            locked := locked || unlocked;
            SELECT coalesce(erased, '{}') || array_agg(id) INTO erased FROM journal_subject
            WHERE space_id = p_space AND id = ANY (unlocked) AND key_destroyed_at IS NOT NULL;
        END IF;
    END LOOP;
    IF erased IS NOT NULL THEN
        -- allow sql-reach: the hook that config fills; the journal knows no reaction
        PERFORM config_gone(p_space, erased);
    END IF;
    RETURN effects;
END $$;

DROP FUNCTION IF EXISTS journal_void_of(integer, bigint[]);

-- Those of p_facts that do not count any more.
CREATE OR REPLACE FUNCTION journal_void_of(p_space integer, p_facts journal_fact[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN ARRAY(
        SELECT v.event_id FROM journal_void v
        WHERE v.space_id = p_space AND v.event_id = ANY (ARRAY(SELECT f.id FROM unnest(p_facts) f)) AND v.reinstate_id IS NULL);
END $$;

-- published
-- What settling must know of p_events, in their order.
CREATE OR REPLACE FUNCTION journal_facts(p_space integer, p_events bigint[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(e.id, e.type_id, e.member_id, e.depth, e.at, e.order_key, e.props)::journal_fact
        FROM unnest(p_events) event_id CROSS JOIN LATERAL (
            SELECT x.id, x.type_id, x.member_id, x.depth, x.at, x.order_key, x.props FROM journal_event x
            WHERE x.space_id = p_space AND x.id = event_id OFFSET 0) e);
END $$;

DROP FUNCTION IF EXISTS journal_claim(integer, integer);

-- Claims a batch of one space: from the free buckets that were served longest ago, of each its oldest events first, until there are p_limit. Who holds
-- the claim holds the buckets' rows. Takes only what is free, so it waits for nobody.
CREATE FUNCTION journal_claim(p_space integer, p_limit integer, OUT space integer, OUT buckets smallint[], OUT events bigint[])
LANGUAGE plpgsql AS $$
DECLARE
    head record;
BEGIN
    events := '{}';
    FOR head IN
        SELECT q.space_id, q.bucket FROM journal_queue q WHERE p_space IS NULL OR q.space_id = p_space ORDER BY q.served_at, q.space_id, q.bucket
    LOOP
        CONTINUE WHEN head.space_id <> space;
        -- One after the other: looking into all of them first would walk over the dead rows of each that was just emptied.
        CONTINUE WHEN NOT EXISTS (SELECT FROM journal_pending p WHERE p.space_id = head.space_id AND p.bucket = head.bucket);
        PERFORM FROM journal_queue q WHERE q.space_id = head.space_id AND q.bucket = head.bucket ORDER BY q.bucket FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        events := events || ARRAY(
            SELECT p.event_id FROM journal_pending p WHERE p.space_id = head.space_id AND p.bucket = head.bucket
            ORDER BY p.event_id LIMIT p_limit - cardinality(events));
        CONTINUE WHEN cardinality(events) = 0;  -- somebody has emptied it since we looked
        space := head.space_id;
        buckets := buckets || head.bucket;
        EXIT WHEN cardinality(events) >= p_limit;
    END LOOP;
    IF space IS NULL THEN
        RETURN;
    END IF;
    events := ARRAY(SELECT e FROM unnest(events) e ORDER BY e);
    UPDATE journal_queue q SET served_at = clock_timestamp() WHERE q.space_id = space AND q.bucket = ANY (buckets);
    PERFORM set_config('app.space', space::text, true);
END $$;

DROP FUNCTION IF EXISTS journal_settle_claimed(integer, smallint, bigint[], bigint[]), journal_put_aside(integer, smallint, bigint, text);

-- Settles claimed events and takes them off the queue.
CREATE OR REPLACE FUNCTION journal_settle_claimed(
    p_space integer, p_buckets smallint[], p_events bigint[], p_subjects bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM journal_settle(p_space, p_events, p_subjects);
    DELETE FROM journal_pending WHERE space_id = p_space AND bucket = ANY (p_buckets) AND event_id = ANY (p_events);
END $$;

-- The one event that cannot be settled leaves the queue and is kept with its reason.
CREATE OR REPLACE FUNCTION journal_put_aside(p_space integer, p_buckets smallint[], p_event bigint, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM journal_pending WHERE space_id = p_space AND bucket = ANY (p_buckets) AND event_id = p_event;
    INSERT INTO journal_set_aside (space_id, event_id, reason, at) VALUES (p_space, p_event, p_reason, guanxi_now(p_space))
    ON CONFLICT (space_id, event_id) DO UPDATE SET reason = excluded.reason, at = excluded.at, resolved_at = NULL;
END $$;

-- Puts what was set aside back into the queue, after its reason was mended. Returns how many.
CREATE OR REPLACE FUNCTION journal_retry_set_aside(p_space integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    retried integer;
BEGIN
    WITH again AS (
        UPDATE journal_set_aside SET resolved_at = guanxi_now(p_space) WHERE space_id = p_space AND resolved_at IS NULL RETURNING event_id
    )
    INSERT INTO journal_pending (space_id, bucket, event_id, member_id)
    SELECT p_space, journal_bucket(e.member_id, e.id), e.id, e.member_id FROM again JOIN journal_event e ON e.space_id = p_space AND e.id = event_id
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS retried = ROW_COUNT;
    RETURN retried;
END $$;

-- published
-- Locks members in sorted order, for acts that move their value outside of settling.
CREATE OR REPLACE FUNCTION journal_subject_lock(p_space integer, p_members bigint[]) RETURNS SETOF bigint LANGUAGE sql VOLATILE AS $$
    SELECT id FROM journal_subject WHERE space_id = p_space AND id = ANY (p_members) ORDER BY id FOR NO KEY UPDATE
$$;

-- published
-- Puts the events of p_types since p_from into the queue again, for a quest that counts what was before it. Settling an event again adds nothing
-- that is there already. Returns how many.
CREATE OR REPLACE FUNCTION journal_requeue(p_space integer, p_types integer[], p_from timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    queued bigint;
BEGIN
    PERFORM journal_enqueue(p_space, '{}'::bigint[]);
    INSERT INTO journal_pending (space_id, bucket, event_id, member_id)
    SELECT p_space, journal_bucket(member_id, id), id, member_id FROM journal_event
    WHERE space_id = p_space AND type_id = ANY (p_types) AND at >= p_from AND member_id IS NOT NULL ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS queued = ROW_COUNT;
    RETURN queued;
END $$;
