-- Reversing: a transfer is taken back by transfers of its own, as far as it can be, and what is gone becomes debt.

-- published
-- Takes back p_amounts of the credits p_transfers (null: all that is not reversed yet), caused by p_events. Parallel arrays.
--  1. What is left of the credit's own lot is taken, wherever the lot lies now (pending, held or wallet).
--  2. What of it has expired counts as returned already: it goes back from the expiry account.
--  3. The rest comes out of the member's wallet, and what is not there becomes debt.
-- System-to-system transfers have no lot and simply go back.
CREATE OR REPLACE FUNCTION ledger_reverse(p_space integer, p_transfers bigint[], p_amounts bigint[], p_events bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    wanted record;
    demands ledger_demand[];
    takes ledger_take[];
    postings ledger_posting[];
    wallets bigint[];
    debts bigint[];
    expiries bigint[];
    owners bigint[];
    units integer[];
BEGIN
    IF coalesce(cardinality(p_transfers), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT array_agg(c.owner_id ORDER BY a.n), array_agg(c.unit_id ORDER BY a.n) INTO owners, units
    FROM unnest(p_transfers) WITH ORDINALITY a(id, n)
    JOIN ledger_transfer t ON t.space_id = p_space AND t.id = a.id JOIN ledger_account c ON c.space_id = p_space AND c.id = t.credit_id;
    wallets := ledger_accounts(p_space, array_fill('wallet'::ledger_kind, ARRAY[cardinality(owners)]), owners, units);

    expiries := ledger_accounts(p_space, array_fill('expiry'::ledger_kind, ARRAY[cardinality(owners)]), array_fill(0::bigint, ARRAY[cardinality(owners)]), units);

    -- Demand n = 4k: out of the own lot and then the wallet. Postings 4k (own lot's account), 4k + 1 (wallet), 4k + 2 (debt), 4k + 3 (expiry).
    WITH asked AS (
        SELECT a.n, t.id, t.unit_id, t.debit_id, t.credit_id, a.event_id, l.account_id AS lot_account, l.transfer_id AS lot_id,
               least(coalesce(a.amount, t.amount), t.amount - coalesce(r.reversed, 0)) AS amount, coalesce(l.remaining, 0) AS remaining,
               coalesce(l.expired, 0) - coalesce(r.unexpired, 0) AS expired
        FROM unnest(p_transfers, p_amounts, p_events) WITH ORDINALITY a(id, amount, event_id, n)
        JOIN ledger_transfer t ON t.space_id = p_space AND t.id = a.id
        LEFT JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = t.id
        CROSS JOIN LATERAL (
            SELECT sum(x.amount - (SELECT coalesce(sum(z.amount), 0) FROM ledger_transfer z WHERE z.space_id = p_space AND z.reverses_id = x.id)) AS reversed,
                   sum(x.amount - (SELECT coalesce(sum(z.amount), 0) FROM ledger_transfer z WHERE z.space_id = p_space AND z.reverses_id = x.id))
                       FILTER (WHERE x.debit_id = expiries[a.n]) AS unexpired
            FROM ledger_transfer x WHERE x.space_id = p_space AND x.reverses_id = t.id) r
    )
    SELECT array_agg(ROW((4 * n)::integer, wallets[n], amount - least(expired, greatest(amount - remaining, 0)), lot_id)::ledger_demand) AS demands,
           array_agg(ROW((4 * n)::integer, NULL, 1, unit_id, coalesce(lot_account, credit_id), debit_id, amount, event_id, id, NULL, NULL)::ledger_posting)
               AS sources,
           bool_or(lot_id IS NOT NULL) AS any_lot
    INTO wanted FROM asked WHERE amount > 0;
    IF wanted.sources IS NULL THEN
        RETURN;
    END IF;
    IF NOT wanted.any_lot THEN
        PERFORM ledger_post(p_space, (
            SELECT array_agg(ROW(s.n, md5(format('reverse:%s:%s', s.reverses_id, s.event_id))::uuid, 1, s.unit_id, s.debit_id, s.credit_id, s.amount,
                                 s.event_id, s.reverses_id, NULL, NULL)::ledger_posting) FROM unnest(wanted.sources) s));
        RETURN;
    END IF;

    takes := ledger_allot(p_space, wanted.demands);
    debts := ledger_accounts(p_space, array_fill('debt'::ledger_kind, ARRAY[cardinality(owners)]), owners, units);
    -- The own lot may lie in another account than the wallet: then its part is a transfer of its own.
    WITH part AS (
        SELECT d.n, s.n / 4 AS place, s.unit_id, s.credit_id, s.event_id, s.reverses_id, d.amount AS wanted, s.amount - d.amount AS expired, s.debit_id AS lot_account,
               coalesce((SELECT sum(t.amount) FROM unnest(takes) t WHERE t.n = d.n AND t.lot_id = d.own_lot), 0)::bigint AS own,
               coalesce((SELECT sum(t.amount) FROM unnest(takes) t WHERE t.n = d.n AND t.lot_id IS DISTINCT FROM d.own_lot), 0)::bigint AS other
        FROM unnest(wanted.demands) d JOIN unnest(wanted.sources) s ON s.n = d.n
    ), split AS (
        SELECT p.*, k.leg, k.debit_id, k.amount
        FROM part p CROSS JOIN LATERAL (VALUES
            (0, p.lot_account, p.own), (1, wallets[p.place], p.other), (2, debts[p.place], p.wanted - p.own - p.other),
            (3, expiries[p.place], p.expired)) k(leg, debit_id, amount)
        WHERE k.amount > 0
    )
    SELECT array_agg(ROW(n + leg, md5(format('reverse:%s:%s:%s', reverses_id, event_id, leg))::uuid, 1, unit_id, debit_id, credit_id, amount,
                         event_id, reverses_id, NULL, NULL)::ledger_posting) INTO postings FROM split;
    SELECT array_agg(ROW(CASE WHEN t.lot_id IS DISTINCT FROM d.own_lot THEN t.n + 1 ELSE t.n END, t.lot_id, t.amount)::ledger_take) INTO takes
    FROM unnest(takes) t JOIN unnest(wanted.demands) d ON d.n = t.n;
    PERFORM ledger_post(p_space, postings, coalesce(takes, '{}'));
END $$;

-- published
-- Takes back the reversals p_reversals (or any debit out of lots: a spend), caused by p_events.
--  1. What had been taken from lots goes back into those very lots; one that has expired meanwhile lives on for the days it had left, at least 7.
--  2. What had become debt is forgiven as far as it is still owed; what was netted since comes back as credit.
--  3. Debt that is still open is netted first.
CREATE OR REPLACE FUNCTION ledger_restore(p_space integer, p_reversals bigint[], p_events bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    postings ledger_posting[];
    takes ledger_take[];
    owners bigint[];
    events bigint[];
    now_at timestamptz := guanxi_now(p_space);
BEGIN
    IF coalesce(cardinality(p_reversals), 0) = 0 THEN
        RETURN;
    END IF;
    UPDATE ledger_lot l SET expires_at = now_at + greatest(l.expires_at - t.recorded_at, interval '7 days')
    FROM ledger_consumption c JOIN ledger_transfer t ON t.space_id = p_space AND t.id = c.transfer_id
    WHERE c.space_id = p_space AND c.transfer_id = ANY (p_reversals) AND c.amount > 0
        AND l.space_id = p_space AND l.transfer_id = c.lot_id AND l.expires_at <= now_at;

    WITH asked AS (
        SELECT a.n, a.cause_id, t.id, t.unit_id, t.credit_id, t.amount, d.kind AS debit_kind, d.owner_id, d.balance AS debit_balance,
               coalesce((SELECT max(l.account_id) FROM ledger_consumption c JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = c.lot_id
                         WHERE c.space_id = p_space AND c.transfer_id = t.id), t.debit_id) AS back_to,
               sum(CASE WHEN d.kind = 'debt' THEN t.amount ELSE 0 END) OVER (PARTITION BY t.debit_id ORDER BY a.n) AS debt_upto
        FROM unnest(p_reversals, p_events) WITH ORDINALITY a(id, cause_id, n)
        JOIN ledger_transfer t ON t.space_id = p_space AND t.id = a.id
        JOIN ledger_account d ON d.space_id = p_space AND d.id = t.debit_id
        WHERE NOT EXISTS (SELECT FROM ledger_transfer z WHERE z.space_id = p_space AND z.reverses_id = t.id)
    ), split AS (
        SELECT a.*, k.leg, k.part FROM asked a CROSS JOIN LATERAL (
            SELECT least(a.amount, greatest(-a.debit_balance - (a.debt_upto - a.amount), 0)) AS forgiven
        ) f CROSS JOIN LATERAL (VALUES
            (0, CASE WHEN a.debit_kind = 'debt' THEN f.forgiven ELSE a.amount END),
            (1, CASE WHEN a.debit_kind = 'debt' THEN a.amount - f.forgiven ELSE 0 END)) k(leg, part)
        WHERE k.part > 0
    )
    SELECT array_agg(ROW((2 * n + leg)::integer, md5(format('restore:%s:%s:%s', id, cause_id, leg))::uuid, 1, unit_id, credit_id,
                         CASE WHEN leg = 0 THEN back_to ELSE ledger_account_of(p_space, 'wallet', owner_id, unit_id) END, part,
                         cause_id, id, CASE WHEN leg = 1 THEN now_at END, NULL)::ledger_posting),
           array_agg(owner_id), array_agg(cause_id)
    INTO postings, owners, events FROM split;
    IF postings IS NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(ROW(p.n, c.lot_id, -c.amount)::ledger_take) INTO takes
    FROM unnest(postings) p JOIN ledger_consumption c ON c.space_id = p_space AND c.transfer_id = p.reverses_id WHERE p.n % 2 = 0;
    PERFORM ledger_post(p_space, postings, coalesce(takes, '{}'));
    PERFORM ledger_net_debt(p_space, owners, events);
END $$;

-- published
-- Lets the credits p_transfers live again that had been reversed, caused by p_events: restores what their reversals took.
CREATE OR REPLACE FUNCTION ledger_reinstate(p_space integer, p_transfers bigint[], p_events bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    reversals bigint[];
    events bigint[];
BEGIN
    SELECT array_agg(r.id ORDER BY r.id), array_agg(a.event_id ORDER BY r.id) INTO reversals, events
    FROM unnest(p_transfers, p_events) a(id, event_id)
    JOIN ledger_transfer r ON r.space_id = p_space AND r.reverses_id = a.id
    WHERE NOT EXISTS (SELECT FROM ledger_transfer z WHERE z.space_id = p_space AND z.reverses_id = r.id);
    PERFORM ledger_restore(p_space, reversals, events);
END $$;
