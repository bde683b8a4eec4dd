-- as guanxi/ledger/sql/post.sql
-- Posts a batch of transfers. A policy FOR UPDATE and a trigger FOR EACH ROW lock nothing.
CREATE POLICY ledger_account_space ON ledger_account FOR UPDATE USING (true);
CREATE FUNCTION ledger_lock(p_accounts bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account WHERE id = ANY (p_accounts) ORDER BY id FOR UPDATE;
    PERFORM 1 FROM ledger_account WHERE id = 1 FOR UPDATE SKIP LOCKED;
END $$;
