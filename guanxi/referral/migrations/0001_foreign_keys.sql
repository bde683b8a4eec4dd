-- What Django cannot say: foreign keys that carry the space, and the trigger that keeps a binding as it was written.

ALTER TABLE referral_code
    ADD CONSTRAINT referral_code_space FOREIGN KEY (space_id) REFERENCES spaces_space (id),
    ADD CONSTRAINT referral_code_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

ALTER TABLE referral_touch ADD CONSTRAINT referral_touch_code_exists
    FOREIGN KEY (space_id, code_id) REFERENCES referral_code (space_id, id);

ALTER TABLE referral_guess ADD CONSTRAINT referral_guess_space FOREIGN KEY (space_id) REFERENCES spaces_space (id);

ALTER TABLE referral_arrival ADD CONSTRAINT referral_arrival_member
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

-- Both instants of a binding are the ones in referral_arrival, now and after every correction: the CHECK that
-- the inviter is older therefore compares the same numbers for everybody, and a cycle would need a number
-- that is smaller than itself.
ALTER TABLE referral_binding
    ADD CONSTRAINT referral_binding_arrival
        FOREIGN KEY (space_id, member_id, joined_at)
        REFERENCES referral_arrival (space_id, member_id, joined_at) ON UPDATE CASCADE,
    ADD CONSTRAINT referral_binding_inviter_arrival
        FOREIGN KEY (space_id, inviter_id, inviter_joined_at)
        REFERENCES referral_arrival (space_id, member_id, joined_at) ON UPDATE CASCADE,
    ADD CONSTRAINT referral_binding_code_exists
        FOREIGN KEY (space_id, code_id) REFERENCES referral_code (space_id, id),
    ADD CONSTRAINT referral_binding_first_code_exists
        FOREIGN KEY (space_id, first_code_id) REFERENCES referral_code (space_id, id),
    ADD CONSTRAINT referral_binding_merged_into
        FOREIGN KEY (space_id, merged_into_id) REFERENCES members_member (space_id, id);

ALTER TABLE referral_rule ADD CONSTRAINT referral_rule_space FOREIGN KEY (space_id) REFERENCES spaces_space (id);

ALTER TABLE referral_qualification
    ADD CONSTRAINT referral_qualification_binding
        FOREIGN KEY (space_id, member_id) REFERENCES referral_binding (space_id, member_id),
    ADD CONSTRAINT referral_qualification_code_exists
        FOREIGN KEY (space_id, code_id) REFERENCES referral_code (space_id, id);

-- Who brought somebody changes only under a decision that this transaction has announced (RE-2).
CREATE FUNCTION referral_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NULL
        OR NEW.decision_id::text IS DISTINCT FROM nullif(current_setting('referral.decision', true), '') THEN
        RAISE EXCEPTION 'the inviter of member % is written once', OLD.member_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'referral_binding_written_once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_binding_written_once BEFORE UPDATE ON referral_binding FOR EACH ROW
    WHEN ((OLD.inviter_id, OLD.code_id, OLD.touch_at, OLD.bound_at, OLD.first_code_id, OLD.first_touch_at)
        IS DISTINCT FROM (NEW.inviter_id, NEW.code_id, NEW.touch_at, NEW.bound_at, NEW.first_code_id, NEW.first_touch_at))
    EXECUTE FUNCTION referral_refuse_rewriting();
