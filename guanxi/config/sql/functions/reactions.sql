-- The one list that orders the reactions: who reacts to a round of events, and who names further members to be locked for it.

DROP FUNCTION IF EXISTS config_react(integer, bigint[], journal_fact[], bigint[]);

-- published
-- Each reaction sees what is to be known of the round's events, and which of them are void, and returns the same of what it appended; all of that is
-- the next round.
CREATE OR REPLACE FUNCTION config_react(p_space integer, p_facts journal_fact[], p_void bigint[]) RETURNS journal_fact[]
LANGUAGE plpgsql AS $$
DECLARE
    appended journal_fact[];
BEGIN
    appended := referral_react(p_space, p_facts);
    appended := appended || quests_react(p_space, p_facts, p_void);
    PERFORM challenges_react(p_space, p_facts);  -- shows what the quests have just counted
    RETURN appended;
END $$;

-- published
-- The inviters of members may gain by what those do; and what somebody has who was merged lies with whom they live on in, who is locked with them.
-- A promise of a quest goes to the member whom the event is about.
CREATE OR REPLACE FUNCTION config_subjects(p_space integer, p_members bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    more bigint[] := referral_subjects(p_space, p_members);
BEGIN
    IF NOT EXISTS (SELECT FROM members_public_member WHERE space_id = p_space AND merged_into IS NOT NULL) THEN
        RETURN more;
    END IF;
    RETURN more || ARRAY(
        SELECT m.merged_into FROM unnest(p_members || more) asked(id)
        CROSS JOIN LATERAL (SELECT x.merged_into FROM members_public_member x WHERE x.space_id = p_space AND x.member_id = asked.id OFFSET 0) m
        WHERE m.merged_into IS NOT NULL);
END $$;

-- published
-- What still reached members who were erased, by late news or by undo, is forfeit, and what they came to owe is written off.
CREATE OR REPLACE FUNCTION config_gone(p_space integer, p_members bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT ledger_forfeit(p_space, m, 'system:erasure') FROM unnest(p_members) m
$$;
