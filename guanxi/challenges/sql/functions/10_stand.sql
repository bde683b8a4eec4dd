-- Who stands where in a challenge: kept in line with what its quest counted.

-- Writes anew where the members stand in the quests named in parallel; nobody has a standing without a day that counts.
-- Who was erased or turned out to be somebody else has none at all. One pair after the other, each by its keys: joined as sets,
-- the days of all pairs were planned as a walk through all contributions while the tables grew (a batch took half a minute).
CREATE OR REPLACE FUNCTION challenges_stand(p_space integer, p_quests bigint[], p_members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    pair record;
    kept record;
BEGIN
    FOR pair IN
        SELECT DISTINCT u.quest_id, u.member_id FROM unnest(p_quests, p_members) u(quest_id, member_id) ORDER BY 1, 2
    LOOP
        SELECT max(i.length) AS best, sum(i.length)::integer AS total, max(i.last_date) AS last_date,
               (array_agg(i.length ORDER BY i.last_date DESC))[1] AS run, max(i.last_event) AS last_event
        INTO kept FROM (
            SELECT count(*)::integer AS length, max(n.local_date) AS last_date, max(n.event_id) AS last_event FROM (
                SELECT d.local_date, d.event_id, d.local_date - (row_number() OVER (ORDER BY d.local_date))::integer AS first_date FROM (
                    SELECT x.local_date, max(x.event_id) AS event_id
                    FROM quests_days_of_member(p_space, pair.quest_id, pair.member_id) x GROUP BY x.local_date) d) n
            GROUP BY n.first_date) i
        WHERE (SELECT m.state FROM members_public_member m WHERE m.space_id = p_space AND m.member_id = pair.member_id) IN ('active', 'left');
        IF kept.total IS NULL THEN
            DELETE FROM challenges_standing s
            WHERE s.space_id = p_space AND s.quest_id = pair.quest_id AND s.member_id = pair.member_id;
            CONTINUE;
        END IF;
        INSERT INTO challenges_standing AS s (space_id, quest_id, member_id, best, total, run, last_date, last_event, shown)
        SELECT p_space, pair.quest_id, pair.member_id, kept.best, kept.total, kept.run, kept.last_date, kept.last_event,
               (SELECT m.state FROM members_public_member m WHERE m.space_id = p_space AND m.member_id = pair.member_id) = 'active'
               AND coalesce(
                   (SELECT a.shown FROM challenges_appearance a WHERE a.space_id = p_space AND a.member_id = pair.member_id),
                   c.ranking = 'shown')
        FROM challenges_challenge c WHERE c.space_id = p_space AND c.quest_id = pair.quest_id
        ON CONFLICT (member_id, quest_id, space_id) DO UPDATE SET best = excluded.best, total = excluded.total, run = excluded.run,
            last_date = excluded.last_date, last_event = excluded.last_event, shown = excluded.shown;
    END LOOP;
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
