-- The invitations are a forest: nobody invited themselves, no chain comes back, every depth is that of the inviter and one.
WITH RECURSIVE reached AS (
    SELECT member_id FROM referral_binding b WHERE space_id = %(space)s AND (inviter_id IS NULL OR NOT EXISTS (
        SELECT FROM referral_binding i WHERE i.space_id = b.space_id AND i.member_id = b.inviter_id))
    UNION
    SELECT b.member_id FROM reached r JOIN referral_binding b ON b.space_id = %(space)s AND b.inviter_id = r.member_id
)
SELECT CASE
    WHEN b.inviter_id = b.member_id THEN 'member ' || b.member_id || ' invited themselves'
    WHEN NOT EXISTS (SELECT FROM reached r WHERE r.member_id = b.member_id) THEN 'member ' || b.member_id || ' is part of a circle of invitations'
    WHEN b.depth <> CASE WHEN b.inviter_id IS NULL THEN 0 ELSE 1 + coalesce(i.depth, 0) END
        THEN 'member ' || b.member_id || ' stands at depth ' || b.depth || ', their inviter at ' || coalesce(i.depth, 0) END AS offence
FROM referral_binding b LEFT JOIN referral_binding i ON i.space_id = b.space_id AND i.member_id = b.inviter_id WHERE b.space_id = %(space)s
