-- What events say they move is what their transfers sum to, in every unit (a restored credit may be less by what had expired).
WITH kind AS (
    SELECT t.id, t.name, k.place FROM (VALUES
        ('quest.granted', ''), ('quest.step_reached', ''), ('quest.returned', ''), ('quest.drawn', ''), ('quest.step_merged', ''),
        ('quest.launched', 'escrow'), ('quest.settled', 'returned'), ('quest.resumed', 'released'), ('quest.hold_released', 'released'),
        ('quest.hold_denied', 'returned'), ('ledger.funded', NULL), ('ledger.spent', NULL), ('ledger.matured', NULL), ('ledger.expired', NULL),
        ('ledger.forfeited', NULL), ('ledger.merged', NULL), ('ledger.debt_forgiven', NULL), ('ledger.held', NULL), ('ledger.captured', NULL),
        ('ledger.hold_released', NULL), ('ledger.refunded', NULL)) k(name, place)
    JOIN journal_type t ON t.space_id IS NULL AND t.name = k.name
), unit AS (
    SELECT id, code FROM ledger_unit WHERE space_id = %(space)s
), told AS (
    SELECT e.id, u.id AS unit_id, k.name,
           CASE WHEN k.place IS NULL THEN abs((e.props ->> 'amount')::numeric) ELSE (p.amounts ->> u.code)::numeric END AS amount
    FROM journal_event e JOIN kind k ON k.id = e.type_id
    CROSS JOIN LATERAL (SELECT CASE k.place WHEN '' THEN e.props ELSE e.props -> k.place END AS amounts) p
    JOIN unit u ON CASE WHEN k.place IS NULL THEN e.props ->> 'unit' = u.code ELSE p.amounts ? u.code END
    WHERE e.space_id = %(space)s
), silent AS (  -- recorded before launches and decisions carried amounts
    SELECT e.id FROM journal_event e JOIN kind k ON k.id = e.type_id AND k.place <> '' WHERE e.space_id = %(space)s AND NOT e.props ? k.place
), moved AS (
    SELECT t.event_id AS id, t.unit_id, sum(t.amount) AS amount, bool_or(t.reverses_id IS NOT NULL) AS restored
    FROM ledger_transfer t JOIN journal_event e ON e.space_id = t.space_id AND e.id = t.event_id JOIN kind k ON k.id = e.type_id
    JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
    WHERE t.space_id = %(space)s AND NOT (d.kind = 'wallet' AND c.kind = 'debt') AND NOT EXISTS (SELECT FROM silent WHERE silent.id = e.id)
    GROUP BY 1, 2
)
SELECT CASE WHEN m.amount IS DISTINCT FROM t.amount AND NOT (coalesce(m.restored, false) AND m.amount < t.amount)
        AND NOT (m.amount IS NULL AND t.amount = 0)
    THEN coalesce(t.name, 'an event') || ' ' || id || ' says ' || coalesce(t.amount::text, 'nothing') || ', its transfers move '
        || coalesce(m.amount, 0) END AS offence
FROM told t FULL JOIN moved m USING (id, unit_id)
