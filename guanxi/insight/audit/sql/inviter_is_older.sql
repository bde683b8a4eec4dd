-- An inviter joined before the member they brought, and both instants are the ones the forest knows.
SELECT CASE
    WHEN a.joined_at IS DISTINCT FROM b.joined_at OR (b.inviter_id IS NOT NULL AND i.joined_at IS DISTINCT FROM b.inviter_joined_at)
        THEN 'the binding of member ' || b.member_id || ' holds other arrivals than the forest'
    WHEN b.inviter_id IS NOT NULL AND (b.inviter_joined_at, b.inviter_id) >= (b.joined_at, b.member_id)
        THEN 'member ' || b.inviter_id || ' invited member ' || b.member_id || ', who was there before' END AS offence
FROM referral_binding b LEFT JOIN referral_arrival a ON a.space_id = b.space_id AND a.member_id = b.member_id
LEFT JOIN referral_arrival i ON i.space_id = b.space_id AND i.member_id = b.inviter_id WHERE b.space_id = %(space)s
