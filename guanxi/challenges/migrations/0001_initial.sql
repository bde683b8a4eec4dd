-- The members' side of a quest that counts check-ins: what a check-in needs, what was told with it, who stands where.

CREATE TABLE challenges_challenge (
    space_id     integer NOT NULL,
    quest_id     bigint NOT NULL,
    text_least   integer NOT NULL,
    picture      text NOT NULL,
    hour_from    smallint NOT NULL,
    hour_to      smallint NOT NULL,
    makeup_cards smallint NOT NULL,
    makeup_days  smallint NOT NULL,
    ranking      text NOT NULL,
    circle_id    bigint,
    set_up_at    timestamptz NOT NULL,
    CONSTRAINT challenges_challenge_pk PRIMARY KEY (quest_id, space_id),
    CONSTRAINT challenges_challenge_quest FOREIGN KEY (space_id, quest_id) REFERENCES quests_quest (space_id, id),
    CONSTRAINT challenges_challenge_length_is_bounded CHECK (text_least BETWEEN 0 AND 2000),
    CONSTRAINT challenges_challenge_picture_is_known CHECK (picture IN ('none', 'optional', 'required')),
    CONSTRAINT challenges_challenge_ranking_is_known CHECK (ranking IN ('shown', 'asks', 'none')),
    CONSTRAINT challenges_challenge_makeup_is_bounded CHECK (makeup_days BETWEEN 0 AND 31 AND makeup_cards BETWEEN 0 AND 31),
    CONSTRAINT challenges_challenge_hours_are_a_window CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)
);
COMMENT ON TABLE challenges_challenge IS 'how a check-in of a quest is made: its proof, its hours [from, to), make-ups, whether there is a ranking';
-- serves challenges_react: has the space any challenge at all
CREATE INDEX challenges_challenge_space ON challenges_challenge (space_id);

CREATE TABLE challenges_checkin (
    space_id    integer NOT NULL,
    event_id    bigint NOT NULL,
    quest_id    bigint NOT NULL,
    member_id   bigint NOT NULL,
    local_date  date NOT NULL,
    at          timestamptz NOT NULL,
    made_up     boolean NOT NULL DEFAULT false,
    spend_id    bigint,
    text        text,
    sealed      bytea,
    shared      boolean NOT NULL,
    picture_ids bigint[] NOT NULL DEFAULT '{}',
    voided      boolean NOT NULL DEFAULT false,
    featured_id bigint,
    hidden_at   timestamptz,
    CONSTRAINT challenges_checkin_pk PRIMARY KEY (event_id, space_id),
    CONSTRAINT challenges_checkin_challenge FOREIGN KEY (quest_id, space_id) REFERENCES challenges_challenge (quest_id, space_id),
    CONSTRAINT challenges_checkin_member FOREIGN KEY (space_id, member_id) REFERENCES journal_subject (space_id, id),
    CONSTRAINT challenges_checkin_only_shared_text_is_open CHECK (shared OR text IS NULL)
) WITH (fillfactor = 90);
COMMENT ON TABLE challenges_checkin IS 'what a member told with a check-in: open where they share it, sealed under their key where not; spend_id: the card of a make-up, where it came out of the wallet';
-- a member checks in once a local day; also serves the calendar of one member
CREATE UNIQUE INDEX challenges_checkin_once_a_day ON challenges_checkin (member_id, quest_id, local_date, space_id) WHERE NOT voided;
-- serves queries.board: what was shared, newest first
CREATE INDEX challenges_checkin_board ON challenges_checkin (quest_id, event_id DESC) WHERE shared AND NOT voided AND hidden_at IS NULL;
-- serves queries.board: the featured ones in front
CREATE INDEX challenges_checkin_featured ON challenges_checkin (quest_id, featured_id DESC)
    WHERE featured_id IS NOT NULL AND shared AND NOT voided AND hidden_at IS NULL;

CREATE TABLE challenges_standing (
    space_id   integer NOT NULL,
    quest_id   bigint NOT NULL,
    member_id  bigint NOT NULL,
    best       integer NOT NULL,
    total      integer NOT NULL,
    run        integer NOT NULL,
    last_date  date NOT NULL,
    last_event bigint NOT NULL,
    shown      boolean NOT NULL,
    CONSTRAINT challenges_standing_pk PRIMARY KEY (member_id, quest_id, space_id),
    CONSTRAINT challenges_standing_challenge FOREIGN KEY (quest_id, space_id) REFERENCES challenges_challenge (quest_id, space_id),
    CONSTRAINT challenges_standing_member FOREIGN KEY (space_id, member_id) REFERENCES journal_subject (space_id, id),
    CONSTRAINT challenges_standing_adds_up CHECK (run >= 1 AND best >= run AND total >= best)
) WITH (fillfactor = 80);
COMMENT ON TABLE challenges_standing IS 'a pure function of what the quest counted: longest run, days in all, the run that ends with last_date';
-- serves queries.ranking: the first places, the place of one member, and how many there are
CREATE INDEX challenges_standing_rank ON challenges_standing (quest_id, best DESC, total DESC, last_event, member_id) WHERE shown;

CREATE TABLE challenges_appearance (
    space_id  integer NOT NULL,
    member_id bigint NOT NULL,
    shown     boolean NOT NULL,
    event_id  bigint NOT NULL,
    CONSTRAINT challenges_appearance_pk PRIMARY KEY (member_id, space_id),
    CONSTRAINT challenges_appearance_member FOREIGN KEY (space_id, member_id) REFERENCES journal_subject (space_id, id)
);
COMMENT ON TABLE challenges_appearance IS 'whether a member wants to be seen in rankings; no row: they have not said';
