-- The local date of a contribution is that of its instant in the space's zone (a make-up card names its day).
SELECT CASE WHEN c.local_date <> (c.at AT TIME ZONE s.time_zone)::date
        AND NOT (g.measure = 'streak' AND e.props ->> 'for_date' = c.local_date::text)
    THEN 'event ' || c.event_id || ' at ' || c.at || ' counts on ' || c.local_date END AS offence
FROM quests_contribution c JOIN spaces_public_space s ON s.space_id = c.space_id
JOIN quests_progress p ON p.space_id = c.space_id AND p.id = c.progress_id JOIN quests_goal g ON g.space_id = p.space_id AND g.id = p.goal_id
LEFT JOIN journal_event e ON e.space_id = c.space_id AND e.id = c.event_id
WHERE c.space_id = %(space)s
