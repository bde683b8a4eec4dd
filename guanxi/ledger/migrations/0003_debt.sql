-- Who owes, found without passing over what everybody else has.

-- serves the question that every credit asks: does one of these members owe anything? Few have ever owed
CREATE INDEX ledger_account_debt ON ledger_account (owner_id, unit_id) WHERE kind = 'debt';
