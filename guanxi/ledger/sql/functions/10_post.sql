-- Posting: the one place where value moves.

-- published
-- The accounts (kind, owner, unit) of the arrays, made where they are missing. Returns their ids in order.
CREATE OR REPLACE FUNCTION ledger_accounts(p_space integer, p_kinds ledger_kind[], p_owners bigint[], p_units integer[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    LOOP
        ids := ARRAY(
            SELECT coalesce(w.id, (
                SELECT a.id FROM ledger_account a WHERE a.space_id = p_space AND a.owner_id = w.owner_id AND a.unit_id = w.unit_id AND a.kind = w.kind))
            FROM unnest(p_kinds, p_owners, p_units, ids) w(kind, owner_id, unit_id, id));
        EXIT WHEN array_position(ids, NULL) IS NULL;
        INSERT INTO ledger_account (space_id, kind, owner_id, unit_id, balance, version)
        SELECT DISTINCT p_space, w.kind, w.owner_id, w.unit_id, CASE WHEN w.kind <= 'debt' THEN 0 END, CASE WHEN w.kind <= 'debt' THEN 0 END
        FROM unnest(p_kinds, p_owners, p_units, ids) w(kind, owner_id, unit_id, id) WHERE w.id IS NULL ORDER BY 3, 4, 2
        ON CONFLICT DO NOTHING;  -- where somebody else has just made it
    END LOOP;
    RETURN ids;
END $$;

-- published
CREATE OR REPLACE FUNCTION ledger_account_of(p_space integer, p_kind ledger_kind, p_owner bigint, p_unit integer) RETURNS bigint LANGUAGE sql AS $$
    SELECT (ledger_accounts(p_space, ARRAY[p_kind], ARRAY[p_owner], ARRAY[p_unit]))[1]
$$;

-- published
-- Makes the transfers of p_postings, in the order of their n. The caller holds the locks of the members concerned.
--  1. Every member account moves once, by its sum; the balance CHECK refuses what is not covered.
--  2. Every transfer carries, for each side that has a balance, the account's next version and the balance after it.
--  3. A credit with available_at opens a lot; p_takes moves the lots that the debits consume or give back to.
CREATE OR REPLACE FUNCTION ledger_post(p_space integer, p_postings ledger_posting[], p_takes ledger_take[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    -- Named apart, so that the accounts are looked up by key whatever the planner makes of the sums.
    concerned bigint[];
    systems bigint[];
    now_at timestamptz;
BEGIN
    IF coalesce(cardinality(p_postings), 0) = 0 THEN
        RETURN '{}';
    END IF;
    now_at := guanxi_now(p_space);
    SELECT coalesce(array_agg(a.id) FILTER (WHERE a.balance IS NOT NULL), '{}'), coalesce(array_agg(a.id) FILTER (WHERE a.balance IS NULL), '{}')
    INTO concerned, systems FROM ledger_account a
    WHERE a.space_id = p_space AND a.id = ANY (ARRAY(SELECT debit_id FROM unnest(p_postings) UNION SELECT credit_id FROM unnest(p_postings)));

    WITH posting AS MATERIALIZED (
        SELECT p.*, nextval('ledger_transfer_id_seq') AS id FROM (SELECT * FROM unnest(p_postings) ORDER BY n) p
    ), leg AS MATERIALIZED (
        SELECT l.account_id, l.n, l.credits, l.change, sum(l.change) OVER running AS moved, count(*) OVER running AS place
        FROM (SELECT p.debit_id AS account_id, p.n, false AS credits, -p.amount AS change FROM posting p WHERE p.debit_id <> ALL (systems)
              UNION ALL SELECT p.credit_id, p.n, true, p.amount FROM posting p WHERE p.credit_id <> ALL (systems)) l
        WINDOW running AS (PARTITION BY l.account_id ORDER BY l.n ROWS UNBOUNDED PRECEDING)
    ), moved AS (
        UPDATE ledger_account a SET balance = a.balance + t.total, version = a.version + t.legs
        FROM (SELECT account_id, sum(change)::bigint AS total, count(*) AS legs FROM leg GROUP BY account_id) t
        WHERE a.space_id = p_space AND a.id = ANY (concerned) AND a.id = t.account_id
        RETURNING a.id, a.balance - t.total AS balance_before, a.version - t.legs AS version_before
    ), numbered AS (
        SELECT leg.n, max(m.version_before + leg.place) FILTER (WHERE NOT leg.credits) AS debit_version,
               max(m.balance_before + leg.moved) FILTER (WHERE NOT leg.credits) AS debit_after,
               max(m.version_before + leg.place) FILTER (WHERE leg.credits) AS credit_version,
               max(m.balance_before + leg.moved) FILTER (WHERE leg.credits) AS credit_after
        FROM leg JOIN moved m ON m.id = leg.account_id GROUP BY leg.n
    ), written AS (
        INSERT INTO ledger_transfer (
            space_id, id, unit_id, effect_key, generation, debit_id, credit_id, amount, event_id, reverses_id, recorded_at,
            debit_version, debit_after, credit_version, credit_after) OVERRIDING SYSTEM VALUE
        SELECT p_space, p.id, p.unit_id, p.effect_key, p.generation, p.debit_id, p.credit_id, p.amount, p.event_id, p.reverses_id, now_at,
               v.debit_version, v.debit_after, v.credit_version, v.credit_after
        FROM posting p LEFT JOIN numbered v ON v.n = p.n
    ), opened AS (
        INSERT INTO ledger_lot (space_id, account_id, transfer_id, amount, remaining, available_at, expires_at)
        SELECT p_space, p.credit_id, p.id, p.amount, p.amount, p.available_at, coalesce(p.expires_at, 'infinity')
        FROM posting p WHERE p.available_at IS NOT NULL
    )
    SELECT array_agg(p.id ORDER BY p.n) INTO ids FROM posting p;

    IF cardinality(p_takes) > 0 THEN
        WITH consumed AS (
            INSERT INTO ledger_consumption (space_id, lot_id, transfer_id, amount)
            SELECT p_space, t.lot_id, ids[p.place], sum(t.amount)
            FROM unnest(p_takes) t JOIN (SELECT n, row_number() OVER (ORDER BY n) AS place FROM unnest(p_postings)) p USING (n)
            GROUP BY t.lot_id, ids[p.place] HAVING sum(t.amount) <> 0
        )
        UPDATE ledger_lot l SET remaining = l.remaining - t.amount
        FROM (SELECT lot_id, sum(amount)::bigint AS amount FROM unnest(p_takes) GROUP BY lot_id) t
        WHERE l.space_id = p_space AND l.transfer_id = t.lot_id;
    END IF;
    RETURN ids;
END $$;

-- published
-- Divides open lots among demands: a demand's own lot first, then the other lots of its account, the one that expires first in front.
-- What cannot be met is simply not in the answer. Two phases, each one statement for any number of demands.
CREATE OR REPLACE FUNCTION ledger_allot(p_space integer, p_demands ledger_demand[]) RETURNS ledger_take[] LANGUAGE plpgsql AS $$
DECLARE
    takes ledger_take[];
    more ledger_take[];
BEGIN
    SELECT coalesce(array_agg(ROW(d.n, d.own_lot, least(d.amount, l.remaining))::ledger_take), '{}') INTO takes
    FROM unnest(p_demands) d JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = d.own_lot
    WHERE l.remaining > 0 AND d.amount > 0;
    WITH demand AS (
        SELECT d.n, d.account_id, d.amount - coalesce(t.amount, 0) AS amount,
               sum(d.amount - coalesce(t.amount, 0)) OVER (PARTITION BY d.account_id ORDER BY d.n) AS upto
        FROM unnest(p_demands) d LEFT JOIN unnest(takes) t ON t.n = d.n
        WHERE d.account_id IS NOT NULL AND d.amount > coalesce(t.amount, 0)
    ), lot AS (
        SELECT l.account_id, l.transfer_id, l.remaining - coalesce(t.amount, 0) AS remaining,
               sum(l.remaining - coalesce(t.amount, 0)) OVER (PARTITION BY l.account_id ORDER BY l.expires_at, l.transfer_id) AS upto
        FROM ledger_lot l LEFT JOIN (SELECT lot_id, sum(amount) AS amount FROM unnest(takes) GROUP BY 1) t ON t.lot_id = l.transfer_id
        WHERE l.space_id = p_space AND l.account_id IN (SELECT account_id FROM demand) AND l.remaining > coalesce(t.amount, 0)
    )
    SELECT array_agg(ROW(d.n, l.transfer_id, least(d.upto, l.upto) - greatest(d.upto - d.amount, l.upto - l.remaining))::ledger_take) INTO more
    FROM demand d JOIN lot l ON l.account_id = d.account_id AND l.upto - l.remaining < d.upto AND l.upto > d.upto - d.amount;
    RETURN takes || coalesce(more, '{}');
END $$;

-- published
-- Nets what members owe in p_units from what their wallets hold, before anybody can spend it. One transfer for each member and unit in debt.
CREATE OR REPLACE FUNCTION ledger_net_debt(p_space integer, p_members bigint[], p_events bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    postings ledger_posting[];
    takes ledger_take[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_account WHERE space_id = p_space AND owner_id = ANY (p_members) AND kind = 'debt' AND balance < 0)
    THEN
        RETURN;
    END IF;
    SELECT array_agg(ROW(n, md5(format('net:%s:%s', debt_id, debt_version))::uuid, 1, unit_id, wallet_id, debt_id, amount, event_id,
                         NULL, NULL, NULL)::ledger_posting) INTO postings
    FROM (
        SELECT row_number() OVER (ORDER BY d.owner_id, d.unit_id)::integer AS n, d.unit_id, w.id AS wallet_id, d.id AS debt_id,
               d.version AS debt_version, least(-d.balance, w.balance) AS amount, m.event_id
        FROM (SELECT member_id, max(event_id) AS event_id FROM unnest(p_members, p_events) a(member_id, event_id) GROUP BY 1) m
        JOIN ledger_account d ON d.space_id = p_space AND d.owner_id = m.member_id AND d.kind = 'debt' AND d.balance < 0
        JOIN ledger_account w ON w.space_id = p_space AND w.owner_id = m.member_id AND w.unit_id = d.unit_id AND w.kind = 'wallet' AND w.balance > 0
    ) netting;
    IF postings IS NULL THEN
        RETURN;
    END IF;
    takes := ledger_allot(p_space, (SELECT array_agg(ROW(n, debit_id, amount, NULL)::ledger_demand) FROM unnest(postings)));
    PERFORM ledger_post(p_space, postings, takes);
END $$;
