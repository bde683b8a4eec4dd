-- An event is void once at a time, by an event that says so; every voiding and reinstating event has done what it says.
SELECT CASE
    WHEN e.id IS NULL OR w.id IS NULL THEN 'the void of event ' || v.event_id || ' misses an event'
    WHEN w.type <> 'journal.voided' OR (w.props ->> 'event')::bigint <> v.event_id THEN 'event ' || v.void_id || ' does not void event ' || v.event_id
    WHEN v.reinstate_id IS NOT NULL AND (r.type IS DISTINCT FROM 'journal.reinstated' OR (r.props ->> 'event')::bigint <> v.event_id)
        THEN 'event ' || v.reinstate_id || ' does not reinstate event ' || v.event_id
    WHEN count(*) FILTER (WHERE v.reinstate_id IS NULL) OVER (PARTITION BY v.event_id) > 1 THEN 'event ' || v.event_id || ' is void twice' END AS offence
FROM journal_void v LEFT JOIN journal_event e ON e.space_id = v.space_id AND e.id = v.event_id
LEFT JOIN journal_public_event w ON w.space_id = v.space_id AND w.id = v.void_id
LEFT JOIN journal_public_event r ON r.space_id = v.space_id AND r.id = v.reinstate_id WHERE v.space_id = %(space)s
UNION ALL
SELECT CASE WHEN NOT EXISTS (
    SELECT FROM journal_void v WHERE v.space_id = e.space_id AND v.event_id = (e.props ->> 'event')::bigint AND e.id IN (v.void_id, v.reinstate_id))
    THEN e.type || ' ' || e.id || ' has voided or reinstated nothing' END
FROM journal_public_event e
WHERE e.space_id = %(space)s AND e.type_id IN (journal_type_id('journal.voided'), journal_type_id('journal.reinstated'))
