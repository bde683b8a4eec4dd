-- The newest events that moved a member's value of a unit, before the given transfer: what each moved, and what it goes back to.
-- Ranges of (account, id) and not "this account, by id": else the planner walks everybody's transfers from the newest on.
WITH RECURSIVE account AS MATERIALIZED (
    SELECT b.account_id, b.kind::text AS kind FROM ledger_public_balance AS b
    WHERE b.space_id = %(space)s AND b.member_id = %(member)s AND b.unit = %(unit)s
), recent AS (
    SELECT DISTINCT t.id, t.event_id
    FROM account AS a
    CROSS JOIN LATERAL (
        (SELECT d.id, d.event_id FROM ledger_public_transfer AS d
         WHERE d.space_id = %(space)s AND (d.debit_id, d.id) >= (a.account_id, 0)
             AND (d.debit_id, d.id) < (a.account_id, coalesce(%(before)s::bigint, 9223372036854775807))
         ORDER BY d.debit_id DESC, d.id DESC LIMIT %(transfers)s)
        UNION ALL
        (SELECT c.id, c.event_id FROM ledger_public_transfer AS c
         WHERE c.space_id = %(space)s AND (c.credit_id, c.id) >= (a.account_id, 0)
             AND (c.credit_id, c.id) < (a.account_id, coalesce(%(before)s::bigint, 9223372036854775807))
         ORDER BY c.credit_id DESC, c.id DESC LIMIT %(transfers)s)) AS t
), shown AS MATERIALIZED (
    SELECT r.event_id, min(r.id) AS place FROM recent AS r GROUP BY r.event_id ORDER BY 2 DESC LIMIT %(limit)s
), moved AS (
    SELECT m.event_id, jsonb_object_agg(m.kind, m.change) AS changes, sum(m.change)::bigint AS change, bool_or(m.reverses) AS reverses
    FROM (
        SELECT s.event_id, a.kind, sum(CASE WHEN t.credit_id = a.account_id THEN t.amount ELSE -t.amount END)::bigint AS change,
               bool_or(t.reverses_id IS NOT NULL) AS reverses
        FROM shown AS s
        CROSS JOIN LATERAL (
            SELECT x.debit_id, x.credit_id, x.amount, x.reverses_id FROM ledger_public_transfer AS x
            WHERE x.space_id = %(space)s AND x.event_id = s.event_id OFFSET 0) AS t
        JOIN account AS a ON a.account_id IN (t.debit_id, t.credit_id)
        GROUP BY 1, 2) AS m
    GROUP BY m.event_id
), chain AS (
    SELECT s.event_id, 0 AS up, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id
    FROM shown AS s CROSS JOIN LATERAL (SELECT * FROM journal_public_event AS o WHERE o.space_id = %(space)s AND o.id = s.event_id OFFSET 0) AS e
    UNION ALL
    SELECT c.event_id, c.up + 1, e.id, e.type, e.at, e.recorded_at, e.props, e.actor, e.cause_id
    FROM chain AS c CROSS JOIN LATERAL (
        SELECT * FROM journal_public_event AS o WHERE o.space_id = %(space)s AND o.id = CASE
            WHEN c.type IN ('journal.voided', 'journal.reinstated') AND c.cause_id IS NULL THEN (c.props ->> 'event')::bigint ELSE c.cause_id END
        OFFSET 0) AS e
    WHERE c.up < 6
)
SELECT s.place, s.event_id, m.changes::text, m.change, m.reverses,
       (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'type', c.type, 'at', c.at, 'recorded_at', c.recorded_at, 'props', c.props, 'actor', c.actor)
                         ORDER BY c.up)::text FROM chain AS c WHERE c.event_id = s.event_id) AS chain,
       (SELECT q.title::text FROM quests_public_quest AS q WHERE q.space_id = %(space)s AND q.slug = (
            SELECT c.props ->> 'quest' FROM chain AS c WHERE c.event_id = s.event_id AND c.props ? 'quest' ORDER BY c.up LIMIT 1)) AS title
FROM shown AS s JOIN moved AS m ON m.event_id = s.event_id
WHERE m.change <> 0 OR m.changes::text LIKE '%%"pending"%%' OR m.changes::text LIKE '%%"held"%%'
ORDER BY s.place DESC
