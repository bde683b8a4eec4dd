-- A member qualifies by an act of their own after they were bound, and the event that tells the inviter is there and not void.
SELECT CASE
    WHEN b.member_id IS NULL THEN 'qualification ' || q.id || ' belongs to nobody who was brought'
    WHEN a.id IS NULL THEN 'member ' || q.member_id || ' qualified by event ' || q.act_id || ', which does not exist'
    WHEN a.at < b.bound_at THEN 'member ' || q.member_id || ' qualified by an act from before they were bound'
    WHEN q.voided_id IS NULL AND NOT q.is_lost AND q.event_id IS NOT NULL AND (t.id IS NULL OR t.voided OR t.member_id IS DISTINCT FROM q.inviter_id)
        THEN 'the event that tells of the qualification of member ' || q.member_id || ' is missing, void or about somebody else' END AS offence
FROM referral_qualification q LEFT JOIN referral_binding b ON b.space_id = q.space_id AND b.member_id = q.member_id
LEFT JOIN journal_public_event a ON a.space_id = q.space_id AND a.id = q.act_id
LEFT JOIN journal_public_event t ON t.space_id = q.space_id AND t.id = q.event_id WHERE q.space_id = %(space)s
