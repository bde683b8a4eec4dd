-- A quest's versions with those who stay on each, how many members reached each step, who is under way (up to a bound), what is held.
SELECT
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'number', v.number, 'definition', v.definition, 'created_at', v.created_at, 'launched_at', v.launched_at, 'retired_at', v.retired_at,
        'keepers', (SELECT count(*) FROM quests_under_way AS u
                    WHERE u.space_id = v.space_id AND u.quest_id = v.quest_id AND u.version_id = v.id)) ORDER BY v.number DESC), '[]')
     FROM quests_version AS v WHERE v.space_id = %(space)s AND v.quest_id = %(quest)s) AS versions,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('step', s.step_no, 'members', s.reached) ORDER BY s.step_no), '[]')
     FROM quests_public_step AS s WHERE s.space_id = %(space)s AND s.quest_id = %(quest)s) AS reached,
    (SELECT count(*) FROM (
        SELECT DISTINCT p.member_id FROM quests_goal AS g JOIN quests_progress AS p ON p.space_id = g.space_id AND p.goal_id = g.id
        WHERE g.space_id = %(space)s AND g.quest_id = %(quest)s AND p.value <> 0 LIMIT %(most)s) AS under_way) AS under_way,
    (SELECT count(*) FROM quests_promise AS p JOIN quests_grant AS g ON g.space_id = p.space_id AND g.promise_id = p.id
     WHERE p.space_id = %(space)s AND p.quest_id = %(quest)s AND g.state = 'held') AS held
