-- Somebody on the way in: from asking for a code (or coming with a proof of another kind) to being a member.
-- The browser holds a secret of which the hash is here; contact and code are sealed with the space's key.
CREATE TABLE members_arrival (
    space_id integer NOT NULL REFERENCES spaces_space (id),
    token_hash bytea NOT NULL CHECK (length(token_hash) = 16),
    system text NOT NULL,
    sealed bytea NOT NULL,
    code_hash bytea,
    sealed_code bytea,
    tries smallint NOT NULL DEFAULT 0,
    sends smallint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    proven_at timestamptz,
    PRIMARY KEY (space_id, token_hash),
    CONSTRAINT members_arrival_code_ends_with_proof CHECK (proven_at IS NULL OR (code_hash IS NULL AND sealed_code IS NULL))
);
-- serves signin.forget
CREATE INDEX members_arrival_age ON members_arrival (space_id, expires_at);

-- A hand-over token was used; it is not taken a second time.
CREATE TABLE members_spent_token (
    space_id integer NOT NULL REFERENCES spaces_space (id),
    token_hash bytea NOT NULL CHECK (length(token_hash) = 16),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (space_id, token_hash)
);
-- serves signin.forget
CREATE INDEX members_spent_token_age ON members_spent_token (space_id, expires_at);

-- Which generation of a member's sign-ins holds; no row is generation 0. One more ends all before it.
CREATE TABLE members_sign_in (
    space_id integer NOT NULL,
    member_id bigint NOT NULL,
    generation integer NOT NULL DEFAULT 0,
    PRIMARY KEY (space_id, member_id),
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id)
);
