-- Who stands where in a challenge: kept in line with what its quest counted.

-- Writes anew where the members stand in the quests named in parallel; nobody has a standing without a day that counts.
-- Who was erased or turned out to be somebody else has none at all.
CREATE OR REPLACE FUNCTION challenges_stand(p_space integer, p_quests bigint[], p_members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH pair AS MATERIALIZED (
        SELECT DISTINCT u.quest_id, u.member_id, c.ranking, m.state
        FROM unnest(p_quests, p_members) u(quest_id, member_id)
        JOIN challenges_challenge c ON c.space_id = p_space AND c.quest_id = u.quest_id
        JOIN members_public_member m ON m.space_id = p_space AND m.member_id = u.member_id
    ), day AS (
        SELECT p.quest_id, p.member_id, d.local_date, max(d.event_id) AS event_id
        FROM pair p CROSS JOIN LATERAL (
            SELECT x.local_date, x.event_id FROM quests_public_day x
            WHERE x.space_id = p_space AND x.quest_id = p.quest_id AND x.member_id = p.member_id AND x.counts OFFSET 0) d
        WHERE p.state IN ('active', 'left') GROUP BY 1, 2, 3
    ), island AS (
        SELECT i.quest_id, i.member_id, count(*)::integer AS length, max(i.local_date) AS last_date, max(i.event_id) AS last_event FROM (
            SELECT day.*, local_date - (row_number() OVER (PARTITION BY quest_id, member_id ORDER BY local_date))::integer AS first_date FROM day) i
        GROUP BY i.quest_id, i.member_id, i.first_date
    ), stand AS (
        SELECT i.quest_id, i.member_id, max(i.length) AS best, sum(i.length)::integer AS total, max(i.last_date) AS last_date,
               (array_agg(i.length ORDER BY i.last_date DESC))[1] AS run, max(i.last_event) AS last_event
        FROM island i GROUP BY 1, 2
    ), gone AS (
        DELETE FROM challenges_standing s USING pair p
        WHERE s.space_id = p_space AND s.quest_id = p.quest_id AND s.member_id = p.member_id
            AND NOT EXISTS (SELECT FROM stand n WHERE n.quest_id = p.quest_id AND n.member_id = p.member_id)
    )
    INSERT INTO challenges_standing AS s (space_id, quest_id, member_id, best, total, run, last_date, last_event, shown)
    SELECT p_space, n.quest_id, n.member_id, n.best, n.total, n.run, n.last_date, n.last_event,
           p.state = 'active' AND coalesce(
               (SELECT a.shown FROM challenges_appearance a WHERE a.space_id = p_space AND a.member_id = n.member_id), p.ranking = 'shown')
    FROM stand n JOIN pair p ON p.quest_id = n.quest_id AND p.member_id = n.member_id
    ORDER BY n.quest_id, n.member_id
    ON CONFLICT (member_id, quest_id, space_id) DO UPDATE SET best = excluded.best, total = excluded.total, run = excluded.run,
        last_date = excluded.last_date, last_event = excluded.last_event, shown = excluded.shown;
END $$;

-- The same for everybody whom the quest ever counted: for a challenge that is set up after its quest began.
CREATE OR REPLACE FUNCTION challenges_stand_all(p_space integer, p_quest bigint) RETURNS void LANGUAGE sql AS $$
    SELECT challenges_stand(p_space, array_agg(p_quest), array_agg(member_id))
    FROM (SELECT DISTINCT member_id FROM quests_public_day WHERE space_id = p_space AND quest_id = p_quest) m
$$;

-- Whether the members are seen in rankings: by their own word, else by what the challenge says; never when they are not here.
CREATE OR REPLACE FUNCTION challenges_appear(p_space integer, p_members bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE challenges_standing s SET shown = n.shown
    FROM (
        SELECT t.quest_id, t.member_id, m.state = 'active' AND coalesce(a.shown, c.ranking = 'shown') AS shown
        FROM challenges_standing t
        JOIN challenges_challenge c ON c.space_id = p_space AND c.quest_id = t.quest_id
        JOIN members_public_member m ON m.space_id = p_space AND m.member_id = t.member_id
        LEFT JOIN challenges_appearance a ON a.space_id = p_space AND a.member_id = t.member_id
        WHERE t.space_id = p_space AND t.member_id = ANY (p_members)) n
    WHERE s.space_id = p_space AND s.quest_id = n.quest_id AND s.member_id = n.member_id AND s.shown <> n.shown
$$;
