-- The tables of quests: what is promised, who is how far, what was reached, what was granted.

CREATE TABLE quests_quest (
    space_id   integer NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    slug       text NOT NULL,
    state      text NOT NULL DEFAULT 'draft',
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT quests_quest_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_quest_slug_is_free UNIQUE (space_id, slug),
    CONSTRAINT quests_quest_state_is_known CHECK (state IN ('draft', 'launched', 'paused', 'ended', 'settled')),
    CONSTRAINT quests_quest_ended_has_a_time CHECK ((state IN ('ended', 'settled')) = (ended_at IS NOT NULL))
);

CREATE TABLE quests_version (
    space_id    integer NOT NULL,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    quest_id    bigint NOT NULL,
    number      integer NOT NULL,
    definition  jsonb NOT NULL,
    undo        text NOT NULL,
    created_at  timestamptz NOT NULL,
    launched_at timestamptz,
    retired_at  timestamptz,
    CONSTRAINT quests_version_undo_is_known CHECK (undo IN ('reverse', 'keep')),
    CONSTRAINT quests_version_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_version_number_counts UNIQUE (space_id, quest_id, number),
    CONSTRAINT quests_version_quest FOREIGN KEY (space_id, quest_id) REFERENCES quests_quest (space_id, id)
);
COMMENT ON TABLE quests_version IS 'what a quest says; retired: newcomers get the next one, who was under way stays here';

CREATE TABLE quests_goal (
    space_id     integer NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    version_id   bigint NOT NULL,
    quest_id     bigint NOT NULL,
    no           integer NOT NULL,
    measure      text NOT NULL,
    reach        bigint,
    rolling_days integer,
    CONSTRAINT quests_goal_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_goal_no_counts UNIQUE (space_id, version_id, no),
    CONSTRAINT quests_goal_version FOREIGN KEY (space_id, version_id) REFERENCES quests_version (space_id, id),
    CONSTRAINT quests_goal_measure_is_known CHECK (measure IN ('count', 'distinct', 'sum', 'streak'))
);

CREATE TABLE quests_step (
    space_id   integer NOT NULL,
    version_id bigint NOT NULL,
    no         integer NOT NULL,
    reach      bigint NOT NULL,
    combine    text NOT NULL,
    CONSTRAINT quests_step_pk PRIMARY KEY (space_id, version_id, no),
    CONSTRAINT quests_step_version FOREIGN KEY (space_id, version_id) REFERENCES quests_version (space_id, id),
    CONSTRAINT quests_step_combines CHECK (combine IN ('one', 'all', 'any'))
);

CREATE TABLE quests_budget (
    space_id  integer NOT NULL,
    id        bigint GENERATED ALWAYS AS IDENTITY,
    quest_id  bigint NOT NULL,
    unit_id   integer NOT NULL,
    per_day   boolean NOT NULL,
    total     bigint NOT NULL,
    returned  bigint NOT NULL DEFAULT 0,
    CONSTRAINT quests_budget_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_budget_is_one UNIQUE (space_id, quest_id, unit_id, per_day),
    CONSTRAINT quests_budget_quest FOREIGN KEY (space_id, quest_id) REFERENCES quests_quest (space_id, id),
    CONSTRAINT quests_budget_unit FOREIGN KEY (space_id, unit_id) REFERENCES ledger_unit (space_id, id),
    CONSTRAINT quests_budget_total_is_positive CHECK (total > 0 AND returned >= 0 AND returned <= total)
);
COMMENT ON TABLE quests_budget IS 'what a quest may give of a unit: in all (held in escrow) or on one local day (a ceiling)';

CREATE TABLE quests_shard (
    space_id  integer NOT NULL,
    budget_id bigint NOT NULL,
    day       date NOT NULL,
    shard     smallint NOT NULL,
    remaining bigint NOT NULL,
    CONSTRAINT quests_shard_pk PRIMARY KEY (space_id, budget_id, day, shard),
    CONSTRAINT quests_shard_is_never_overdrawn CHECK (remaining >= 0)
) WITH (fillfactor = 30);
COMMENT ON TABLE quests_shard IS 'a budget cut into rows so that takers do not queue; an empty one sweeps the others';

