-- Every step that a member reached and that stood (by then), and the same rebuilt.
WITH ours AS (
    SELECT r.member_id, r.quest_id, r.period, r.step_no FROM public.quests_reached r
    JOIN public.journal_event e ON e.space_id = r.space_id AND e.id = r.event_id
    LEFT JOIN public.journal_event u ON u.space_id = r.space_id AND u.id = r.undone_id
    WHERE r.space_id = %(space)s AND e.recorded_at <= %(as_of)s AND (u.id IS NULL OR u.recorded_at > %(as_of)s)
        AND (%(sample)s::bigint[] IS NULL OR r.member_id = ANY (%(sample)s::bigint[]))
), rebuilt AS (
    SELECT member_id, quest_id, period, step_no FROM quests_reached WHERE space_id = %(space)s AND undone_id IS NULL
)
SELECT 'member ' || member_id || ', quest ' || quest_id || ', step ' || step_no || CASE WHEN period > '-infinity' THEN ', ' || period ELSE '' END AS what,
       CASE WHEN o.stands IS NULL THEN 'not reached' ELSE 'reached' END AS recorded,
       CASE WHEN r.stands IS NULL THEN 'not reached' ELSE 'reached' END AS rebuilt
FROM (SELECT *, true AS stands FROM ours) o FULL JOIN (SELECT *, true AS stands FROM rebuilt) r USING (member_id, quest_id, period, step_no)
