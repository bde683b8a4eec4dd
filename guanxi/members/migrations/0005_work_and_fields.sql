-- Work on many members can fail, and be taken back; a question that is asked no more goes with its answers.

ALTER TABLE members_bulk
    ADD COLUMN why text NOT NULL DEFAULT '',
    ADD COLUMN undoes bigint,
    DROP CONSTRAINT members_bulk_state_is_known,
    ADD CONSTRAINT members_bulk_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'stopped', 'failed')),
    ADD CONSTRAINT members_bulk_undoes_a_work FOREIGN KEY (space_id, undoes) REFERENCES members_bulk (space_id, id);
COMMENT ON COLUMN members_bulk.why IS 'what made the work fail, in words; empty where it did not';
-- serves bulk.undo: a work is taken back once, unless taking it back ended early
CREATE UNIQUE INDEX members_bulk_undone_once ON members_bulk (space_id, undoes) WHERE undoes IS NOT NULL AND state NOT IN ('failed', 'stopped');

CREATE TABLE members_bulk_member (
    space_id  integer NOT NULL,
    bulk_id   bigint NOT NULL,
    member_id bigint NOT NULL,
    at        timestamptz NOT NULL,
    CONSTRAINT members_bulk_member_once PRIMARY KEY (space_id, bulk_id, member_id),
    CONSTRAINT members_bulk_member_work FOREIGN KEY (space_id, bulk_id) REFERENCES members_bulk (space_id, id),
    CONSTRAINT members_bulk_member_exists FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id)
);
COMMENT ON TABLE members_bulk_member IS 'whom a work changed, and nobody else: what taking it back goes by; forgotten after thirty days';

GRANT DELETE ON members_profilefield TO guanxi_app;
