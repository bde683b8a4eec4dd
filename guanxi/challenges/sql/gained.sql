-- What a check-in brought its member, step by step down the causes: the grants, and the tier that they moved to.
WITH RECURSIVE effect AS (
    SELECT e.id, e.type, e.props, 1 AS depth FROM journal_public_event AS e WHERE e.space_id = %(space)s AND e.cause_id = %(event)s AND NOT e.voided
    UNION ALL
    SELECT e.id, e.type, e.props, f.depth + 1 FROM effect AS f JOIN journal_public_event AS e ON e.space_id = %(space)s AND e.cause_id = f.id
    WHERE NOT e.voided AND f.depth < 4
)
SELECT e.id, e.type, coalesce(e.props ->> 'quest', '') AS quest, (e.props ->> 'step')::integer AS step, e.props ->> 'tier' AS tier,
       g.kind, g.code, g.granted, g.wanted, g.state, g.reason
FROM effect AS e
LEFT JOIN quests_public_grant AS g ON g.space_id = %(space)s AND g.event_id = e.id AND g.member_id = %(member)s
WHERE e.type IN ('quest.step_reached', 'quest.granted', 'member.tier_changed')
ORDER BY e.depth, e.id
