-- The newest lines of a member's story in a unit: what each event moved, in the order of posting, with where it came from and the balances after it.
WITH RECURSIVE moved AS (
    SELECT n.event_id, min(n.transfer_id) AS place, jsonb_object_agg(n.kind, n.change) AS changes, sum(n.change)::bigint AS change,
           min(n.reverses_id) AS reverses_id
    FROM (
        SELECT event_id, kind, min(transfer_id) AS transfer_id, sum(change)::bigint AS change, min(reverses_id) AS reverses_id
        FROM ledger_entries_of(%(space)s, %(member)s, %(unit)s) GROUP BY 1, 2) n
    GROUP BY 1
), told AS (
    SELECT m.*, row_number() OVER (ORDER BY place) AS number, sum(change) OVER (ORDER BY place)::bigint AS worth_after,
           sum(coalesce((changes ->> 'wallet')::bigint, 0)) OVER (ORDER BY place)::bigint AS wallet_after
    FROM moved m
), shown AS MATERIALIZED (
    SELECT t.*, (SELECT r.event_id FROM ledger_public_transfer r WHERE r.space_id = %(space)s AND r.id = t.reverses_id) AS reverses_event
    FROM (SELECT * FROM told ORDER BY number DESC LIMIT %(limit)s) t
), chain AS (
    SELECT s.event_id, 0 AS up, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id, e.source
    FROM shown s CROSS JOIN LATERAL (SELECT * FROM journal_public_event o WHERE o.space_id = %(space)s AND o.id = s.event_id OFFSET 0) e
    UNION ALL
    SELECT c.event_id, c.up + 1, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id, e.source
    FROM chain c CROSS JOIN LATERAL (
        SELECT * FROM journal_public_event o WHERE o.space_id = %(space)s AND o.id = CASE
            WHEN c.type IN ('journal.voided', 'journal.reinstated') AND c.cause_id IS NULL THEN (c.props ->> 'event')::bigint ELSE c.cause_id END
        OFFSET 0) e
    WHERE c.up < 6
)
SELECT s.number, s.event_id, s.change, s.changes::text, s.worth_after, s.wallet_after, s.reverses_event,
       (SELECT o.number FROM told o WHERE o.event_id = s.reverses_event) AS reverses_number,
       (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'type', c.type, 'at', c.at, 'recorded_at', c.recorded_at, 'props', c.props, 'actor', c.actor)
                         ORDER BY c.up)::text FROM chain c WHERE c.event_id = s.event_id) AS chain
FROM shown s ORDER BY s.number
