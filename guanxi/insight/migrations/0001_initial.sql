-- Insight's own tables: counts kept while the journal grows, and what the audits found. The counts have no CHECK (>= 0): a row that
-- an ON CONFLICT only adds to would have to pass it by itself, and a void adds -1.

CREATE TABLE insight_position (
    space_id   integer CONSTRAINT insight_position_pk PRIMARY KEY,
    journal_id bigint NOT NULL,
    zone       text NOT NULL,
    counted_to timestamptz NOT NULL
);
COMMENT ON TABLE insight_position IS 'how far the journal is counted (counted_to on the space''s clock), and in whose days; a space that moves to another zone is counted anew';

CREATE TABLE insight_day (
    space_id integer NOT NULL,
    day      date NOT NULL,
    type_id  integer NOT NULL,
    events   bigint NOT NULL,
    effects  bigint NOT NULL,
    CONSTRAINT insight_day_pk PRIMARY KEY (space_id, day, type_id)
);
COMMENT ON TABLE insight_day IS 'events of a type in a local day, without those that are void; effects are those that Guanxi itself recorded';

CREATE TABLE insight_member_day (
    space_id  integer NOT NULL,
    day       date NOT NULL,
    member_id bigint NOT NULL,
    acts      integer NOT NULL,
    orders    integer NOT NULL,
    CONSTRAINT insight_member_day_pk PRIMARY KEY (space_id, day, member_id)
);
COMMENT ON TABLE insight_member_day IS 'what a member did in a local day: acts of their own (joining is none), and orders paid';
-- serves sql/activity.sql: has this member done anything before this week?
CREATE INDEX insight_member_day_member ON insight_member_day (space_id, member_id, day);

CREATE TABLE insight_audit_run (
    space_id integer NOT NULL,
    ran_at   timestamptz NOT NULL,
    ok       boolean NOT NULL,
    checks   jsonb NOT NULL,
    CONSTRAINT insight_audit_run_pk PRIMARY KEY (space_id, ran_at),
    CONSTRAINT insight_audit_run_checks_is_an_object CHECK (jsonb_typeof(checks) = 'object')
);
COMMENT ON TABLE insight_audit_run IS 'what `guanxi audit` found: {"L1": {"rows": n, "violations": n}, …}';
