-- The journal's tables: the stream of events, who they are about, what is still to be settled.

-- Where reactions may append, and whose key protects what: one row a space, read before a space is entered.
CREATE TABLE journal_head (
    space_id    integer PRIMARY KEY,
    wrapped_key bytea NOT NULL,
    ahead       interval
);
COMMENT ON TABLE journal_head IS 'one row a space: its wrapped key, and how far its clock runs ahead (demo and sandbox only)';

CREATE TABLE journal_subject (
    space_id    integer NOT NULL,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    wrapped_key bytea,
    key_destroyed_at timestamptz,
    CONSTRAINT journal_subject_pk PRIMARY KEY (space_id, id),
    CONSTRAINT journal_subject_destroyed_has_no_key CHECK (key_destroyed_at IS NULL OR wrapped_key IS NULL)
) WITH (fillfactor = 90);
COMMENT ON TABLE journal_subject IS 'whom events are about; the row is the lock that serialises its effects, and holds the key to what is personal';

CREATE TABLE journal_type (
    id         integer GENERATED ALWAYS AS IDENTITY CONSTRAINT journal_type_pk PRIMARY KEY,
    space_id   integer,
    name       text NOT NULL,
    declared   boolean NOT NULL,
    definition jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT journal_type_name_is_free UNIQUE NULLS NOT DISTINCT (space_id, name),
    CONSTRAINT journal_type_name_reads CHECK (name ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$' AND length(name) <= 80)
);
ALTER TABLE journal_type ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_type FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_type_space ON journal_type
    USING (space_id IS NULL OR space_id = nullif(current_setting('app.space', true), '')::integer)
    WITH CHECK (space_id IS NULL OR space_id = nullif(current_setting('app.space', true), '')::integer);

CREATE SEQUENCE journal_event_sequence MINVALUE 0 MAXVALUE 1048575 CYCLE CACHE 1;

CREATE TABLE journal_event (
    space_id    integer NOT NULL,
    depth       smallint NOT NULL,
    id          bigint NOT NULL,
    member_id   bigint,
    cause_id    bigint,
    at          timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    order_key   bigint NOT NULL,
    type_id     integer NOT NULL,
    source      text NOT NULL,
    actor       text,
    props       jsonb NOT NULL,
    sealed      bytea,
    CONSTRAINT journal_event_pk PRIMARY KEY (space_id, id),
    CONSTRAINT journal_event_depth_is_bounded CHECK (depth BETWEEN 0 AND 4),
    CONSTRAINT journal_event_is_not_from_the_future CHECK (at <= recorded_at + interval '5 minutes')
) PARTITION BY RANGE (id);
COMMENT ON TABLE journal_event IS 'what happened; append-only; id = (milliseconds << 20) | sequence; one partition a month of recording';
-- serves journal.queries.timeline: the events of one member
CREATE INDEX journal_event_member ON journal_event (member_id, id);
-- serves the walk down the causal chain (why, undo)
CREATE INDEX journal_event_cause ON journal_event (cause_id) WHERE cause_id IS NOT NULL;

CREATE TABLE journal_key (
    space_id integer NOT NULL,
    key      uuid NOT NULL,
    content  uuid NOT NULL,
    event_id bigint NOT NULL,
    CONSTRAINT journal_key_pk PRIMARY KEY (space_id, key)
);
COMMENT ON TABLE journal_key IS 'the idempotency keys of a space, for ever, as HMAC of key and of content';

CREATE TABLE journal_void (
    space_id     integer NOT NULL,
    event_id     bigint NOT NULL,
    void_id      bigint NOT NULL,
    reinstate_id bigint,
    CONSTRAINT journal_void_pk PRIMARY KEY (space_id, event_id, void_id)
);
-- serves the question "is this event void now?" and allows one live void of an event
CREATE UNIQUE INDEX journal_void_live ON journal_void (space_id, event_id) WHERE reinstate_id IS NULL;

CREATE TABLE journal_queue (
    space_id  integer NOT NULL,
    bucket    smallint NOT NULL,
    served_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT journal_queue_pk PRIMARY KEY (space_id, bucket)
);
COMMENT ON TABLE journal_queue IS 'queue heads: who holds the row settles the bucket, so the members in it keep their order';

CREATE TABLE journal_pending (
    space_id  integer NOT NULL,
    bucket    smallint NOT NULL,
    event_id  bigint NOT NULL,
    member_id bigint,
    CONSTRAINT journal_pending_pk PRIMARY KEY (space_id, bucket, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);
COMMENT ON TABLE journal_pending IS 'events recorded and not yet settled';

CREATE TABLE journal_set_aside (
    space_id    integer NOT NULL,
    event_id    bigint NOT NULL,
    reason      text NOT NULL,
    at          timestamptz NOT NULL,
    resolved_at timestamptz,
    CONSTRAINT journal_set_aside_pk PRIMARY KEY (space_id, event_id)
);

-- published: what a reaction hands to journal_append
CREATE TYPE journal_draft AS (
    n         integer,
    type_id   integer,
    member_id bigint,
    cause_id  bigint,
    depth     smallint,
    at        timestamptz,
    order_key bigint,
    props     jsonb
);
COMMENT ON TYPE journal_draft IS 'an event that a reaction wants to append';

-- published: what a reaction is told of an event
CREATE TYPE journal_fact AS (
    id        bigint,
    type_id   integer,
    member_id bigint,
    depth     smallint,
    at        timestamptz,
    order_key bigint,
    props     jsonb
);
COMMENT ON TYPE journal_fact IS 'what settling must know of an event; read once for all who react';

CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'GX009';
END $$;
CREATE TRIGGER journal_event_is_append_only BEFORE UPDATE OR DELETE ON journal_event
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();

-- Partitions are made by the owner: the application may ask, and can do no more than that.
CREATE FUNCTION journal_make_partitions(p_months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    made integer := 0;
    month timestamptz := date_trunc('month', clock_timestamp(), 'UTC');
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(7203, 0);
    FOR ahead IN 0 .. least(p_months_ahead, 24) LOOP
        part := format('journal_event_%s', to_char((month + make_interval(months => ahead)) AT TIME ZONE 'UTC', 'YYYY_MM'));
        IF to_regclass('public.' || part) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.journal_event FOR VALUES FROM (%s) TO (%s)', part,
                (extract(epoch FROM (month + make_interval(months => ahead))) * 1000)::bigint << 20,
                (extract(epoch FROM (month + make_interval(months => ahead + 1))) * 1000)::bigint << 20);
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
            EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
            EXECUTE format(
                'CREATE POLICY %I ON public.%I USING (space_id = nullif(current_setting(''app.space'', true), '''')::integer)',
                part || '_space', part);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
SELECT journal_make_partitions(3);

GRANT SELECT, INSERT, UPDATE ON journal_head TO guanxi_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_queue, journal_pending TO guanxi_app;
GRANT SELECT, INSERT, UPDATE ON journal_type TO guanxi_app;
GRANT USAGE ON SEQUENCE journal_event_sequence TO guanxi_app;
GRANT EXECUTE ON FUNCTION journal_make_partitions(integer) TO guanxi_app;
