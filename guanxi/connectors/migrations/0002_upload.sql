-- Files of customers that somebody uploads in the console: sealed under the space's key, and gone when their work is done.

CREATE TABLE connectors_upload (
    space_id    integer NOT NULL REFERENCES spaces_space (id),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL,
    content     bytea,
    mapping     jsonb NOT NULL DEFAULT '{}',
    rows        integer NOT NULL,
    seen        integer NOT NULL DEFAULT 0,
    joined      integer NOT NULL DEFAULT 0,
    repeated    integer NOT NULL DEFAULT 0,
    rejected    integer NOT NULL DEFAULT 0,
    rejects     bytea,
    state       text NOT NULL DEFAULT 'new'
        CONSTRAINT connectors_upload_state_is_known CHECK (state IN ('new', 'waiting', 'running', 'done', 'failed')),
    actor       text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT connectors_upload_pk PRIMARY KEY (space_id, id)
);
COMMENT ON TABLE connectors_upload IS 'an uploaded file and how far it is brought in; content goes when it is done, rejects a week later';
