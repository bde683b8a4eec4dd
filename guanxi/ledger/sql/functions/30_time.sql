-- Moving whole lots, spending, and what time does to value.

-- published
-- Moves what is left of the lots p_lots to another account of the same member (p_kind), caused by p_events. The lots keep their dates.
CREATE OR REPLACE FUNCTION ledger_relocate(p_space integer, p_lots bigint[], p_kind ledger_kind, p_events bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    postings ledger_posting[];
    targets bigint[];
    members bigint[];
    events bigint[];
BEGIN
    WITH moving AS (
        SELECT l.transfer_id, l.account_id, l.remaining, a.owner_id, a.unit_id, a.version, e.event_id,
               (row_number() OVER (ORDER BY l.account_id, l.transfer_id))::integer AS n
        FROM unnest(p_lots, p_events) e(lot_id, event_id)
        JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = e.lot_id AND l.remaining > 0
        JOIN ledger_account a ON a.space_id = p_space AND a.id = l.account_id AND a.kind <> p_kind
    ), target AS (
        SELECT ledger_accounts(p_space, array_agg(p_kind ORDER BY n), array_agg(owner_id ORDER BY n), array_agg(unit_id ORDER BY n)) AS ids,
               array_agg(transfer_id ORDER BY n) AS lots FROM moving
    )
    SELECT array_agg(ROW(m.n, md5(format('relocate:%s:%s', m.transfer_id, m.event_id))::uuid, 1, m.unit_id, m.account_id, t.ids[m.n], m.remaining,
                         m.event_id, NULL, NULL, NULL)::ledger_posting ORDER BY m.n),
           array_agg(m.transfer_id ORDER BY m.n), array_agg(m.owner_id), array_agg(m.event_id)
    INTO postings, targets, members, events FROM moving m, target t;
    IF postings IS NULL THEN
        RETURN;
    END IF;
    PERFORM ledger_post(p_space, postings);
    UPDATE ledger_lot l SET account_id = p.credit_id FROM unnest(targets) WITH ORDINALITY a(lot_id, n), unnest(postings) p
    WHERE l.space_id = p_space AND l.transfer_id = a.lot_id AND p.n = a.n;
    IF p_kind = 'wallet' THEN
        PERFORM ledger_net_debt(p_space, members, events);
    END IF;
END $$;

-- published
-- A member spends p_amount of a unit, caused by the event p_event: the lots that expire first go first. Returns the transfer.
-- Raises GX020 when the wallet has less.
CREATE OR REPLACE FUNCTION ledger_spend(
    p_space integer, p_member bigint, p_unit integer, p_amount bigint, p_kind ledger_kind, p_owner bigint, p_event bigint, p_key uuid)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    wallet bigint := ledger_account_of(p_space, 'wallet', p_member, p_unit);
    target bigint := ledger_account_of(p_space, p_kind, p_owner, p_unit);
    takes ledger_take[];
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY[p_member]);
    takes := ledger_allot(p_space, ARRAY[ROW(1, wallet, p_amount, NULL)::ledger_demand]);
    IF (SELECT coalesce(sum(amount), 0) FROM unnest(takes) t) < p_amount THEN
        RAISE EXCEPTION 'the wallet has less' USING ERRCODE = 'GX020', DETAIL = (SELECT coalesce(sum(amount), 0) FROM unnest(takes) t);
    END IF;
    RETURN (ledger_post(p_space, ARRAY[ROW(1, p_key, 1, p_unit, wallet, target, p_amount, p_event, NULL, NULL, NULL)::ledger_posting], takes))[1];
END $$;

