-- Holds in two phases: value is set aside, then captured or released; and what a spend or a debt can be forgiven.

-- published
-- Sets p_amount of a member's unit aside, caused by p_event: out of the wallet, the lots that expire first in front. What is held does not expire.
-- Returns the hold, which is its transfer. Raises GX020 when the wallet has less.
CREATE OR REPLACE FUNCTION ledger_hold(p_space integer, p_member bigint, p_unit integer, p_amount bigint, p_event bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    wallet bigint := ledger_account_of(p_space, 'wallet', p_member, p_unit);
    target bigint := ledger_account_of(p_space, 'held', p_member, p_unit);
    takes ledger_take[];
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY[p_member]);
    takes := ledger_allot(p_space, ARRAY[ROW(1, wallet, p_amount, NULL)::ledger_demand]);
    IF (SELECT coalesce(sum(amount), 0) FROM unnest(takes) t) < p_amount THEN
        RAISE EXCEPTION 'the wallet has less' USING ERRCODE = 'GX020', DETAIL = (SELECT coalesce(sum(amount), 0) FROM unnest(takes) t);
    END IF;
    RETURN (ledger_post(p_space, ARRAY[ROW(1, md5(format('hold:%s', p_event))::uuid, 1, p_unit, wallet, target, p_amount, p_event, NULL,
                                           guanxi_now(p_space), NULL)::ledger_posting], takes))[1];
END $$;

-- What is left of the hold that the event p_hold made, its member locked. Raises GX021 when there is no such hold.
CREATE OR REPLACE FUNCTION ledger_open_hold(p_space integer, p_hold bigint, OUT transfer_id bigint, OUT unit_id integer, OUT held_id bigint,
                                            OUT wallet_id bigint, OUT member_id bigint, OUT remaining bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY(
        SELECT a.owner_id FROM ledger_transfer t JOIN ledger_account a ON a.space_id = p_space AND a.id = t.credit_id AND a.kind = 'held'
        WHERE t.space_id = p_space AND t.event_id = p_hold));
    SELECT t.id, t.unit_id, t.credit_id, t.debit_id, a.owner_id, l.remaining INTO transfer_id, unit_id, held_id, wallet_id, member_id, remaining
    FROM ledger_transfer t JOIN ledger_account a ON a.space_id = p_space AND a.id = t.credit_id AND a.kind = 'held'
    JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = t.id
    WHERE t.space_id = p_space AND t.event_id = p_hold AND t.effect_key = md5(format('hold:%s', p_hold))::uuid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'event % holds nothing', p_hold USING ERRCODE = 'GX021', DETAIL = 0;
    END IF;
END $$;

