-- An invitation to work for a space. The link carries a secret of which only the hash is here; it opens once.
CREATE TABLE spaces_invitation (
    space_id integer NOT NULL REFERENCES spaces_space (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 16),
    email text NOT NULL CONSTRAINT spaces_invitation_email_is_lower_case CHECK (email = lower(email)),
    role text NOT NULL CONSTRAINT spaces_invitation_role_is_known CHECK (role IN ('owner', 'operator', 'agent', 'analyst')),
    mailed boolean NOT NULL,
    invited_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (space_id, id)
);
-- serves invitations.invitation: the link that was opened
CREATE UNIQUE INDEX spaces_invitation_token ON spaces_invitation (space_id, token_hash);
-- serves invitations.open_ones, and lets an address have one open invitation to a space
CREATE UNIQUE INDEX spaces_invitation_open ON spaces_invitation (space_id, email) WHERE ended_at IS NULL;

-- The link that makes the first owner of an installation. It belongs to no space: there may be none yet.
CREATE TABLE spaces_start (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON spaces_start TO guanxi_app;

-- How often something was tried in a running window. The key is a keyed hash: nobody can read from it who tried.
CREATE TABLE spaces_limit (
    key bytea PRIMARY KEY CHECK (length(key) = 16),
    ends_at timestamptz NOT NULL,
    count integer NOT NULL
);
-- serves limits.forget
CREATE INDEX spaces_limit_ends ON spaces_limit (ends_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON spaces_limit TO guanxi_app;
