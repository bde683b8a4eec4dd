"""Members and events from plain files: CSV or NDJSON, one row each."""
