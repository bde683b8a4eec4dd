-- Undo: voiding says that an event does not count; reinstating takes that back. Both are events themselves.

-- published
-- Voids those of p_events that are not void already. p_causes names, in parallel, the event that led to it (null: a person's decision).
-- Returns the ids of the journal.voided events; whoever reacts to them takes back what the events had caused.
CREATE OR REPLACE FUNCTION journal_void_events(p_space integer, p_events bigint[], p_reason text, p_causes bigint[], p_actor text DEFAULT NULL)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    now_at timestamptz := guanxi_now(p_space);
BEGIN
    WITH target AS MATERIALIZED (
        SELECT DISTINCT ON (e.id) e.id, e.member_id, a.cause_id, journal_next_id() AS void_id
        FROM unnest(p_events, p_causes) a(event_id, cause_id)
        JOIN journal_event e ON e.space_id = p_space AND e.id = a.event_id
        WHERE NOT EXISTS (SELECT FROM journal_void v WHERE v.space_id = p_space AND v.event_id = e.id AND v.reinstate_id IS NULL)
        ORDER BY e.id
    ), written AS (
        INSERT INTO journal_event (space_id, id, depth, type_id, member_id, cause_id, at, recorded_at, order_key, source, actor, props)
        SELECT p_space, t.void_id, least(coalesce(c.depth + 1, 0), 4), (SELECT journal_type_id('journal.voided')), t.member_id, t.cause_id, now_at, now_at,
               t.void_id, CASE WHEN t.cause_id IS NULL THEN 'decision' ELSE 'reaction' END, p_actor,
               jsonb_build_object('event', t.id, 'reason', p_reason)
        FROM target t LEFT JOIN journal_event c ON c.space_id = p_space AND c.id = t.cause_id
    ), marked AS (
        INSERT INTO journal_void (space_id, event_id, void_id) SELECT p_space, id, void_id FROM target
    )
    SELECT array_agg(void_id ORDER BY void_id) INTO ids FROM target;
    RETURN coalesce(ids, '{}');
END $$;

-- published
-- Reinstates those of p_events that are void. Returns the ids of the journal.reinstated events.
CREATE OR REPLACE FUNCTION journal_reinstate_events(p_space integer, p_events bigint[], p_reason text, p_causes bigint[], p_actor text DEFAULT NULL)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    now_at timestamptz := guanxi_now(p_space);
BEGIN
    WITH target AS MATERIALIZED (
        SELECT DISTINCT ON (e.id) e.id, e.member_id, a.cause_id, v.void_id, journal_next_id() AS reinstate_id
        FROM unnest(p_events, p_causes) a(event_id, cause_id)
        JOIN journal_event e ON e.space_id = p_space AND e.id = a.event_id
        JOIN journal_void v ON v.space_id = p_space AND v.event_id = e.id AND v.reinstate_id IS NULL
        ORDER BY e.id
    ), written AS (
        INSERT INTO journal_event (space_id, id, depth, type_id, member_id, cause_id, at, recorded_at, order_key, source, actor, props)
        SELECT p_space, t.reinstate_id, least(coalesce(c.depth + 1, 0), 4), (SELECT journal_type_id('journal.reinstated')), t.member_id, t.cause_id, now_at,
               now_at, t.reinstate_id, CASE WHEN t.cause_id IS NULL THEN 'decision' ELSE 'reaction' END, p_actor,
               jsonb_build_object('event', t.id, 'reason', p_reason)
        FROM target t LEFT JOIN journal_event c ON c.space_id = p_space AND c.id = t.cause_id
    ), marked AS (
        UPDATE journal_void v SET reinstate_id = t.reinstate_id FROM target t
        WHERE v.space_id = p_space AND v.event_id = t.id AND v.void_id = t.void_id
    )
    SELECT array_agg(reinstate_id ORDER BY reinstate_id) INTO ids FROM target;
    RETURN coalesce(ids, '{}');
END $$;

-- A person's decision to void or reinstate, settled at once or queued behind what the member still waits for.
CREATE OR REPLACE FUNCTION journal_undo(
    p_space integer, p_reinstate boolean, p_events bigint[], p_reason text, p_actor text, p_queue boolean,
    p_subjects bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    causes bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_events)]);
BEGIN
    PERFORM set_config('app.space', p_space::text, true);
    PERFORM pg_advisory_xact_lock(7202, p_space);
    IF p_reinstate THEN
        ids := journal_reinstate_events(p_space, p_events, p_reason, causes, p_actor);
    ELSE
        ids := journal_void_events(p_space, p_events, p_reason, causes, p_actor);
    END IF;
    IF p_queue OR EXISTS (
        SELECT FROM journal_event e JOIN journal_pending p
        ON p.space_id = p_space AND p.bucket = journal_bucket(e.member_id, e.id) AND p.member_id = e.member_id
        WHERE e.space_id = p_space AND e.id = ANY (ids))
    THEN
        PERFORM journal_enqueue(p_space, ids);
    ELSE
        PERFORM journal_settle(p_space, ids, p_subjects);
    END IF;
    RETURN ids;
END $$;
