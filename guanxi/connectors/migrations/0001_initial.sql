-- How far an interrupted import came, so that the next run need not begin at the start.

CREATE TABLE connectors_position (
    space_id integer NOT NULL,
    reader   text NOT NULL,
    digest   text NOT NULL,
    done     bigint NOT NULL,
    CONSTRAINT connectors_position_pk PRIMARY KEY (space_id, reader, digest),
    CONSTRAINT connectors_position_done_is_positive CHECK (done > 0),
    CONSTRAINT connectors_position_digest_is_sha256 CHECK (digest ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE connectors_position IS 'one row a file that is being imported, written with each batch, deleted at the end: a hint, because keys make every row idempotent';
