-- What referral publishes to the modules above.

CREATE OR REPLACE VIEW referral_public_binding WITH (security_invoker = true) AS
SELECT b.space_id, b.member_id, b.inviter_id, c.code, c.channel, c.campaign, b.bound_at, q.at AS qualified_at, b.depth
FROM referral_binding AS b
JOIN referral_code AS c ON c.space_id = b.space_id AND c.id = b.code_id
LEFT JOIN referral_qualification AS q
    ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
WHERE b.merged_into_id IS NULL;
GRANT SELECT ON referral_public_binding TO guanxi_app;
