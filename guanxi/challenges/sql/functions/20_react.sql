-- The reaction: whatever counts, counts no more or counts again, and whoever comes, goes or hides, moves the standings.

-- What the events of a round say of their members: that they wish to be seen, or not; the last word of each.
CREATE OR REPLACE FUNCTION challenges_hear_wishes(p_space integer, p_events bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO challenges_appearance AS a (space_id, member_id, shown, event_id)
    SELECT DISTINCT ON (e.member_id) p_space, e.member_id,
           CASE e.type WHEN 'consent.given' THEN true WHEN 'consent.withdrawn' THEN false ELSE (e.props ->> 'shown')::boolean END, e.id
    FROM journal_public_event e
    WHERE e.space_id = p_space AND e.id = ANY (p_events) AND e.member_id IS NOT NULL
        AND (e.type = 'challenge.ranking_chosen' OR (e.type IN ('consent.given', 'consent.withdrawn') AND e.props ->> 'purpose' = 'ranking'))
    ORDER BY e.member_id, e.at DESC, e.id DESC
    ON CONFLICT (member_id, space_id) DO UPDATE SET shown = excluded.shown, event_id = excluded.event_id WHERE a.event_id < excluded.event_id
$$;

-- A check-in that is void frees its day; one that counts again takes it back, unless another one has it.
CREATE OR REPLACE FUNCTION challenges_mark_voided(p_space integer, p_events bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE challenges_checkin k SET voided = e.voided
    FROM journal_public_fact e
    WHERE e.space_id = p_space AND e.id = ANY (p_events) AND k.space_id = p_space AND k.event_id = e.id AND k.voided <> e.voided
        AND (e.voided OR NOT EXISTS (
            SELECT FROM challenges_checkin o WHERE o.space_id = p_space AND o.member_id = k.member_id AND o.quest_id = k.quest_id
                AND o.local_date = k.local_date AND NOT o.voided))
$$;

DROP FUNCTION IF EXISTS challenges_react(integer, bigint[]);

-- published
-- Called after the quests have counted the round; appends nothing. A space without a challenge costs one look.
CREATE OR REPLACE FUNCTION challenges_react(p_space integer, p_facts journal_fact[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    stand record;
BEGIN
    IF NOT EXISTS (SELECT FROM challenges_challenge WHERE space_id = p_space) THEN
        RETURN;
    END IF;
    SELECT array_agg(CASE WHEN t.name IN ('journal.voided', 'journal.reinstated') THEN (e.props ->> 'event')::bigint ELSE e.id END)
               FILTER (WHERE e.member_id IS NOT NULL) AS events,
           array_agg((e.props ->> 'event')::bigint) FILTER (WHERE t.name IN ('journal.voided', 'journal.reinstated')) AS undone,
           array_agg(e.member_id) FILTER (WHERE t.name IN (
               'member.left', 'member.rejoined', 'challenge.ranking_chosen', 'consent.given', 'consent.withdrawn')) AS people
    INTO judged
    FROM unnest(p_facts) e JOIN journal_public_type t ON t.id = e.type_id;
    IF judged.people IS NOT NULL THEN
        PERFORM challenges_hear_wishes(p_space, ARRAY(SELECT f.id FROM unnest(p_facts) f));
        PERFORM challenges_appear(p_space, judged.people);
    END IF;
    IF judged.undone IS NOT NULL THEN
        PERFORM challenges_mark_voided(p_space, judged.undone);
    END IF;
    SELECT array_agg(s.quest_id) AS quests, array_agg(s.member_id) AS members INTO stand FROM (
        SELECT DISTINCT d.quest_id, d.member_id
        FROM unnest(judged.events) n(id)
        CROSS JOIN LATERAL quests_days_of_event(p_space, n.id) d
        JOIN challenges_challenge c ON c.space_id = p_space AND c.quest_id = d.quest_id) s;
    IF stand.quests IS NOT NULL THEN
        PERFORM challenges_stand(p_space, stand.quests, stand.members);
    END IF;
END $$;
