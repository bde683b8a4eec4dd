-- The end of what was being written at a moment: a transaction that it would cut in two is taken whole.
SELECT max(effect) FROM (
    SELECT x.recorded_at AS effect FROM journal_event x JOIN journal_event c ON c.space_id = x.space_id AND c.id = x.cause_id
    WHERE x.space_id = %(space)s AND x.recorded_at > %(as_of)s AND x.recorded_at <= %(as_of)s::timestamptz + interval '2 seconds'
        AND c.recorded_at <= %(as_of)s AND c.recorded_at > %(as_of)s::timestamptz - interval '2 seconds'
    UNION ALL
    SELECT t.recorded_at FROM ledger_transfer t JOIN journal_event c ON c.space_id = t.space_id AND c.id = t.event_id
    WHERE t.space_id = %(space)s AND t.recorded_at > %(as_of)s AND t.recorded_at <= %(as_of)s::timestamptz + interval '2 seconds'
        AND c.recorded_at <= %(as_of)s AND c.recorded_at > %(as_of)s::timestamptz - interval '2 seconds') cut