-- published
-- Captures p_amount of a hold: it is spent, to the system account of p_kind. Raises GX021 when less is held.
CREATE OR REPLACE FUNCTION ledger_capture(p_space integer, p_hold bigint, p_amount bigint, p_kind ledger_kind, p_owner bigint, p_event bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    hold record;
BEGIN
    hold := ledger_open_hold(p_space, p_hold);
    IF hold.remaining < p_amount THEN
        RAISE EXCEPTION 'less is held' USING ERRCODE = 'GX021', DETAIL = hold.remaining;
    END IF;
    RETURN (ledger_post(p_space, ARRAY[ROW(1, md5(format('capture:%s', p_event))::uuid, 1, hold.unit_id, hold.held_id,
                                           ledger_account_of(p_space, p_kind, p_owner, hold.unit_id), p_amount, p_event, NULL, NULL,
                                           NULL)::ledger_posting],
                        ARRAY[ROW(1, hold.transfer_id, p_amount)::ledger_take]))[1];
END $$;

-- published
-- Releases what is left of a hold into the very lots it came from, the one taken last first. A lot that has expired meanwhile lives on for the days it
-- had left when it was held, at least 7. Returns the amount. Raises GX021 when nothing is left.
CREATE OR REPLACE FUNCTION ledger_release(p_space integer, p_hold bigint, p_event bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    hold record;
    takes ledger_take[];
    now_at timestamptz := guanxi_now(p_space);
BEGIN
    hold := ledger_open_hold(p_space, p_hold);
    IF hold.remaining = 0 THEN
        RAISE EXCEPTION 'nothing is held any more' USING ERRCODE = 'GX021', DETAIL = 0;
    END IF;
    UPDATE ledger_lot l SET expires_at = now_at + greatest(l.expires_at - t.recorded_at, interval '7 days')
    FROM ledger_consumption c JOIN ledger_transfer t ON t.space_id = p_space AND t.id = c.transfer_id
    WHERE c.space_id = p_space AND c.transfer_id = hold.transfer_id AND l.space_id = p_space AND l.transfer_id = c.lot_id AND l.expires_at <= now_at;
    SELECT array_agg(ROW(1, b.lot_id, -least(b.amount, hold.remaining - (b.upto - b.amount)))::ledger_take) INTO takes
    FROM (SELECT c.lot_id, c.amount, sum(c.amount) OVER (ORDER BY l.expires_at DESC, c.lot_id DESC) AS upto
          FROM ledger_consumption c JOIN ledger_lot l ON l.space_id = p_space AND l.transfer_id = c.lot_id
          WHERE c.space_id = p_space AND c.transfer_id = hold.transfer_id AND c.amount > 0) b
    WHERE b.upto - b.amount < hold.remaining;
    PERFORM ledger_post(p_space, ARRAY[ROW(1, md5(format('release:%s', p_event))::uuid, 1, hold.unit_id, hold.held_id, hold.wallet_id,
                                           hold.remaining, p_event, hold.transfer_id, NULL, NULL)::ledger_posting],
                        takes || ROW(1, hold.transfer_id, hold.remaining)::ledger_take);
    PERFORM ledger_net_debt(p_space, ARRAY[hold.member_id], ARRAY[p_event]);
    RETURN hold.remaining;
END $$;

-- published
-- Takes a spend back, caused by p_event: into the very lots. Returns the amount; raises GX023 when the event p_spend has spent nothing, or no more.
CREATE OR REPLACE FUNCTION ledger_refund(p_space integer, p_spend bigint, p_event bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    spent record;
BEGIN
    SELECT array_agg(t.id) AS ids, array_agg(DISTINCT d.owner_id) AS members, sum(t.amount)::bigint AS amount INTO spent
    FROM ledger_transfer t JOIN ledger_account d ON d.space_id = p_space AND d.id = t.debit_id AND d.kind = 'wallet'
    JOIN ledger_account c ON c.space_id = p_space AND c.id = t.credit_id AND c.kind = 'redemption'
    WHERE t.space_id = p_space AND t.event_id = p_spend
        AND NOT EXISTS (SELECT FROM ledger_transfer z WHERE z.space_id = p_space AND z.reverses_id = t.id);
    IF spent.ids IS NULL THEN
        RAISE EXCEPTION 'nothing was spent' USING ERRCODE = 'GX023';
    END IF;
    PERFORM FROM journal_subject_lock(p_space, spent.members);
    PERFORM ledger_restore(p_space, spent.ids, array_fill(p_event, ARRAY[cardinality(spent.ids)]));
    RETURN spent.amount;
END $$;

-- published
-- Forgives p_amount of what a member owes, caused by p_event. Raises GX022 when less is owed.
CREATE OR REPLACE FUNCTION ledger_forgive(p_space integer, p_member bigint, p_unit integer, p_amount bigint, p_event bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    debt record;
BEGIN
    PERFORM FROM journal_subject_lock(p_space, ARRAY[p_member]);
    SELECT id, -balance AS owed INTO debt FROM ledger_account
    WHERE space_id = p_space AND owner_id = p_member AND unit_id = p_unit AND kind = 'debt';
    IF coalesce(debt.owed, 0) < p_amount THEN
        RAISE EXCEPTION 'less is owed' USING ERRCODE = 'GX022', DETAIL = coalesce(debt.owed, 0);
    END IF;
    RETURN (ledger_post(p_space, ARRAY[ROW(1, md5(format('forgive:%s', p_event))::uuid, 1, p_unit,
        ledger_account_of(p_space, 'forfeit', 0, p_unit), debt.id, p_amount, p_event, NULL, NULL, NULL)::ledger_posting]))[1];
END $$;