CREATE TABLE quests_promise (
    space_id     integer NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    version_id   bigint NOT NULL,
    quest_id     bigint NOT NULL,
    step_no      integer NOT NULL,
    no           integer NOT NULL,
    kind         text NOT NULL,
    code         text NOT NULL,
    unit_id      integer,
    amount       bigint NOT NULL,
    divisible    boolean NOT NULL,
    pending_days integer NOT NULL,
    expires_days integer,
    budget_id    bigint,
    ceiling_id   bigint,
    CONSTRAINT quests_promise_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_promise_no_counts UNIQUE (space_id, version_id, step_no, no),
    CONSTRAINT quests_promise_version FOREIGN KEY (space_id, version_id) REFERENCES quests_version (space_id, id),
    CONSTRAINT quests_promise_budget FOREIGN KEY (space_id, budget_id) REFERENCES quests_budget (space_id, id),
    CONSTRAINT quests_promise_ceiling FOREIGN KEY (space_id, ceiling_id) REFERENCES quests_budget (space_id, id),
    CONSTRAINT quests_promise_value_is_backed CHECK (unit_id IS NULL OR budget_id IS NOT NULL OR ceiling_id IS NOT NULL),
    CONSTRAINT quests_promise_amount_is_positive CHECK (amount > 0)
);
COMMENT ON TABLE quests_promise IS 'step_no 0: for each matching event; else for the step. Without a unit it is no value (certificate, right, tier)';

CREATE TABLE quests_cap (
    space_id integer NOT NULL,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    quest_id bigint NOT NULL,
    version_id bigint NOT NULL,
    unit_id  integer NOT NULL,
    scope    text NOT NULL,
    channel  text,
    amount   bigint NOT NULL,
    CONSTRAINT quests_cap_pk PRIMARY KEY (space_id, id),
    CONSTRAINT quests_cap_version FOREIGN KEY (space_id, version_id) REFERENCES quests_version (space_id, id),
    CONSTRAINT quests_cap_scope_is_known CHECK (scope IN ('member', 'member_day', 'day', 'channel'))
);

CREATE TABLE quests_cap_use (
    space_id integer NOT NULL,
    cap_id   bigint NOT NULL,
    scope_key text NOT NULL,
    used     bigint NOT NULL,
    CONSTRAINT quests_cap_use_pk PRIMARY KEY (space_id, cap_id, scope_key),
    CONSTRAINT quests_cap_use_is_counted CHECK (used >= 0)
) WITH (fillfactor = 70);

CREATE TABLE quests_under_way (
    space_id   integer NOT NULL,
    quest_id   bigint NOT NULL,
    member_id  bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT quests_under_way_pk PRIMARY KEY (space_id, quest_id, member_id)
);
COMMENT ON TABLE quests_under_way IS 'members who keep the older terms of a quest, because the newer ones are not at least as good';

CREATE TABLE quests_progress (
    space_id   integer NOT NULL,
    period     date NOT NULL,
    id         bigint GENERATED BY DEFAULT AS IDENTITY,
    goal_id    bigint NOT NULL,
    member_id  bigint NOT NULL,
    value      bigint NOT NULL DEFAULT 0,
    peak       bigint NOT NULL DEFAULT 0,
    best       bigint NOT NULL DEFAULT 0,
    last_at    timestamptz NOT NULL DEFAULT '-infinity',
    reach_event bigint,
    floor_at   timestamptz NOT NULL DEFAULT '-infinity',
    last_date  date NOT NULL DEFAULT '-infinity',
    grp        text NOT NULL,
    CONSTRAINT quests_progress_pk PRIMARY KEY (id, space_id),
    CONSTRAINT quests_progress_is_one UNIQUE (member_id, goal_id, period, grp, space_id)
) WITH (fillfactor = 90);
COMMENT ON TABLE quests_progress IS 'the running measure of a goal for a member, period and group; a pure function of the contributions';
COMMENT ON COLUMN quests_progress.peak IS 'the highest the measure has run after floor_at (a tier that was lost must be earned anew)';
COMMENT ON COLUMN quests_progress.reach_event IS 'the event that brought one goal of several to where it is met; a step of one goal has its crossing';
COMMENT ON COLUMN quests_progress.best IS 'the highest it has ever run: what keeps a step that was reached';

CREATE TABLE quests_contribution (
    space_id    integer NOT NULL,
    local_date  date NOT NULL,
    event_id    bigint NOT NULL,
    progress_id bigint NOT NULL,
    at          timestamptz NOT NULL,
    order_key   bigint NOT NULL,
    amount      bigint NOT NULL,
    value       bigint,
    counted     boolean NOT NULL,
    voided      boolean NOT NULL DEFAULT false,
    CONSTRAINT quests_contribution_pk PRIMARY KEY (event_id, progress_id, space_id)
);
COMMENT ON TABLE quests_contribution IS 'that an event matched a goal, what it adds, and (counted) whether its member was in the audience at the time';
-- serves the recomputation of a progress from all its contributions; they are sorted after reading, which is cheaper than a wide index
CREATE INDEX quests_contribution_progress ON quests_contribution (progress_id);

