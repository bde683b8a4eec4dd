-- What the ledger publishes: entries (the two sides of each transfer), balances, what is owed.

CREATE OR REPLACE VIEW ledger_public_entry WITH (security_invoker = true) AS
SELECT t.space_id, t.id AS transfer_id, s.account_id, a.kind, a.owner_id, u.code AS unit, s.change, s.version, s.balance_after,
       t.event_id, t.reverses_id, t.recorded_at, s.other_id, o.kind AS other_kind
FROM ledger_transfer t
CROSS JOIN LATERAL (VALUES (t.debit_id, t.credit_id, -t.amount, t.debit_version, t.debit_after),
                           (t.credit_id, t.debit_id, t.amount, t.credit_version, t.credit_after)) s(account_id, other_id, change, version, balance_after)
JOIN ledger_account a ON a.space_id = t.space_id AND a.id = s.account_id
JOIN ledger_account o ON o.space_id = t.space_id AND o.id = s.other_id
JOIN ledger_unit u ON u.space_id = t.space_id AND u.id = t.unit_id;

-- published
-- The entries of a member's accounts, in one unit or in all. Everything is looked up by key, from the accounts on: a planner that knows how much moves
-- on the busiest account would read all transfers of the space for anybody's.
CREATE OR REPLACE FUNCTION ledger_entries_of(p_space integer, p_member bigint, p_unit text)
RETURNS TABLE (transfer_id bigint, kind ledger_kind, unit text, change bigint, version bigint, balance_after bigint, event_id bigint,
               reverses_id bigint, other_kind ledger_kind, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT t.id, a.kind, u.code::text, t.change, t.version, t.balance_after, t.event_id, t.reverses_id, o.kind, t.recorded_at
    FROM ledger_account a
    JOIN ledger_unit u ON u.space_id = p_space AND u.id = a.unit_id
    CROSS JOIN LATERAL (
        SELECT d.id, -d.amount AS change, d.debit_version AS version, d.debit_after AS balance_after, d.event_id, d.reverses_id,
               d.credit_id AS other_id, d.recorded_at
        FROM ledger_transfer d WHERE d.space_id = p_space AND d.debit_id = a.id
        UNION ALL
        SELECT c.id, c.amount, c.credit_version, c.credit_after, c.event_id, c.reverses_id, c.debit_id, c.recorded_at
        FROM ledger_transfer c WHERE c.space_id = p_space AND c.credit_id = a.id) t
    JOIN ledger_account o ON o.space_id = p_space AND o.id = t.other_id
    WHERE a.space_id = p_space AND a.owner_id = p_member AND a.kind <= 'debt' AND (p_unit IS NULL OR u.code = p_unit);
END $$;

CREATE OR REPLACE VIEW ledger_public_balance WITH (security_invoker = true) AS
SELECT a.space_id, a.owner_id AS member_id, u.code AS unit, a.kind, a.balance, a.version, a.id AS account_id
FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id WHERE a.kind <= 'debt';

CREATE OR REPLACE VIEW ledger_public_lot WITH (security_invoker = true) AS
SELECT l.space_id, l.transfer_id, l.account_id, a.owner_id AS member_id, a.kind, u.code AS unit, l.amount, l.remaining, l.expired, l.available_at,
       nullif(l.expires_at, 'infinity') AS expires_at, t.event_id
FROM ledger_lot l JOIN ledger_account a ON a.space_id = l.space_id AND a.id = l.account_id
JOIN ledger_unit u ON u.space_id = l.space_id AND u.id = a.unit_id JOIN ledger_transfer t ON t.space_id = l.space_id AND t.id = l.transfer_id;

-- What the space owes its members, unit by unit: what they hold, what is pending and what waits for a decision.
CREATE OR REPLACE VIEW ledger_public_liability WITH (security_invoker = true) AS
SELECT a.space_id, u.code AS unit, a.kind, sum(a.balance)::bigint AS amount, count(*) FILTER (WHERE a.balance <> 0) AS members
FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id WHERE a.kind <= 'debt' GROUP BY 1, 2, 3;

CREATE OR REPLACE VIEW ledger_public_unit WITH (security_invoker = true) AS SELECT space_id, id, code, kind FROM ledger_unit;
CREATE OR REPLACE VIEW ledger_public_transfer WITH (security_invoker = true) AS
SELECT t.space_id, t.id, t.effect_key, t.generation, u.code AS unit, t.unit_id, t.debit_id, t.credit_id, t.amount, t.event_id, t.reverses_id, t.recorded_at
FROM ledger_transfer t JOIN ledger_unit u ON u.space_id = t.space_id AND u.id = t.unit_id;
GRANT SELECT ON ledger_public_entry, ledger_public_balance, ledger_public_lot, ledger_public_liability, ledger_public_unit, ledger_public_transfer
    TO guanxi_app;
