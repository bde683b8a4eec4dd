-- What the console's lists need: when a member was last active, saved segments, and work on many members at once.

-- serves browsing.page sorted by joining
CREATE INDEX members_member_joined ON members_member (space_id, joined_at, id);
-- serves browsing.page sorted by the last activity; who never did anything was last active when they joined
CREATE INDEX members_member_active ON members_member (space_id, (coalesce(active_at, joined_at)), id);
-- serves browsing.page of one channel, and browsing.channels, which jumps from one to the next
CREATE INDEX members_member_channel ON members_member (space_id, channel, joined_at, id) WHERE channel IS NOT NULL;
-- serves browsing.page of one tier, and browsing.tiers; a tier changes rarely, so few updates touch it
CREATE INDEX members_member_tier ON members_member (space_id, tier, joined_at, id) WHERE tier IS NOT NULL;
-- serves browsing.page of one plan, and browsing.plans
CREATE INDEX members_member_plan ON members_member (space_id, plan, joined_at, id) WHERE plan IS NOT NULL;

CREATE TABLE members_segment (
    space_id   integer NOT NULL REFERENCES spaces_space (id),
    slug       text NOT NULL CONSTRAINT members_segment_slug_reads CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$'),
    name       text NOT NULL,
    predicate  text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT members_segment_slug_is_free PRIMARY KEY (space_id, slug)
);
COMMENT ON TABLE members_segment IS 'a condition over members that somebody keeps under a name; predicate is in the language of quests'' audiences';

CREATE TABLE members_bulk (
    space_id    integer NOT NULL REFERENCES spaces_space (id),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    kind        text NOT NULL CONSTRAINT members_bulk_kind_is_known CHECK (kind IN ('tag', 'untag')),
    tag         text NOT NULL,
    filter      jsonb NOT NULL,
    expected    integer NOT NULL,
    after_id    bigint NOT NULL DEFAULT 0,
    seen        integer NOT NULL DEFAULT 0,
    changed     integer NOT NULL DEFAULT 0,
    state       text NOT NULL DEFAULT 'waiting'
        CONSTRAINT members_bulk_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'stopped')),
    actor       text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT members_bulk_pk PRIMARY KEY (space_id, id)
);
COMMENT ON TABLE members_bulk IS 'work on everybody whom a filter finds, batch by batch in the order of their ids; after_id is how far it is';
