-- Whoever was brought counts once: at most one standing qualification, generations without a gap.
SELECT CASE
    WHEN count(*) FILTER (WHERE voided_id IS NULL AND NOT is_lost) > 1 THEN 'member ' || member_id || ' counts '
        || count(*) FILTER (WHERE voided_id IS NULL AND NOT is_lost) || ' times'
    WHEN count(*) <> max(generation) OR count(*) <> count(DISTINCT generation) THEN 'the qualifications of member ' || member_id || ' have a gap'
    END AS offence
FROM referral_qualification WHERE space_id = %(space)s GROUP BY member_id
