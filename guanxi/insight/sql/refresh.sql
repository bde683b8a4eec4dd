-- Counts what the journal got since the last time, at most so many events.
SELECT counted, behind FROM insight_refresh(%(space)s, %(limit)s)
