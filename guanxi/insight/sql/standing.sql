-- Where a space stands: its name, its clock, how far its journal is counted (on its clock), its members' newest act,
-- what waits in its queue, what fell out of it, what waits for a decision, and what its newest audit found.
SELECT s.slug, s.name, s.time_zone, s.currency, s.is_demo, c.now,
       nullif(p.counted_to, '-infinity') AS counted_to,
       (SELECT max(d.day) FROM insight_member_day AS d WHERE d.space_id = s.space_id AND d.acts > 0) AS newest,
       (SELECT count(*) FROM journal_public_set_aside AS e WHERE e.space_id = s.space_id AND e.resolved_at IS NULL) AS set_aside,
       (SELECT count(*) FROM (
           SELECT FROM journal_public_pending AS e WHERE e.space_id = s.space_id LIMIT %(most_unsettled)s) AS w) AS unsettled,
       (SELECT count(*) FROM quests_public_grant AS g WHERE g.space_id = s.space_id AND g.state = 'held') AS held_grants,
       a.ran_at AS audit_ran_at, a.ok AS audit_ok, a.checks AS audit_checks
FROM spaces_public_space AS s
CROSS JOIN LATERAL (SELECT guanxi_now(s.space_id) AS now) AS c
LEFT JOIN insight_position AS p ON p.space_id = s.space_id
LEFT JOIN LATERAL (
    SELECT r.ran_at, r.ok, r.checks FROM insight_audit_run AS r WHERE r.space_id = s.space_id ORDER BY r.ran_at DESC LIMIT 1
) AS a ON true
WHERE s.space_id = %(space)s
