-- Deciding about many held grants at once.

-- Locks, in one sorted go, whoever a decision about these events touches: to whom they granted, with whom it lies by now, and who waits for it.
-- Returns how many.
CREATE OR REPLACE FUNCTION quests_lock_deciding(p_space integer, p_events bigint[]) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM journal_subject_lock(p_space, ARRAY(
        SELECT g.member_id FROM quests_grant g WHERE g.space_id = p_space AND g.event_id = ANY (p_events)
        UNION
        SELECT l.member_id FROM quests_grant g JOIN ledger_public_lot l ON l.space_id = p_space AND l.transfer_id = g.transfer_id
        WHERE g.space_id = p_space AND g.event_id = ANY (p_events) AND g.state = 'held'
        UNION
        SELECT w.member_id FROM (
            SELECT DISTINCT p.quest_id, p.budget_id FROM quests_grant g JOIN quests_promise p ON p.space_id = p_space AND p.id = g.promise_id
            WHERE g.space_id = p_space AND g.event_id = ANY (p_events) AND g.state = 'held' AND p.budget_id IS NOT NULL) b
        CROSS JOIN LATERAL (
            SELECT x.member_id FROM quests_promise o JOIN quests_grant x ON x.space_id = p_space AND x.promise_id = o.id AND x.state = 'waiting'
            WHERE o.space_id = p_space AND o.quest_id = b.quest_id AND o.budget_id = b.budget_id ORDER BY x.at, x.event_id LIMIT 500) w))
$$;
