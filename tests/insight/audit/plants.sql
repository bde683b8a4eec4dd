-- Ways to break what each check of the audit holds: after the name of the check, one plant a paragraph.

-- check L1
ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_is_positive;
UPDATE ledger_transfer SET amount = -amount;

ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_has_two_sides;
UPDATE ledger_transfer SET credit_id = debit_id;

UPDATE ledger_transfer SET unit_id = unit_id + 1;

UPDATE ledger_transfer SET debit_id = 999999;

-- check L2
UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'wallet';

-- check L3
UPDATE ledger_transfer SET credit_after = credit_after + 1 WHERE credit_version = 1;

UPDATE ledger_transfer SET credit_version = credit_version + 1 WHERE credit_version > 1;

-- check L4
UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'wallet';

UPDATE ledger_account SET version = version + 1 WHERE kind = 'wallet';

-- check L4.signs
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_has_enough;
UPDATE ledger_account SET balance = -5 WHERE kind = 'wallet';

ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_debt_is_owed;
UPDATE ledger_account SET balance = 5 WHERE kind = 'debt';

UPDATE ledger_transfer t SET amount = amount + 100000 FROM ledger_account a WHERE a.kind = 'escrow' AND a.id = t.debit_id;

-- check L5
UPDATE ledger_account SET owner_id = 999999 WHERE kind = 'wallet' AND id = (SELECT min(id) FROM ledger_account WHERE kind = 'wallet');

UPDATE ledger_account SET owner_id = owner_id + 999999 WHERE kind = 'escrow';

-- check L6
DROP TRIGGER ledger_transfer_is_immutable ON ledger_transfer;

ALTER TABLE journal_event DISABLE TRIGGER journal_event_is_append_only;

GRANT UPDATE (amount) ON ledger_transfer TO guanxi_app;

GRANT DELETE ON ledger_consumption TO guanxi_app;

-- check L6.reversals
UPDATE ledger_transfer SET amount = amount + 100000 WHERE reverses_id IS NOT NULL;

UPDATE ledger_transfer SET reverses_id = 999999 WHERE reverses_id IS NOT NULL;

-- check L7
ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_happens_once;

DROP INDEX quests_grant_source;

ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_happens_once;
UPDATE ledger_transfer SET effect_key = '00000000-0000-0000-0000-000000000000';

-- check L8
UPDATE ledger_transfer SET event_id = 1;

UPDATE ledger_transfer SET event_id = (SELECT max(e.id) FROM journal_public_event e WHERE type = 'checkin.made');

-- check L8.amounts
UPDATE journal_event SET props = props || '{"points": 999}' WHERE props ? 'points';

UPDATE journal_event SET props = props - 'growth' WHERE props ? 'growth';

UPDATE journal_event SET props = props || '{"amount": 59}' WHERE type_id = journal_type_id('ledger.spent');

-- check L9
UPDATE journal_event SET actor = 'somebody else' WHERE id = (SELECT min(id) FROM journal_event);

DELETE FROM ledger_transfer WHERE id = (SELECT min(id) FROM ledger_transfer);

UPDATE insight_seal SET digest = sha256('x');

UPDATE insight_seal SET head = sha256('x');

DELETE FROM insight_seal WHERE number = 1;

-- check L10
UPDATE ledger_lot SET remaining = remaining - 1 WHERE remaining > 0;

UPDATE ledger_lot SET expired = 0 WHERE expired > 0;

DELETE FROM ledger_consumption;

-- check L10.balances
UPDATE ledger_lot SET remaining = remaining - 1 WHERE remaining > 0;

-- check R5
ALTER TABLE quests_promise DROP CONSTRAINT quests_promise_value_is_backed;
UPDATE quests_promise SET budget_id = NULL, ceiling_id = NULL;

UPDATE quests_promise SET quest_id = quest_id + 999999;

UPDATE quests_promise p SET budget_id = (SELECT max(id) FROM quests_budget WHERE quest_id <> p.quest_id AND NOT per_day) WHERE budget_id > 0;

