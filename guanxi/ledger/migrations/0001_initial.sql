-- The ledger's tables: units, accounts, transfers (one row, two sides), lots and what consumed them.

-- published: what kinds of accounts there are
CREATE TYPE ledger_kind AS ENUM (
    'wallet', 'pending', 'held', 'debt',
    'issuance', 'escrow', 'reserve', 'stock', 'redemption', 'expiry', 'forfeit', 'clearing', 'outside'
);

CREATE TABLE ledger_unit (
    space_id integer NOT NULL,
    id       integer GENERATED ALWAYS AS IDENTITY,
    code     text NOT NULL,
    kind     text NOT NULL,
    CONSTRAINT ledger_unit_pk PRIMARY KEY (space_id, id),
    CONSTRAINT ledger_unit_code_is_free UNIQUE (space_id, code),
    CONSTRAINT ledger_unit_kind_is_known CHECK (kind IN (
        'points', 'growth', 'granted', 'purchased', 'commission', 'coupon', 'item', 'ticket', 'membership_days'))
);

CREATE TABLE ledger_account (
    space_id integer NOT NULL,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    unit_id  integer NOT NULL,
    kind     ledger_kind NOT NULL,
    owner_id bigint NOT NULL DEFAULT 0,
    balance  bigint,
    version  bigint,
    CONSTRAINT ledger_account_pk PRIMARY KEY (id, space_id),
    CONSTRAINT ledger_account_is_one UNIQUE (owner_id, unit_id, kind, space_id),
    CONSTRAINT ledger_account_members_have_balances CHECK ((kind <= 'debt') = (balance IS NOT NULL) AND (balance IS NULL) = (version IS NULL)),
    CONSTRAINT ledger_account_has_enough CHECK (kind = 'debt' OR balance >= 0),
    CONSTRAINT ledger_account_debt_is_owed CHECK (kind <> 'debt' OR balance <= 0)
) WITH (fillfactor = 80);
COMMENT ON TABLE ledger_account IS 'balance = credits - debits; member accounts carry it, system accounts are summed and so are never hot. No foreign key
to the unit (each new account would lock the unit''s row; the audit looks), and no index that names the balance (each posting would write all of them)';

CREATE TABLE ledger_transfer (
    space_id       integer NOT NULL,
    unit_id        integer NOT NULL,
    id             bigint GENERATED ALWAYS AS IDENTITY,
    effect_key     uuid NOT NULL,
    debit_id       bigint NOT NULL,
    credit_id      bigint NOT NULL,
    amount         bigint NOT NULL,
    event_id       bigint NOT NULL,
    reverses_id    bigint,
    debit_version  bigint,
    debit_after    bigint,
    credit_version bigint,
    credit_after   bigint,
    recorded_at    timestamptz NOT NULL,
    generation     integer NOT NULL,
    CONSTRAINT ledger_transfer_pk PRIMARY KEY (id, space_id),
    CONSTRAINT ledger_transfer_happens_once UNIQUE (effect_key, generation, space_id),
    CONSTRAINT ledger_transfer_is_positive CHECK (amount > 0),
    CONSTRAINT ledger_transfer_has_two_sides CHECK (debit_id <> credit_id),
    CONSTRAINT ledger_transfer_generation_counts CHECK (generation >= 1)
);
COMMENT ON TABLE ledger_transfer IS 'value moves from debit to credit; one row carries both sides, so it is balanced by construction';
-- serves the history of an account, and the sums of system accounts
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_id, id);
-- serves the same for the other side
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_id, id);
-- serves the question what an event has moved (why, undo)
CREATE INDEX ledger_transfer_event ON ledger_transfer (event_id);
-- serves the sum of a transfer's reversals
CREATE INDEX ledger_transfer_reverses ON ledger_transfer (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE ledger_lot (
    space_id     integer NOT NULL,
    account_id   bigint NOT NULL,
    transfer_id  bigint NOT NULL,
    amount       bigint NOT NULL,
    remaining    bigint NOT NULL,
    expired      bigint NOT NULL DEFAULT 0,
    available_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT ledger_lot_pk PRIMARY KEY (transfer_id, space_id),
    CONSTRAINT ledger_lot_is_within_its_amount CHECK (remaining >= 0 AND expired >= 0 AND remaining + expired <= amount AND amount > 0)
) WITH (fillfactor = 90);
COMMENT ON TABLE ledger_lot IS 'what a credit brought, and what is left of it; named by the transfer that brought it';
-- serves spending and reversing: the open lots of an account, the one that expires first in front
CREATE INDEX ledger_lot_open ON ledger_lot (account_id, expires_at, transfer_id) WHERE remaining > 0;
-- serves the daily expiry
CREATE INDEX ledger_lot_expiring ON ledger_lot (space_id, expires_at) WHERE remaining > 0 AND expires_at < 'infinity';

CREATE TABLE ledger_consumption (
    space_id    integer NOT NULL,
    lot_id      bigint NOT NULL,
    transfer_id bigint NOT NULL,
    amount      bigint NOT NULL,
    CONSTRAINT ledger_consumption_pk PRIMARY KEY (transfer_id, lot_id, space_id),
    CONSTRAINT ledger_consumption_is_something CHECK (amount <> 0)
);
COMMENT ON TABLE ledger_consumption IS 'positive: a transfer took from a lot; negative: it gave back';
-- serves the audit and the story of a lot
CREATE INDEX ledger_consumption_lot ON ledger_consumption (lot_id);

-- published: what ledger_post takes
CREATE TYPE ledger_posting AS (
    n            integer,
    effect_key   uuid,
    generation   integer,
    unit_id      integer,
    debit_id     bigint,
    credit_id    bigint,
    amount       bigint,
    event_id     bigint,
    reverses_id  bigint,
    available_at timestamptz,
    expires_at   timestamptz
);
COMMENT ON TYPE ledger_posting IS 'a transfer to be made; available_at set: the credit opens a lot';
CREATE TYPE ledger_take AS (n integer, lot_id bigint, amount bigint);
COMMENT ON TYPE ledger_take IS 'posting n takes amount from the lot (negative: gives back)';
CREATE TYPE ledger_demand AS (n integer, account_id bigint, amount bigint, own_lot bigint);
COMMENT ON TYPE ledger_demand IS 'posting n wants amount out of the lots of an account, its own lot first';

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable; a correction is a new transfer', TG_TABLE_NAME USING ERRCODE = 'GX009';
END $$;
CREATE TRIGGER ledger_transfer_is_immutable BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_consumption_is_immutable BEFORE UPDATE OR DELETE ON ledger_consumption
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
