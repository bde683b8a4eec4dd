-- Members of a space, and how many joined, and were brought by a member, in the seven days from %(week)s and in the seven before.
WITH bounds AS (
    SELECT %(week)s::date::timestamp AT TIME ZONE z.time_zone AS begins,
           (%(week)s::date + 7)::timestamp AT TIME ZONE z.time_zone AS ends,
           (%(week)s::date - 7)::timestamp AT TIME ZONE z.time_zone AS before
    FROM spaces_public_space AS z WHERE z.space_id = %(space)s
), members AS (
    SELECT count(*) AS members,
           count(*) FILTER (WHERE m.joined_at >= b.begins AND m.joined_at < b.ends) AS joined_now,
           count(*) FILTER (WHERE m.joined_at >= b.before AND m.joined_at < b.begins) AS joined_before
    FROM members_public_member AS m CROSS JOIN bounds AS b
    WHERE m.space_id = %(space)s AND m.state = 'active'
), brought AS (
    SELECT count(*) FILTER (WHERE r.bound_at >= b.begins) AS brought_now,
           count(*) FILTER (WHERE r.bound_at < b.begins) AS brought_before
    FROM referral_public_binding AS r CROSS JOIN bounds AS b
    WHERE r.space_id = %(space)s AND r.inviter_id IS NOT NULL AND r.bound_at >= b.before AND r.bound_at < b.ends
)
SELECT * FROM members CROSS JOIN brought