-- check R6
UPDATE quests_shard SET remaining = remaining + 1 WHERE day = '-infinity' AND shard = 0;

UPDATE quests_grant SET granted = wanted - 1 WHERE granted > 1;

-- check R6.escrow
UPDATE quests_shard SET remaining = remaining + 1 WHERE day = '-infinity' AND shard = 0;

-- check R7
UPDATE quests_grant SET transfer_id = NULL WHERE state = 'granted';

UPDATE quests_grant SET granted = 0 WHERE granted > 0;
UPDATE quests_grant SET granted = 1, wanted = 77 WHERE state = 'granted';

UPDATE quests_grant SET transfer_id = (SELECT min(transfer_id) FROM quests_grant WHERE state = 'granted') WHERE state = 'granted';

UPDATE quests_grant SET state = 'granted' WHERE state = 'reversed';

-- check R7.credits
DELETE FROM quests_grant WHERE transfer_id IS NOT NULL;

-- check R7.reversed
UPDATE quests_grant SET state = 'reversed' WHERE state = 'granted';

-- check R8
UPDATE quests_budget SET returned = 1 WHERE NOT per_day AND returned = 0;

UPDATE quests_quest SET state = 'launched', ended_at = NULL WHERE state = 'settled';

-- check QU3
UPDATE quests_progress SET value = value + 1;

UPDATE quests_progress SET peak = peak + 1;

UPDATE quests_progress SET best = best + 1;

UPDATE quests_contribution SET amount = amount + 1;

DELETE FROM quests_contribution;

-- check QU3.steps
DELETE FROM quests_reached WHERE undone_id IS NULL;

UPDATE quests_progress SET peak = 0, best = 0;

-- check QU5
DROP INDEX quests_reached_live;
UPDATE quests_reached SET undone_id = NULL;

UPDATE quests_reached SET generation = generation + 100;

UPDATE quests_grant SET state = 'granted' WHERE state = 'reversed';

-- check QU7
UPDATE quests_shard SET remaining = remaining + 1 WHERE day > '-infinity' AND shard = 0;

-- check QU9
UPDATE quests_cap_use SET used = used + 1;

UPDATE quests_cap SET amount = 1;

-- check TI3
UPDATE quests_contribution SET local_date = local_date + 1;

-- check UN1
UPDATE quests_grant SET state = 'granted' WHERE state = 'reversed';

DROP INDEX quests_reached_live;
UPDATE quests_reached SET undone_id = NULL;

-- check UN1.inputs
UPDATE quests_contribution SET voided = NOT voided;

UPDATE quests_contribution SET at = at + interval '1 hour';

UPDATE quests_contribution SET event_id = event_id + 99;

-- check A1
DROP TRIGGER referral_binding_written_once ON referral_binding;

UPDATE referral_binding SET decision_id = 1;

-- check A2
UPDATE referral_binding SET depth = 5;

ALTER TABLE referral_binding DROP CONSTRAINT referral_binding_not_self, DROP CONSTRAINT referral_binding_inviter_is_older;
UPDATE referral_binding SET inviter_id = member_id;

-- check A3
UPDATE referral_qualification SET act_id = 1;

UPDATE referral_qualification SET event_id = act_id;

UPDATE referral_binding SET bound_at = now();

-- check A4
UPDATE referral_arrival SET joined_at = now();

ALTER TABLE referral_binding DROP CONSTRAINT referral_binding_inviter_is_older;
UPDATE referral_binding SET joined_at = inviter_joined_at, inviter_joined_at = joined_at;
UPDATE referral_arrival a SET joined_at = b.joined_at FROM referral_binding b WHERE b.member_id = a.member_id;
UPDATE referral_arrival a SET joined_at = b.inviter_joined_at FROM referral_binding b WHERE b.inviter_id = a.member_id;

-- check A6
UPDATE referral_touch SET after_id = 999999 WHERE after_id > 0;

