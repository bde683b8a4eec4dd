-- A cause is an older event of the same space; what a reaction records stands one deeper than its cause, four deep at most.
SELECT CASE
    WHEN e.cause_id IS NOT NULL AND c.id IS NULL THEN 'event ' || e.id || ' is caused by ' || e.cause_id || ', which does not exist'
    WHEN c.id >> 20 > e.id >> 20 THEN 'event ' || e.id || ' is older than its cause'
    WHEN e.depth <> CASE WHEN e.source = 'reaction' AND c.id IS NOT NULL THEN least(c.depth + 1, 4) ELSE 0 END
        THEN 'event ' || e.id || ' stands at depth ' || e.depth || ', its cause at ' || coalesce(c.depth::text, 'none') END AS offence
FROM journal_event e LEFT JOIN journal_event c ON c.space_id = e.space_id AND c.id = e.cause_id WHERE e.space_id = %(space)s
