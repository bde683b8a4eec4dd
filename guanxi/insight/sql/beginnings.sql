-- Whether a space has begun: people in it, a circle, a challenge that runs, a way to invite; told by the days that are counted.
SELECT coalesce(bool_or(t.name = 'member.joined'), false) AS people,
       coalesce(bool_or(t.name = 'circle.opened'), false) AS circle,
       coalesce(bool_or(t.name = 'quest.launched'), false) AS quest,
       coalesce(bool_or(t.name = 'referral.code_created'), false) AS code
FROM journal_public_type AS t
WHERE t.name IN ('member.joined', 'circle.opened', 'quest.launched', 'referral.code_created')
    AND EXISTS (SELECT FROM insight_day AS d WHERE d.space_id = %(space)s AND d.type_id = t.id AND d.events + d.effects > 0)
