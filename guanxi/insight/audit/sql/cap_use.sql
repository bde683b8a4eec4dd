-- A cap is not exceeded, and what it counts as used is the sum of the grants that stand.
WITH given AS (
    SELECT c.quest_id, c.unit_id, c.scope, coalesce(c.channel, '') AS channel, CASE c.scope WHEN 'member' THEN g.member_id::text
               WHEN 'member_day' THEN g.member_id || ' ' || g.local_date WHEN 'day' THEN g.local_date::text ELSE c.channel END AS scope_key,
           sum(g.granted) AS granted
    FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    JOIN quests_cap c ON c.space_id = g.space_id AND c.version_id = p.version_id AND c.unit_id = p.unit_id
    LEFT JOIN members_public_member m ON c.scope = 'channel' AND m.space_id = g.space_id AND m.member_id = g.member_id
    WHERE g.space_id = %(space)s AND g.state IN ('granted', 'held') AND g.granted > 0 AND (c.scope <> 'channel' OR m.channel = c.channel)
    GROUP BY 1, 2, 3, 4, 5
), used AS (
    SELECT c.quest_id, c.unit_id, c.scope, coalesce(c.channel, '') AS channel, u.scope_key, sum(u.used) AS used, bool_or(u.used > c.amount) AS over
    FROM quests_cap_use u JOIN quests_cap c ON c.space_id = u.space_id AND c.id = u.cap_id WHERE u.space_id = %(space)s GROUP BY 1, 2, 3, 4, 5
)
SELECT CASE
    WHEN u.over THEN 'the cap per ' || scope || ' of quest ' || quest_id || ' is exceeded for ' || scope_key || ': ' || u.used
    WHEN coalesce(u.used, 0) <> coalesce(g.granted, 0) THEN 'the cap per ' || scope || ' of quest ' || quest_id || ' counts ' || coalesce(u.used, 0)
        || ' for ' || scope_key || ', granted is ' || coalesce(g.granted, 0) END AS offence
FROM given g FULL JOIN used u USING (quest_id, unit_id, scope, channel, scope_key)
