-- Who brought a member is written once: the trigger that refuses another inviter is there.
SELECT CASE WHEN NOT EXISTS (
    SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass('public.referral_binding') AND t.tgname = 'referral_binding_written_once'
        AND t.tgenabled IN ('O', 'A')) THEN 'an inviter can be rewritten: the trigger is missing' END AS offence
UNION ALL
SELECT CASE WHEN b.decision_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM journal_public_event e WHERE e.space_id = b.space_id AND e.id = b.decision_id AND e.type LIKE 'referral.%%')
    THEN 'the inviter of member ' || b.member_id || ' was changed by no decision that the journal knows' END
FROM referral_binding b WHERE b.space_id = %(space)s
