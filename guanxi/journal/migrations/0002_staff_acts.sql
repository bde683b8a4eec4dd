-- What serves the list of staff acts: few events are of the staff, so these indexes stay small beside the journal.

-- serves insight.acts: what staff did of one kind, the newest first
CREATE INDEX journal_event_staff_kind ON journal_event (space_id, type_id, id) WHERE actor LIKE 'staff:%';
-- serves insight.acts: what one of the staff did, kind by kind
CREATE INDEX journal_event_staff_person ON journal_event (space_id, actor, type_id, id) WHERE actor LIKE 'staff:%';
