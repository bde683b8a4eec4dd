-- as guanxi/ledger/sql/post.sql
-- Posts a batch of transfers.
CREATE FUNCTION ledger_lock(p_accounts bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account WHERE id = ANY (p_accounts) FOR UPDATE; -- <- bad
    PERFORM 1;
END $$;
WITH locked AS (
    SELECT id, row_number() OVER (ORDER BY id) FROM ledger_account FOR NO KEY UPDATE -- <- bad
)
SELECT count(*) FROM locked ORDER BY 1;
