-- System accounts carry no balance, so that they are never hot. A checkpoint is what they came to up to a transfer; the rest is summed.

CREATE TABLE ledger_checkpoint (
    space_id   integer NOT NULL,
    account_id bigint NOT NULL,
    balance    bigint NOT NULL,
    CONSTRAINT ledger_checkpoint_pk PRIMARY KEY (account_id, space_id),
    CONSTRAINT ledger_checkpoint_account FOREIGN KEY (account_id, space_id) REFERENCES ledger_account (id, space_id)
);
COMMENT ON TABLE ledger_checkpoint IS 'what a system account came to, over all transfers up to the space''s mark';

CREATE TABLE ledger_checkpoint_mark (
    space_id    integer NOT NULL,
    transfer_id bigint NOT NULL,
    next_id     bigint NOT NULL,
    next_xid    xid8 NOT NULL,
    CONSTRAINT ledger_checkpoint_mark_pk PRIMARY KEY (space_id),
    CONSTRAINT ledger_checkpoint_mark_goes_on CHECK (next_id >= transfer_id)
);
COMMENT ON TABLE ledger_checkpoint_mark IS 'transfers up to transfer_id are in the checkpoints; up to next_id may be, once every transaction before next_xid is over';
-- serves the list of a space's system accounts, which are few among those of its members
CREATE INDEX ledger_account_system ON ledger_account (space_id, unit_id, kind) WHERE balance IS NULL;
