-- as guanxi/quests/sql/reach.sql
-- Names what lower rooms publish; points at their tables by foreign keys only.
CREATE TABLE quests_grant (
    space_id integer, transfer_id bigint, ledger_note text,
    FOREIGN KEY (space_id, transfer_id) REFERENCES public.ledger_transfer (space_id, id)
);
SELECT sum(balance), 'ledger_transfer' FROM ledger_public_balance; -- not ledger_transfer
CREATE FUNCTION quests_settle() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_post(1);
END $$;
