-- Every progress that moved, by member, goal, period and group: value and peak. Only as of now: what it was before is not recorded.
WITH ours AS (
    SELECT member_id, goal_id, period, grp, value, peak FROM public.quests_progress
    WHERE space_id = %(space)s AND (value <> 0 OR peak <> 0) AND (%(sample)s::bigint[] IS NULL OR member_id = ANY (%(sample)s::bigint[]))
), rebuilt AS (
    SELECT member_id, goal_id, period, grp, value, peak FROM quests_progress WHERE space_id = %(space)s AND (value <> 0 OR peak <> 0)
)
SELECT 'member ' || member_id || ', goal ' || goal_id || CASE WHEN period > '-infinity' THEN ', ' || period ELSE '' END || CASE WHEN grp <> '' THEN ', ' || grp
       ELSE '' END AS what, coalesce(o.value, 0) || ' (peak ' || coalesce(o.peak, 0) || ')' AS recorded,
       coalesce(r.value, 0) || ' (peak ' || coalesce(r.peak, 0) || ')' AS rebuilt
FROM ours o FULL JOIN rebuilt r USING (member_id, goal_id, period, grp) WHERE %(as_of)s::timestamptz = 'infinity'
