-- The tier of every member, and the tier that the quests give when they are replayed. Only as of now.
SELECT 'member ' || m.id AS what, coalesce(m.tier, 'none') AS recorded, coalesce(r.tier, 'none') AS rebuilt
FROM public.members_member m LEFT JOIN members_member r ON r.space_id = m.space_id AND r.id = m.id
WHERE m.space_id = %(space)s AND %(as_of)s::timestamptz = 'infinity' AND (%(sample)s::bigint[] IS NULL OR m.id = ANY (%(sample)s::bigint[]))
    AND (m.tier IS NOT NULL OR r.tier IS NOT NULL)
