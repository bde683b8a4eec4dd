-- as guanxi/ledger/sql/shared.sql
-- What the ledger has, for the examples beside this file.
CREATE TABLE ledger_transfer (space_id integer, id bigint, amount bigint);
CREATE VIEW ledger_public_balance WITH (security_invoker = true) AS SELECT 1 AS balance;
-- published: posts one transfer
-- and says so
CREATE OR REPLACE FUNCTION ledger_post(p_amount bigint) RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ledger_private(p_amount bigint) RETURNS void LANGUAGE sql AS 'SELECT 1';
