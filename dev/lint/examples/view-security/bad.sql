-- as guanxi/ledger/sql/views.sql
-- What the ledger shows to others.
CREATE OR REPLACE VIEW ledger_public_balance AS SELECT space_id, balance FROM ledger_account; -- <- bad
