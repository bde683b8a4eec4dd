-- A workbook is unpacked by the worker before its columns can be matched.

ALTER TABLE connectors_upload
    DROP CONSTRAINT connectors_upload_state_is_known,
    ADD CONSTRAINT connectors_upload_state_is_known
        CHECK (state IN ('reading', 'new', 'waiting', 'running', 'done', 'stopped', 'failed'));
