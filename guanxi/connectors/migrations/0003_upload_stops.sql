-- An upload can be stopped, and says why it failed.

ALTER TABLE connectors_upload
    ADD COLUMN why text NOT NULL DEFAULT '',
    DROP CONSTRAINT connectors_upload_state_is_known,
    ADD CONSTRAINT connectors_upload_state_is_known
        CHECK (state IN ('new', 'waiting', 'running', 'done', 'stopped', 'failed'));
COMMENT ON COLUMN connectors_upload.why IS 'what made the import fail, in words; empty where it did not';
COMMENT ON TABLE connectors_upload IS 'an uploaded file and how far it is brought in; content goes when its work is over, rejects a week later';
