-- What granting and ledger events say they move is what their transfers sum to, in every unit (a restored credit may be less by what had expired).
WITH kind AS (
    SELECT id, name, name LIKE 'quest.%%' AS grants FROM journal_type
    WHERE space_id IS NULL AND name IN ('quest.granted', 'quest.step_reached', 'ledger.funded', 'ledger.spent', 'ledger.matured', 'ledger.expired',
                                        'ledger.forfeited', 'ledger.debt_forgiven', 'ledger.held', 'ledger.captured', 'ledger.hold_released', 'ledger.refunded')
), unit AS (
    SELECT id, code FROM ledger_unit WHERE space_id = %(space)s
), told AS (
    SELECT e.id, u.id AS unit_id, k.name, k.grants,
           CASE WHEN k.grants THEN (e.props ->> u.code)::numeric ELSE abs((e.props ->> 'amount')::numeric) END AS amount
    FROM journal_event e JOIN kind k ON k.id = e.type_id
    JOIN unit u ON CASE WHEN k.grants THEN e.props ? u.code ELSE e.props ->> 'unit' = u.code END
    WHERE e.space_id = %(space)s
), moved AS (
    SELECT t.event_id AS id, t.unit_id, sum(t.amount) AS amount, bool_or(t.reverses_id IS NOT NULL) AS restored
    FROM ledger_transfer t JOIN journal_event e ON e.space_id = t.space_id AND e.id = t.event_id JOIN kind k ON k.id = e.type_id
    JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
    WHERE t.space_id = %(space)s AND NOT (d.kind = 'wallet' AND c.kind = 'debt') GROUP BY 1, 2
)
SELECT CASE WHEN m.amount IS DISTINCT FROM t.amount AND NOT (coalesce(m.restored, false) AND m.amount < t.amount)
        AND NOT (m.amount IS NULL AND t.amount = 0)
    THEN coalesce(t.name, 'an event') || ' ' || id || ' says ' || coalesce(t.amount::text, 'nothing') || ', its transfers move '
        || coalesce(m.amount, 0) END AS offence
FROM told t FULL JOIN moved m USING (id, unit_id)
