-- Figures that take long to count in a large space, kept with the moment at which they were counted.

CREATE TABLE insight_kept (
    space_id   integer NOT NULL,
    name       text NOT NULL,
    value      jsonb NOT NULL,
    journal_id bigint NOT NULL,
    made_at    timestamptz NOT NULL,
    took_ms    integer NOT NULL,
    CONSTRAINT insight_kept_pk PRIMARY KEY (space_id, name)
);
COMMENT ON TABLE insight_kept IS 'what was counted when the journal ended with journal_id, on the real clock, and how long that took';

CREATE TABLE insight_audit_asked (
    space_id    integer NOT NULL,
    asked_by    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    done        integer NOT NULL DEFAULT 0,
    finished_at timestamptz,
    failed      text NOT NULL DEFAULT '',
    CONSTRAINT insight_audit_asked_pk PRIMARY KEY (space_id),
    CONSTRAINT insight_audit_asked_done_counts CHECK (done >= 0)
);
COMMENT ON TABLE insight_audit_asked IS 'the audit that somebody asked for last: how many checks are done, and when it ended';