CREATE TABLE quests_reached (
    space_id   integer NOT NULL,
    step_no    integer NOT NULL,
    quest_id   bigint NOT NULL,
    member_id  bigint NOT NULL,
    version_id bigint NOT NULL,
    event_id   bigint NOT NULL,
    undone_id  bigint,
    period     date NOT NULL,
    generation integer NOT NULL,
    CONSTRAINT quests_reached_pk PRIMARY KEY (member_id, quest_id, period, step_no, generation, space_id)
);
-- serves "whose step was it?" when its event is voided
CREATE INDEX quests_reached_event ON quests_reached (event_id);
-- a step is reached once at a time; also serves the count of members who reached it
CREATE UNIQUE INDEX quests_reached_live ON quests_reached (quest_id, step_no, member_id, period, space_id) WHERE undone_id IS NULL;

CREATE TABLE quests_grant (
    space_id    integer NOT NULL,
    generation  integer NOT NULL,
    promise_id  bigint NOT NULL,
    source_id   bigint NOT NULL,
    event_id    bigint NOT NULL,
    member_id   bigint NOT NULL,
    period      date NOT NULL,
    local_date  date NOT NULL,
    wanted      bigint NOT NULL,
    granted     bigint NOT NULL,
    transfer_id bigint,
    at          timestamptz NOT NULL,
    state       text NOT NULL,
    reason      text,
    CONSTRAINT quests_grant_pk PRIMARY KEY (event_id, promise_id, generation, space_id),
    CONSTRAINT quests_grant_state_is_known CHECK (state IN ('granted', 'held', 'waiting', 'reversed', 'denied')),
    CONSTRAINT quests_grant_is_at_most_wanted CHECK (granted BETWEEN 0 AND wanted)
);
COMMENT ON TABLE quests_grant IS 'what a promise gave: wanted, granted, and the reason where they differ';
-- a source (an event, or a step that was reached) is granted a promise once a generation; serves undo from the source
CREATE UNIQUE INDEX quests_grant_source ON quests_grant (source_id, promise_id, generation, space_id);
-- serves the waiting list of a budget, in the order of fulfilment
CREATE INDEX quests_grant_waiting ON quests_grant (promise_id, at, event_id) WHERE state = 'waiting';
-- serves the decisions that are due
CREATE INDEX quests_grant_held ON quests_grant (space_id, at) WHERE state = 'held';

CREATE TABLE quests_rules (
    space_id integer NOT NULL,
    number   integer NOT NULL,
    listens  integer[] NOT NULL,
    void_type integer,
    reinstate_type integer,
    CONSTRAINT quests_rules_pk PRIMARY KEY (space_id)
);
COMMENT ON TABLE quests_rules IS 'the generated function rules.match_SPACE_NUMBER is what all launched quests of the space listen for';

CREATE TYPE quests_match AS (
    goal_id    bigint,
    version_id bigint,
    event_id   bigint,
    member_id  bigint,
    depth      smallint,
    at         timestamptz,
    order_key  bigint,
    local_date date,
    period     date,
    grp        text,
    amount     bigint,
    value      bigint,
    counted    boolean,
    worth      bigint[],
    streak     boolean,
    recount    boolean,
    reach      bigint,
    least      bigint,
    most       bigint,
    progress_id bigint,
    is_new     boolean,
    was_value  bigint,
    was_peak   bigint,
    was_best   bigint,
    was_at     timestamptz,
    was_date   date,
    was_reached bigint,
    floor_at   timestamptz
);
CREATE TYPE quests_crossing AS (
    version_id bigint,
    member_id  bigint,
    period     date,
    step_no    integer,
    event_id   bigint,
    at         timestamptz,
    order_key  bigint,
    depth      smallint
);
COMMENT ON TYPE quests_crossing IS 'the event with which a running measure first reached a step';
COMMENT ON TYPE quests_match IS 'an event that matches a goal; worth: what each per-event promise owes for it; recount: no running on; reach: of one goal of
several; least and most: between which the steps lie; from progress_id on: where the progress stood before';

CREATE TYPE quests_want AS (
    n          integer,
    promise_id bigint,
    source_id  bigint,
    step_no    integer,
    member_id  bigint,
    period     date,
    local_date date,
    at         timestamptz,
    order_key  bigint,
    depth      smallint,
    generation integer,
    wanted     bigint,
    granted    bigint,
    state      text,
    reason     text,
    event_id   bigint,
    again      bigint
);
COMMENT ON TYPE quests_want IS 'a promise that has fallen due; again: the credit of an earlier generation that is to live again';
