-- as guanxi/ledger/sql/views.sql
-- What the ledger shows to others, with the eyes of whoever asks.
CREATE OR REPLACE VIEW ledger_public_balance WITH (security_invoker = true) AS
SELECT space_id, balance FROM ledger_account;