-- check A7
DROP INDEX referral_qualification_one_standing;
INSERT INTO referral_qualification (space_id, member_id, generation, inviter_id, code_id, rule_version, act_id, at, event_id, is_lost) SELECT space_id, member_id, generation + 1, inviter_id, code_id, rule_version, act_id, at, event_id, is_lost FROM referral_qualification;

UPDATE referral_qualification SET generation = 7;

-- check J1
UPDATE journal_event SET member_id = 999999 WHERE member_id > 0;

UPDATE journal_event SET type_id = 999999;

-- check J2
UPDATE journal_event SET cause_id = 1 WHERE cause_id > 0;

UPDATE journal_event SET depth = 3 WHERE depth = 1;

UPDATE journal_event SET cause_id = (SELECT max(id) FROM journal_event) WHERE source = 'app';

-- check J3
UPDATE journal_key SET event_id = 1;

UPDATE journal_key SET event_id = (SELECT max(event_id) FROM journal_key);

-- check J4
DELETE FROM journal_void;

UPDATE journal_void SET event_id = (SELECT max(id) FROM journal_event WHERE source = 'app') WHERE void_id = (SELECT min(void_id) FROM journal_void);

UPDATE journal_void SET void_id = reinstate_id WHERE reinstate_id > 0;

-- check J5
ALTER TABLE journal_event DROP CONSTRAINT journal_event_is_not_from_the_future;
UPDATE journal_event SET at = recorded_at + interval '1 hour';

UPDATE journal_event SET recorded_at = recorded_at + interval '1 hour' WHERE source <> 'reaction';

-- check Q1
INSERT INTO journal_pending (space_id, bucket, event_id) SELECT (SELECT max(id) FROM spaces_space), 1, 5;

INSERT INTO journal_pending SELECT space_id, (member_id + 1) % 16, id, member_id FROM journal_event WHERE member_id > 0;

UPDATE quests_version SET launched_at = now() - interval '3 hours';
UPDATE journal_event SET at = least(at, now() - interval '3 hours'), recorded_at = now() - interval '2 hours';
INSERT INTO journal_pending SELECT space_id, member_id % 16, id, member_id FROM journal_event WHERE member_id > 0;

-- check Q2
INSERT INTO journal_set_aside SELECT space_id, id, 'it does not fit', now() FROM journal_event;

-- check S1
CREATE TABLE ledger_planted (id integer);

ALTER TABLE insight_day DROP CONSTRAINT insight_day_pk;
ALTER TABLE insight_day ALTER COLUMN space_id DROP NOT NULL;

CREATE UNIQUE INDEX planted ON ledger_unit (id);
ALTER TABLE ledger_account ADD CONSTRAINT planted FOREIGN KEY (unit_id) REFERENCES ledger_unit (id);

-- check S2
ALTER TABLE members_member NO FORCE ROW LEVEL SECURITY;

ALTER TABLE ledger_lot DISABLE ROW LEVEL SECURITY;

DROP POLICY quests_grant_space ON quests_grant;

CREATE POLICY planted ON ledger_account USING (true);

DO $$ BEGIN EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', (SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'journal_event'::regclass)); END $$;

CREATE VIEW planted AS SELECT 1 AS one;

-- check S2.role
ALTER ROLE guanxi_app BYPASSRLS;

GRANT guanxi_owner TO guanxi_app;

GRANT CREATE ON SCHEMA public TO guanxi_app;
ALTER TABLE insight_day OWNER TO guanxi_app;

-- check S8
UPDATE journal_subject SET wrapped_key = 'x', key_destroyed_at = NULL WHERE key_destroyed_at IS NOT NULL;

INSERT INTO members_membertag SELECT space_id, id, 'vip', 'hand', now() FROM members_member WHERE state = 'erased';

UPDATE ledger_account SET balance = 5 WHERE kind = 'wallet' AND owner_id IN (SELECT id FROM members_member WHERE state = 'erased');