-- What was pending and is due by p_now moves into the wallets: at most p_limit lots. One event a member and unit. Returns the number of lots.
CREATE OR REPLACE FUNCTION ledger_mature(p_space integer, p_now timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    lots bigint[];
    members bigint[];
    units integer[];
    amounts bigint[];
    events bigint[];
BEGIN
    SELECT array_agg(l.transfer_id ORDER BY a.owner_id, l.transfer_id), array_agg(a.owner_id ORDER BY a.owner_id, l.transfer_id),
           array_agg(a.unit_id ORDER BY a.owner_id, l.transfer_id)
    INTO lots, members, units
    FROM (SELECT id, owner_id, unit_id FROM ledger_account WHERE space_id = p_space AND kind = 'pending' AND balance > 0 ORDER BY id) a
    JOIN LATERAL (SELECT transfer_id FROM ledger_lot x WHERE x.space_id = p_space AND x.account_id = a.id AND x.remaining > 0
                  AND x.available_at <= p_now ORDER BY x.expires_at, x.transfer_id LIMIT p_limit) l ON true
    LIMIT p_limit;
    IF lots IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM journal_subject_lock(p_space, members);
    -- Read again under the locks: a reversal may have taken a lot meanwhile.
    SELECT array_agg(l.transfer_id ORDER BY l.n), array_agg(l.owner_id ORDER BY l.n), array_agg(l.unit_id ORDER BY l.n), array_agg(l.remaining ORDER BY l.n)
    INTO lots, members, units, amounts
    FROM (SELECT k.transfer_id, k.remaining, m.n, m.owner_id, m.unit_id FROM unnest(lots, members, units) WITH ORDINALITY m(lot_id, owner_id, unit_id, n)
          JOIN ledger_lot k ON k.space_id = p_space AND k.transfer_id = m.lot_id AND k.remaining > 0
          JOIN ledger_account a ON a.space_id = p_space AND a.id = k.account_id AND a.kind = 'pending') l;
    IF lots IS NULL THEN
        RETURN 0;
    END IF;
    events := ledger_tell(p_space, 'ledger.matured', members, units, amounts, p_now);
    PERFORM ledger_relocate(p_space, lots, 'wallet', events);
    RETURN cardinality(lots);
END $$;

-- One event for each (member, unit): how much moved in all. Returns, in parallel to the arrays, the event that tells of each element.
CREATE OR REPLACE FUNCTION ledger_tell(p_space integer, p_type text, p_members bigint[], p_units integer[], p_amounts bigint[], p_at timestamptz)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    events bigint[];
BEGIN
    WITH told AS (
        SELECT (row_number() OVER (ORDER BY member_id, unit_id))::integer AS n, member_id, unit_id, sum(amount)::bigint AS amount
        FROM unnest(p_members, p_units, p_amounts) u(member_id, unit_id, amount) GROUP BY member_id, unit_id
    ), written AS MATERIALIZED (
        SELECT journal_append(p_space, array_agg(ROW(t.n, (SELECT journal_type_id(p_type)), t.member_id, NULL, 0, p_at, NULL,
            jsonb_build_object('unit', u.code, 'amount', t.amount))::journal_draft ORDER BY t.n)) AS facts
        FROM told t JOIN ledger_unit u ON u.space_id = p_space AND u.id = t.unit_id
    )
    SELECT array_agg((w.facts[t.n]).id ORDER BY a.n) INTO events
    FROM unnest(p_members, p_units) WITH ORDINALITY a(member_id, unit_id, n) JOIN told t USING (member_id, unit_id) CROSS JOIN written w;
    RETURN events;
END $$;

-- What has expired by p_now (a local midnight) leaves the members' accounts: at most p_limit lots. Can be run again for any day. Returns the number of lots.
CREATE OR REPLACE FUNCTION ledger_expire(p_space integer, p_now timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    lots bigint[];
    members bigint[];
    units integer[];
    accounts bigint[];
    amounts bigint[];
    events bigint[];
    postings ledger_posting[];
    takes ledger_take[];
    sinks bigint[];
BEGIN
    SELECT array_agg(l.transfer_id), array_agg(DISTINCT l.owner_id) INTO lots, members FROM (
        SELECT l.transfer_id, a.owner_id FROM ledger_lot l JOIN ledger_account a ON a.space_id = p_space AND a.id = l.account_id
        WHERE l.space_id = p_space AND l.remaining > 0 AND l.expires_at < 'infinity' AND l.expires_at <= p_now ORDER BY l.expires_at LIMIT p_limit) l;
    IF lots IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM journal_subject_lock(p_space, members);
    SELECT array_agg(l.transfer_id ORDER BY l.transfer_id), array_agg(a.owner_id ORDER BY l.transfer_id), array_agg(a.unit_id ORDER BY l.transfer_id),
           array_agg(a.id ORDER BY l.transfer_id), array_agg(l.remaining ORDER BY l.transfer_id)
    INTO lots, members, units, accounts, amounts
    FROM ledger_lot l JOIN ledger_account a ON a.space_id = p_space AND a.id = l.account_id
    WHERE l.space_id = p_space AND l.transfer_id = ANY (lots) AND l.remaining > 0 AND l.expires_at <= p_now;
    IF lots IS NULL THEN
        RETURN 0;
    END IF;
    events := ledger_tell(p_space, 'ledger.expired', members, units, amounts, p_now);
    sinks := ledger_accounts(p_space, array_fill('expiry'::ledger_kind, ARRAY[cardinality(lots)]), array_fill(0::bigint, ARRAY[cardinality(lots)]), units);
    SELECT array_agg(ROW(n, md5(format('expire:%s:%s', lot_id, event_id))::uuid, 1, unit_id, account_id, sink, amount, event_id, NULL, NULL, NULL)::ledger_posting ORDER BY n),
           array_agg(ROW(n, lot_id, amount)::ledger_take)
    INTO postings, takes
    FROM unnest(lots, units, accounts, amounts, events, sinks) WITH ORDINALITY u(lot_id, unit_id, account_id, amount, event_id, sink, n);
    PERFORM ledger_post(p_space, postings, takes);
    UPDATE ledger_lot l SET expired = l.expired + u.amount FROM unnest(lots, amounts) u(lot_id, amount)
    WHERE l.space_id = p_space AND l.transfer_id = u.lot_id;
    RETURN cardinality(lots);
END $$;

-- published
-- Moves value between system accounts (funding a reserve, filling an escrow, returning its rest), caused by p_event.
CREATE OR REPLACE FUNCTION ledger_transfer_between(
    p_space integer, p_unit integer, p_from ledger_kind, p_from_owner bigint, p_to ledger_kind, p_to_owner bigint, p_amount bigint, p_event bigint,
    p_key uuid) RETURNS bigint LANGUAGE sql AS $$
    SELECT (ledger_post(p_space, ARRAY[ROW(1, p_key, 1, p_unit, ledger_account_of(p_space, p_from, p_from_owner, p_unit),
        ledger_account_of(p_space, p_to, p_to_owner, p_unit), p_amount, p_event, NULL, NULL, NULL)::ledger_posting]))[1]
$$;

-- published
-- What an account without a balance row holds: all it was credited less all it was debited.
CREATE OR REPLACE FUNCTION ledger_sum(p_space integer, p_kind ledger_kind, p_owner bigint, p_unit integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(t.amount) FROM ledger_transfer t WHERE t.space_id = p_space AND t.credit_id = a.id), 0)::bigint
         - coalesce((SELECT sum(t.amount) FROM ledger_transfer t WHERE t.space_id = p_space AND t.debit_id = a.id), 0)::bigint
    FROM ledger_account a WHERE a.space_id = p_space AND a.kind = p_kind AND a.owner_id = p_owner AND a.unit_id = p_unit
    UNION ALL SELECT 0 LIMIT 1
$$;

-- published
-- What the reserve of a unit holds; until the transaction ends nobody else learns it this way, so nobody draws on it twice.
CREATE OR REPLACE FUNCTION ledger_lock_reserve(p_space integer, p_unit integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    reserve CONSTANT bigint := ledger_account_of(p_space, 'reserve', 0, p_unit);
BEGIN
    PERFORM FROM ledger_account a WHERE a.space_id = p_space AND a.id = reserve ORDER BY a.id FOR NO KEY UPDATE;
    RETURN ledger_sum(p_space, 'reserve', 0, p_unit);
END $$;

-- published
-- An erased member's balances go to the forfeit account; what was owed is written off. One event a unit and kind.
CREATE OR REPLACE FUNCTION ledger_forfeit(p_space integer, p_member bigint, p_actor text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := guanxi_now(p_space);
    account record;
    event bigint;
    sink bigint;
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY[p_member]);
    FOR account IN
        SELECT a.id, a.unit_id, a.kind, a.balance FROM ledger_account a
        WHERE a.space_id = p_space AND a.owner_id = p_member AND a.kind <= 'debt' AND a.balance <> 0 ORDER BY a.unit_id, a.kind
    LOOP
        event := (ledger_tell(p_space, 'ledger.forfeited', ARRAY[p_member], ARRAY[account.unit_id], ARRAY[account.balance], now_at))[1];
        sink := ledger_account_of(p_space, 'forfeit', 0, account.unit_id);
        IF account.balance > 0 THEN
            PERFORM ledger_post(p_space,
                ARRAY[ROW(1, md5(format('forfeit:%s:%s', account.id, event))::uuid, 1, account.unit_id, account.id, sink, account.balance, event,
                          NULL, NULL, NULL)::ledger_posting],
                (SELECT array_agg(ROW(1, transfer_id, remaining)::ledger_take) FROM ledger_lot
                 WHERE space_id = p_space AND account_id = account.id AND remaining > 0));
        ELSE
            PERFORM ledger_post(p_space,
                ARRAY[ROW(1, md5(format('write-off:%s:%s', account.id, event))::uuid, 1, account.unit_id, sink, account.id, -account.balance, event,
                          NULL, NULL, NULL)::ledger_posting]);
        END IF;
    END LOOP;
END $$;

-- published
-- What a merged member held and owed goes over to the member that stays; the lots keep their dates. One event a unit and kind, caused by p_event.
CREATE OR REPLACE FUNCTION ledger_merge(p_space integer, p_keep bigint, p_lose bigint, p_event bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := guanxi_now(p_space);
    account record;
    event bigint;
    target bigint;
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY[p_keep, p_lose]);
    FOR account IN
        SELECT a.id, a.unit_id, a.kind, a.balance, u.code FROM ledger_account a JOIN ledger_unit u ON u.space_id = p_space AND u.id = a.unit_id
        WHERE a.space_id = p_space AND a.owner_id = p_lose AND a.kind <= 'debt' AND a.balance <> 0 ORDER BY a.unit_id, a.kind
    LOOP
        event := (journal_append(p_space, ARRAY[ROW(1, (SELECT journal_type_id('ledger.merged')), p_keep, p_event, 1, now_at, NULL,
            jsonb_build_object('unit', account.code, 'amount', account.balance, 'lost_id', p_lose))::journal_draft]))[1].id;
        target := ledger_account_of(p_space, account.kind, p_keep, account.unit_id);
        PERFORM ledger_post(p_space, ARRAY[ROW(1, md5(format('merge:%s:%s', account.id, event))::uuid, 1, account.unit_id,
            CASE WHEN account.balance > 0 THEN account.id ELSE target END, CASE WHEN account.balance > 0 THEN target ELSE account.id END,
            abs(account.balance), event, NULL, NULL, NULL)::ledger_posting]);
        UPDATE ledger_lot SET account_id = target WHERE space_id = p_space AND account_id = account.id AND remaining > 0;
    END LOOP;
    PERFORM ledger_net_debt(p_space, ARRAY[p_keep], ARRAY[p_event]);
END $$;
