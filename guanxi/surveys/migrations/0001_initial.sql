-- Surveys: what is asked (in versions), what members answered, and the picks that results are counted from.

CREATE TABLE surveys_survey (
    space_id   integer NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    slug       text NOT NULL CONSTRAINT surveys_survey_slug_reads CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$'),
    title      text NOT NULL,
    why        text NOT NULL,
    purpose    text NOT NULL,
    basis      text NOT NULL CONSTRAINT surveys_survey_basis_is_known CHECK (basis IN ('consent', 'contract', 'law', 'interest')),
    state      text NOT NULL DEFAULT 'draft' CONSTRAINT surveys_survey_state_is_known CHECK (state IN ('draft', 'open', 'closed')),
    opens_at   timestamptz,
    closes_at  timestamptz,
    version    integer NOT NULL DEFAULT 1,
    answers    integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT surveys_survey_pk PRIMARY KEY (space_id, id),
    CONSTRAINT surveys_survey_slug_is_free UNIQUE (space_id, slug),
    CONSTRAINT surveys_survey_closes_after_it_opens CHECK (closes_at > opens_at)
);
COMMENT ON TABLE surveys_survey IS 'a survey: why it asks, for what purpose and on what ground; version is the one that is asked now, answers how many members have answered';
ALTER TABLE surveys_survey ADD CONSTRAINT surveys_survey_space FOREIGN KEY (space_id) REFERENCES spaces_space (id);

CREATE TABLE surveys_version (
    space_id  integer NOT NULL,
    survey_id bigint NOT NULL,
    number    integer NOT NULL CONSTRAINT surveys_version_number_is_positive CHECK (number > 0),
    questions jsonb NOT NULL CONSTRAINT surveys_version_questions_are_a_list CHECK (jsonb_typeof(questions) = 'array'),
    is_frozen boolean NOT NULL DEFAULT FALSE,
    CONSTRAINT surveys_version_pk PRIMARY KEY (space_id, survey_id, number),
    CONSTRAINT surveys_version_survey FOREIGN KEY (space_id, survey_id) REFERENCES surveys_survey (space_id, id)
);
COMMENT ON TABLE surveys_version IS 'the questions of a survey; frozen from the first answer on, so that an answer is for ever read beside what was asked';

CREATE TABLE surveys_answer (
    space_id    integer NOT NULL,
    survey_id   bigint NOT NULL,
    member_id   bigint NOT NULL,
    version     integer NOT NULL,
    plain       jsonb NOT NULL,
    sealed      bytea,
    answered_at timestamptz NOT NULL,
    event_id    bigint NOT NULL,
    CONSTRAINT surveys_answer_is_once PRIMARY KEY (space_id, survey_id, member_id),
    CONSTRAINT surveys_answer_version FOREIGN KEY (space_id, survey_id, version)
        REFERENCES surveys_version (space_id, survey_id, number),
    CONSTRAINT surveys_answer_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id)
);
COMMENT ON TABLE surveys_answer IS 'one answer of one member; what is personal is sealed under the member''s key';
-- serves queries.answers_of: what one member answered, also when they are merged, erased or exported
CREATE INDEX surveys_answer_member_index ON surveys_answer (space_id, member_id, survey_id);
-- serves results.texts: the newest answers of a survey, page by page
CREATE INDEX surveys_answer_newest ON surveys_answer (space_id, survey_id, answered_at, member_id);

CREATE TABLE surveys_pick (
    space_id  integer NOT NULL,
    survey_id bigint NOT NULL,
    question  text NOT NULL,
    member_id bigint NOT NULL,
    option    text NOT NULL,
    number    numeric,
    CONSTRAINT surveys_pick_pk PRIMARY KEY (space_id, survey_id, question, option, member_id),
    CONSTRAINT surveys_pick_answer FOREIGN KEY (space_id, survey_id, member_id)
        REFERENCES surveys_answer (space_id, survey_id, member_id) ON DELETE CASCADE
);
COMMENT ON TABLE surveys_pick IS 'what can be counted of an answer: one row an option or a number; nothing personal';
-- serves the cascade when an answer goes, and results for a segment of members
CREATE INDEX surveys_pick_member ON surveys_pick (space_id, survey_id, member_id);

CREATE TABLE surveys_draft (
    space_id  integer NOT NULL,
    survey_id bigint NOT NULL,
    member_id bigint NOT NULL,
    sealed    bytea NOT NULL,
    saved_at  timestamptz NOT NULL,
    CONSTRAINT surveys_draft_pk PRIMARY KEY (space_id, survey_id, member_id),
    CONSTRAINT surveys_draft_survey FOREIGN KEY (space_id, survey_id) REFERENCES surveys_survey (space_id, id),
    CONSTRAINT surveys_draft_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id)
);
COMMENT ON TABLE surveys_draft IS 'what a member has filled in and not sent; sealed whole';
-- serves erasing and merging one member
CREATE INDEX surveys_draft_member_index ON surveys_draft (space_id, member_id);
