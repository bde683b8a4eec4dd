-- What system accounts come to: checkpoints that follow the transfers, and the sum of what came after.

-- published
-- Adds the transfers of the next p_most ids to the checkpoints of the space, and returns how many ids it went on.
--   1. A transfer with a lower id may still be written by a transaction that is open: so first only note how far we may go once all
--      transactions of now are over, and go there the next time.
--   2. Whoever comes while another is at it does nothing.
CREATE OR REPLACE FUNCTION ledger_advance_checkpoints(p_space integer, p_most integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    mark ledger_checkpoint_mark;
    newest bigint := coalesce((SELECT max(t.id) FROM ledger_transfer t), 0);
    now_xid xid8 := pg_current_xact_id();  -- after reading: whoever has written a lower id began before this
    upto bigint;
BEGIN
    INSERT INTO ledger_checkpoint_mark (space_id, transfer_id, next_id, next_xid)
    SELECT p_space, least(newest, coalesce((SELECT min(t.id) FROM ledger_transfer t WHERE t.space_id = p_space) - 1, newest)), newest, now_xid
    ON CONFLICT DO NOTHING;
    SELECT m.* INTO mark FROM ledger_checkpoint_mark m WHERE m.space_id = p_space ORDER BY m.space_id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND OR mark.next_xid > pg_snapshot_xmin(pg_current_snapshot()) THEN
        RETURN 0;
    END IF;
    upto := least(mark.next_id, mark.transfer_id + p_most);
    WITH moved AS MATERIALIZED (
        SELECT t.debit_id, t.credit_id, t.amount FROM ledger_transfer t
        WHERE t.space_id = p_space AND t.id > mark.transfer_id AND t.id <= upto
    ), sides AS (
        SELECT s.account_id, sum(s.change)::bigint AS change
        FROM moved m CROSS JOIN LATERAL (VALUES (m.debit_id, -m.amount), (m.credit_id, m.amount)) s(account_id, change)
        GROUP BY s.account_id
    )
    INSERT INTO ledger_checkpoint AS c (space_id, account_id, balance)
    SELECT p_space, s.account_id, s.change FROM sides s
    JOIN ledger_account a ON a.space_id = p_space AND a.id = s.account_id AND a.balance IS NULL
    ORDER BY s.account_id
    ON CONFLICT (account_id, space_id) DO UPDATE SET balance = c.balance + excluded.balance;
    UPDATE ledger_checkpoint_mark m SET transfer_id = upto,
        next_id = CASE WHEN upto < mark.next_id THEN mark.next_id ELSE greatest(upto, newest) END,
        next_xid = CASE WHEN upto < mark.next_id THEN mark.next_xid ELSE now_xid END
    WHERE m.space_id = p_space;
    RETURN upto - mark.transfer_id;
END $$;

-- published
-- What the system accounts of the space hold by unit and kind: the checkpoint, and what moved after it. Everything is looked up by key.
CREATE OR REPLACE FUNCTION ledger_system_balances(p_space integer) RETURNS TABLE (unit_id integer, kind ledger_kind, balance bigint)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    mark bigint := coalesce((SELECT m.transfer_id FROM ledger_checkpoint_mark m WHERE m.space_id = p_space), 0);
BEGIN
    RETURN QUERY
    SELECT a.unit_id, a.kind, sum(coalesce(c.balance, 0) + credited.amount - debited.amount)::bigint
    FROM ledger_account a
    LEFT JOIN ledger_checkpoint c ON c.space_id = p_space AND c.account_id = a.id
    CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS amount FROM ledger_transfer t
                        WHERE t.space_id = p_space AND t.credit_id = a.id AND t.id > mark) credited
    CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS amount FROM ledger_transfer t
                        WHERE t.space_id = p_space AND t.debit_id = a.id AND t.id > mark) debited
    WHERE a.space_id = p_space AND a.balance IS NULL
    GROUP BY a.unit_id, a.kind;
END $$;
