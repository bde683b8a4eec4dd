-- How far a member has read what the journal tells them.

CREATE TABLE insight_seen (
    space_id  integer NOT NULL,
    member_id bigint NOT NULL,
    event_id  bigint NOT NULL,
    CONSTRAINT insight_seen_pk PRIMARY KEY (member_id, space_id),
    CONSTRAINT insight_seen_member FOREIGN KEY (space_id, member_id) REFERENCES journal_subject (space_id, id)
);
COMMENT ON TABLE insight_seen IS 'the newest notice that a member had in front of them';
