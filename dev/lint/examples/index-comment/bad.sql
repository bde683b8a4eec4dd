-- as guanxi/journal/migrations/0002_faster.sql
-- Makes some pages faster.

CREATE INDEX journal_event_type ON journal_event (space_id, type_id); -- <- bad

-- A comment with a gap below belongs to nobody.

CREATE UNIQUE INDEX IF NOT EXISTS journal_event_once ON journal_event (space_id, at); -- <- bad
