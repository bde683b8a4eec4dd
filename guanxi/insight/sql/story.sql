-- The newest lines of a member's story in a unit: what each event moved, in the order of posting, with where it came from and the balances after it.
WITH RECURSIVE moved AS (
    SELECT n.event_id, min(n.transfer_id) AS place, jsonb_object_agg(n.kind, n.change) AS changes, sum(n.change)::bigint AS change
    FROM (
        SELECT event_id, kind, min(transfer_id) AS transfer_id, sum(change)::bigint AS change FROM ledger_public_entry
        WHERE space_id = %(space)s AND owner_id = %(member)s AND kind <= 'debt' AND unit = %(unit)s GROUP BY 1, 2) n
    GROUP BY 1
), told AS (
    SELECT m.*, row_number() OVER (ORDER BY place) AS number, sum(change) OVER (ORDER BY place)::bigint AS worth_after,
           sum(coalesce((changes ->> 'wallet')::bigint, 0)) OVER (ORDER BY place)::bigint AS wallet_after,
           (SELECT min(r.event_id) FROM ledger_public_entry x JOIN ledger_public_transfer r ON r.space_id = x.space_id AND r.id = x.reverses_id
            WHERE x.space_id = %(space)s AND x.owner_id = %(member)s AND x.unit = %(unit)s AND x.event_id = m.event_id) AS reverses_event
    FROM moved m
), shown AS (
    SELECT * FROM told ORDER BY number DESC LIMIT %(limit)s
), chain AS (
    SELECT s.event_id, 0 AS up, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id, e.source
    FROM shown s JOIN journal_public_event e ON e.space_id = %(space)s AND e.id = s.event_id
    UNION ALL
    SELECT c.event_id, c.up + 1, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id, e.source
    FROM chain c JOIN journal_public_event e ON e.space_id = %(space)s AND e.id = CASE
        WHEN c.type IN ('journal.voided', 'journal.reinstated') AND c.cause_id IS NULL THEN (c.props ->> 'event')::bigint ELSE c.cause_id END
    WHERE c.up < 6
)
SELECT s.number, s.event_id, s.change, s.changes::text, s.worth_after, s.wallet_after, s.reverses_event,
       (SELECT o.number FROM told o WHERE o.event_id = s.reverses_event) AS reverses_number,
       (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'type', c.type, 'at', c.at, 'recorded_at', c.recorded_at, 'props', c.props, 'actor', c.actor)
                         ORDER BY c.up)::text FROM chain c WHERE c.event_id = s.event_id) AS chain
FROM shown s ORDER BY s.number
