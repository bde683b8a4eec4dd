-- What a person is worth in a unit (wallet, pending, held, less debt): by the entries, and by what the events of the journal say alone. Members who have
-- become one are one person: what the one was granted may be taken back from the other.
-- A grant counts while its event is not void, and no other entry of the same person had reached the step before; what of it had expired by then counts as
-- returned already (LE-5). What is denied is with whoever has it by then, which the ledger knows.
WITH void AS (
    SELECT v.event_id FROM journal_void v JOIN journal_event w ON w.space_id = v.space_id AND w.id = v.void_id
    LEFT JOIN journal_event r ON r.space_id = v.space_id AND r.id = v.reinstate_id
    WHERE v.space_id = %(space)s AND w.recorded_at <= %(as_of)s AND (r.id IS NULL OR r.recorded_at > %(as_of)s)
    UNION
    SELECT (e.props ->> 'event')::bigint FROM journal_event e JOIN journal_type y ON y.id = e.type_id AND y.space_id IS NULL AND y.name = 'quest.step_merged'
    WHERE e.space_id = %(space)s AND e.recorded_at <= %(as_of)s
), told AS (
    SELECT e.id, e.member_id, e.props, y.name FROM journal_event e JOIN journal_type y ON y.id = e.type_id AND y.space_id IS NULL
    WHERE e.space_id = %(space)s AND e.recorded_at <= %(as_of)s AND e.member_id IS NOT NULL
        AND (y.name IN ('quest.granted', 'quest.step_reached', 'ledger.spent', 'ledger.expired', 'ledger.forfeited', 'ledger.debt_forgiven',
                        'ledger.captured', 'ledger.refunded'))
        AND NOT EXISTS (SELECT FROM void WHERE void.event_id = e.id)
), moved AS (
    SELECT t.*, c.owner_id AS credited, c.kind AS credit_kind, d.owner_id AS debited, d.kind AS debit_kind, y.name
    FROM ledger_transfer t JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
    JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id
    LEFT JOIN journal_event e ON e.space_id = t.space_id AND e.id = t.event_id LEFT JOIN journal_type y ON y.id = e.type_id
    WHERE t.space_id = %(space)s AND t.recorded_at <= %(as_of)s
), by_events AS (
    SELECT t.member_id, u.id AS unit_id, (t.props ->> u.code)::numeric AS change FROM told t JOIN ledger_unit u ON u.space_id = %(space)s AND t.props ? u.code
    WHERE t.name LIKE 'quest.%%'
    UNION ALL
    SELECT t.member_id, u.id, CASE WHEN t.name IN ('ledger.debt_forgiven', 'ledger.refunded') THEN abs((t.props ->> 'amount')::numeric) ELSE -(t.props ->> 'amount')::numeric END
    FROM told t JOIN ledger_unit u ON u.space_id = %(space)s AND u.code = t.props ->> 'unit' WHERE t.name LIKE 'ledger.%%'
    UNION ALL
    SELECT g.credited, g.unit_id, sum(c.amount) FROM moved g JOIN void ON void.event_id = g.event_id AND g.name LIKE 'quest.%%'
    JOIN ledger_consumption c ON c.space_id = %(space)s AND c.lot_id = g.id JOIN moved x ON x.id = c.transfer_id AND x.credit_kind = 'expiry'
    WHERE NOT EXISTS (SELECT FROM quests_grant q WHERE q.space_id = %(space)s AND q.transfer_id = g.id AND q.state IN ('granted', 'held')) GROUP BY 1, 2, g.id
    UNION ALL
    SELECT x.debited, x.unit_id, -x.amount FROM moved x LEFT JOIN moved g ON g.id = x.reverses_id
    WHERE x.debit_kind <= 'debt' AND x.credit_kind > 'debt' AND x.name = 'quest.hold_denied'
        AND NOT EXISTS (SELECT FROM void WHERE void.event_id = g.event_id)
), by_entries AS (
    SELECT credited AS member_id, unit_id, amount AS change FROM moved WHERE credit_kind <= 'debt'
    UNION ALL SELECT debited, unit_id, -amount FROM moved WHERE debit_kind <= 'debt'
), both_sums AS (
    SELECT coalesce(m.merged_into, m.member_id) AS member_id, s.unit_id, sum(s.entries) AS entries, sum(s.events) AS events FROM (
        SELECT member_id, unit_id, change AS entries, 0 AS events FROM by_entries UNION ALL SELECT member_id, unit_id, 0, change FROM by_events) s
    JOIN members_public_member m ON m.space_id = %(space)s AND m.member_id = s.member_id GROUP BY 1, 2
)
SELECT 'member ' || b.member_id || ', ' || u.code AS what, b.entries::bigint::text AS recorded, b.events::bigint::text AS rebuilt
FROM both_sums b JOIN ledger_unit u ON u.space_id = %(space)s AND u.id = b.unit_id
WHERE %(sample)s::bigint[] IS NULL OR b.member_id = ANY (%(sample)s::bigint[])
