-- Recording: events enter the journal, once for each key.

-- published
-- The space's clock: the database's, plus the lead that only demo and sandbox spaces have.
CREATE OR REPLACE FUNCTION guanxi_now(p_space integer) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN clock_timestamp() + coalesce((SELECT ahead FROM journal_head WHERE space_id = p_space), interval '0');
END $$;

-- published
CREATE OR REPLACE FUNCTION journal_type_id(p_name text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT id FROM journal_type WHERE space_id IS NULL AND name = p_name
$$;

CREATE OR REPLACE FUNCTION journal_next_id() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT ((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 20) | nextval('journal_event_sequence')
$$;

CREATE OR REPLACE FUNCTION journal_bucket(p_member bigint, p_event bigint) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (coalesce(p_member, p_event) % 16)::smallint
$$;

-- A tap is planned once for all taps; a large batch is worth a plan that knows how large it is. Settling looks rows up by key and never
-- reads a whole table, and a plan made while a table was small must not do so either.
CREATE OR REPLACE FUNCTION journal_plan_for(p_events integer) RETURNS text LANGUAGE sql AS $$
    SELECT set_config('plan_cache_mode', CASE WHEN p_events > 50 THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true)
        || set_config('enable_seqscan', 'off', true) || set_config('work_mem', CASE WHEN p_events > 50 THEN '32MB' ELSE '4MB' END, true)
$$;

DROP FUNCTION IF EXISTS journal_append(integer, journal_draft[]);

-- published
-- What a reaction appends: events caused by other events. Returns what settling must know of them, in the order of the drafts' n.
CREATE FUNCTION journal_append(p_space integer, p_drafts journal_draft[]) RETURNS journal_fact[]
LANGUAGE plpgsql AS $$
DECLARE
    facts journal_fact[];
    now_at timestamptz := guanxi_now(p_space);
BEGIN
    IF coalesce(cardinality(p_drafts), 0) = 0 THEN
        RETURN '{}';
    END IF;
    WITH numbered AS MATERIALIZED (
        SELECT d.*, journal_next_id() AS id FROM unnest(p_drafts) d
    ), written AS (
        INSERT INTO journal_event (space_id, id, depth, type_id, member_id, cause_id, at, recorded_at, order_key, source, props)
        SELECT p_space, id, depth, type_id, member_id, cause_id, at, greatest(now_at, at - interval '5 minutes'), coalesce(order_key, id),
               'reaction', props
        FROM numbered
    )
    SELECT array_agg(ROW(id, type_id, member_id, depth, at, coalesce(order_key, id), props)::journal_fact ORDER BY n) INTO facts FROM numbered;
    RETURN facts;
END $$;

-- published
-- Leaves events that the caller has just written to the workers: a row each in the queue, and the heads of their buckets. p_members: whom they are
-- about, where the caller knows.
CREATE OR REPLACE FUNCTION journal_enqueue(p_space integer, p_events bigint[], p_members bigint[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_queue (space_id, bucket)
    SELECT p_space, b FROM generate_series(0, 15) b
    WHERE NOT EXISTS (SELECT FROM journal_queue q WHERE q.space_id = p_space AND q.bucket = b)
    ORDER BY b ON CONFLICT DO NOTHING;
    IF p_members IS NOT NULL THEN
        INSERT INTO journal_pending (space_id, bucket, event_id, member_id)
        SELECT p_space, journal_bucket(e.member_id, e.id), e.id, e.member_id FROM unnest(p_events, p_members) e(id, member_id);
        RETURN;
    END IF;
    INSERT INTO journal_pending (space_id, bucket, event_id, member_id)
    SELECT p_space, journal_bucket(member_id, id), id, member_id FROM journal_event
    WHERE space_id = p_space AND id = ANY (p_events);
END $$;

-- published
-- The same for what a reaction has appended outside of settling.
CREATE OR REPLACE FUNCTION journal_enqueue(p_space integer, p_facts journal_fact[]) RETURNS void LANGUAGE sql AS $$
    SELECT journal_enqueue(p_space, array_agg(f.id), array_agg(f.member_id)) FROM unnest(p_facts) f
$$;

-- Records a batch. Arrays run in parallel, one element an event; a null key means "no idempotency asked for".
--  1. Refuse what cannot be: a clock in the future, a member that this space does not have.
--  2. Claim the keys, and write the events that are new: the first to claim a key is the event, for ever.
--  3. Refuse a key that comes back with other content.
--  4. Settle them here, or queue them: on request, or because the member already waits in the queue.
CREATE OR REPLACE FUNCTION journal_record(
    p_space integer, p_types integer[], p_members bigint[], p_causes bigint[], p_ats timestamptz[], p_keys uuid[], p_contents uuid[],
    p_order_keys bigint[], p_props jsonb[], p_sealed bytea[], p_source text, p_actor text, p_queue boolean, p_subjects bigint[], OUT ids bigint[], OUT fresh integer) LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz;
    recorded bigint[];
    facts journal_fact[];
    unknown boolean;
    queued boolean;
    bad record;
BEGIN
    PERFORM set_config('app.space', p_space::text, true), journal_plan_for(cardinality(p_types));
    SELECT guanxi_now(p_space), (SELECT count(DISTINCT m) FROM unnest(p_members) m)
               > (SELECT count(*) FROM journal_subject s WHERE s.space_id = p_space AND s.id = ANY (p_members)),
           p_queue OR EXISTS (
               SELECT FROM unnest(p_members) m JOIN journal_pending p
               ON p.space_id = p_space AND p.bucket = journal_bucket(m, 0) AND p.member_id = m WHERE m IS NOT NULL)
    INTO now_at, unknown, queued;
    IF cardinality(array_remove(p_ats, NULL)) > 0 THEN
        SELECT n, at INTO bad FROM unnest(p_ats) WITH ORDINALITY a(at, n) WHERE at > now_at + interval '5 minutes' LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'event % is %', bad.n, bad.at USING ERRCODE = 'GX003', DETAIL = bad.n - 1, HINT = bad.at;
        END IF;
    END IF;
    IF unknown THEN
        SELECT n, m AS member_id INTO bad FROM unnest(p_members) WITH ORDINALITY a(m, n)
        WHERE NOT EXISTS (SELECT FROM journal_subject s WHERE s.space_id = p_space AND s.id = m) AND m IS NOT NULL ORDER BY n LIMIT 1;
        RAISE EXCEPTION 'member % is unknown', bad.member_id USING ERRCODE = 'GX002', DETAIL = bad.n - 1, HINT = bad.member_id;
    END IF;

    WITH given AS MATERIALIZED (
        SELECT a.*, journal_next_id() AS id
        FROM unnest(p_types, p_members, p_causes, p_ats, p_keys, p_contents, p_order_keys, p_props, p_sealed)
            WITH ORDINALITY a(type_id, member_id, cause_id, at, key, content, order_key, props, sealed, n)
    ), taken AS (
        INSERT INTO journal_key (space_id, key, content, event_id)
        SELECT p_space, key, content, id FROM given WHERE key IS NOT NULL ORDER BY key, n ON CONFLICT DO NOTHING RETURNING event_id
    ), told AS MATERIALIZED (
        SELECT g.n, g.id, g.type_id, g.member_id, g.cause_id, coalesce(g.at, now_at) AS at, coalesce(g.order_key, g.id) AS order_key, g.props,
               g.sealed, g.key IS NULL OR t.event_id IS NOT NULL AS is_new
        FROM given g LEFT JOIN taken t ON t.event_id = g.id
    ), written AS (
        INSERT INTO journal_event (space_id, id, depth, type_id, member_id, cause_id, at, recorded_at, order_key, source, actor, props, sealed)
        SELECT p_space, id, 0, type_id, member_id, cause_id, at, now_at, order_key, p_source, p_actor, props, sealed FROM told WHERE is_new
    )
    SELECT array_agg(CASE WHEN is_new THEN id END ORDER BY n), count(*) FILTER (WHERE is_new),
           array_agg(ROW(id, type_id, member_id, 0, at, order_key, props)::journal_fact ORDER BY n) FILTER (WHERE is_new AND NOT queued)
    INTO ids, fresh, facts FROM told;
    recorded := ids;

    IF fresh < cardinality(p_types) THEN
        SELECT a.n INTO bad FROM unnest(p_keys, p_contents) WITH ORDINALITY a(key, content, n)
        JOIN journal_key k ON k.space_id = p_space AND k.key = a.key WHERE k.content <> a.content LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'a key was reused with other content' USING ERRCODE = 'GX001', DETAIL = bad.n - 1;
        END IF;
        recorded := array_remove(ids, NULL);
        SELECT array_agg(coalesce(a.id, k.event_id) ORDER BY a.n) INTO ids
        FROM unnest(ids, p_keys) WITH ORDINALITY a(id, key, n) LEFT JOIN journal_key k ON k.space_id = p_space AND k.key = a.key;
    END IF;
    IF NOT queued THEN
        PERFORM journal_settle(p_space, recorded, array_remove(p_members, NULL) || p_subjects, facts);
    ELSE
        PERFORM journal_enqueue(p_space, recorded, CASE WHEN fresh = cardinality(p_types) THEN p_members END);
    END IF;
END $$;
