-- as guanxi/journal/migrations/0002_faster.sql
-- Makes the timeline of a type faster.
-- serves journal.queries.of_type: the newest events of one type
CREATE INDEX journal_event_type ON journal_event (space_id, type_id, id);
CREATE INDEX journal_event_cause ON journal_event (cause_id); -- the walk down the causal chain
