-- The reaction of quests to a round of events.

DROP FUNCTION IF EXISTS quests_react(integer, journal_fact[], bigint[]);

-- published
-- The same number of statements for one event and for two thousand.
--  1. What in this round concerns quests at all: events that a launched quest listens for, voids, reinstatements.
--  2. Match them (rules.match_SPACE_NUMBER, generated from the quests), count them, bring progress up to date.
--  3. Judge: steps that are reached now, steps that are no longer.
--  4. Take back what voided events had granted; void what they had earned.
--  5. Fulfil what has fallen due. Everything recorded on the way is the next round.
CREATE FUNCTION quests_react(p_space integer, p_facts journal_fact[], p_void bigint[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    rules record;
    voided bigint[] := '{}';
    voids bigint[] := '{}';
    reinstated bigint[] := '{}';
    reinstates bigint[] := '{}';
    facts journal_fact[] := p_facts;
    matches quests_match[] := '{}';
    counted record;
    fallen record;
    causes bigint[] := '{}';
    earned bigint[] := '{}';
    reached quests_want[] := '{}';
    appended journal_fact[] := '{}';
BEGIN
    SELECT number, listens, void_type, reinstate_type, ARRAY(SELECT DISTINCT f.type_id FROM unnest(p_facts) f) AS types INTO rules
    FROM quests_rules WHERE space_id = p_space;
    IF NOT FOUND THEN
        RETURN appended;
    END IF;
    IF rules.void_type = ANY (rules.types) OR rules.reinstate_type = ANY (rules.types) THEN
        -- Voided and reinstated while it waited, in whichever order: what holds now is what counts.
        SELECT coalesce(array_agg(a.event_id ORDER BY a.void_id) FILTER (WHERE a.voiding), '{}'),
               coalesce(array_agg(a.void_id ORDER BY a.void_id) FILTER (WHERE a.voiding), '{}'),
               coalesce(array_agg(a.event_id ORDER BY a.void_id) FILTER (WHERE NOT a.voiding), '{}'),
               coalesce(array_agg(a.void_id ORDER BY a.void_id) FILTER (WHERE NOT a.voiding), '{}')
        INTO voided, voids, reinstated, reinstates
        FROM (SELECT (f.props ->> 'event')::bigint AS event_id, f.type_id = rules.void_type AS voiding, max(f.id) AS void_id FROM unnest(p_facts) f
              WHERE f.type_id IN (rules.void_type, rules.reinstate_type) GROUP BY 1, 2) a
        CROSS JOIN LATERAL (SELECT x.voided FROM journal_public_event x WHERE x.space_id = p_space AND x.id = a.event_id OFFSET 0) e
        WHERE e.voided = a.voiding;
    END IF;
    IF cardinality(reinstated) > 0 THEN
        facts := ARRAY(SELECT f FROM unnest(p_facts) f WHERE f.id <> ALL (reinstated)) || journal_facts(p_space, reinstated);
        rules.types := ARRAY(SELECT DISTINCT f.type_id FROM unnest(facts) f);
    END IF;
    IF rules.types && rules.listens THEN
        EXECUTE format('SELECT rules.match_%s_%s($1, $2, $3)', p_space, rules.number) INTO matches USING facts, p_void, rules.types;
    END IF;
    IF cardinality(matches) + cardinality(voided) + cardinality(reinstated) = 0 THEN
        RETURN appended;
    END IF;
    counted := quests_count(p_space, matches, voided, reinstated);
    IF cardinality(reinstated) > 0 THEN
        counted.owing := counted.owing || quests_owed_again(p_space, reinstated);
    END IF;

    IF cardinality(voided) > 0 THEN
        appended := quests_take_back(p_space, voided, voids);
        SELECT coalesce(array_agg(g.event_id), '{}'), coalesce(array_agg(g.cause_id), '{}') INTO earned, causes
        FROM quests_granted_for(p_space, voided, voids) g;
    END IF;
    IF cardinality(counted.rejudge) > 0 THEN
        -- Blamed is what was voided, reinstated or came late; the cause is the event that says so.
        SELECT array_agg(f.event_id) AS events, array_agg(coalesce(v.void_id, b.reinstate_id, f.blame)) AS causes INTO fallen
        FROM quests_no_longer_reached(p_space, counted.rejudge, counted.blame) f
        LEFT JOIN unnest(voided, voids) v(event_id, void_id) ON v.event_id = f.blame
        LEFT JOIN unnest(reinstated, reinstates) b(event_id, reinstate_id) ON b.event_id = f.blame;
        earned := earned || fallen.events;
        causes := causes || fallen.causes;
    END IF;
    IF cardinality(earned) > 0 THEN
        appended := appended || journal_facts(
            p_space, journal_void_events(p_space, earned, 'what it rests on does not count any more', causes));
    END IF;
    IF cardinality(counted.touched) > 0 THEN
        reached := quests_newly_reached(p_space, counted.touched, counted.crossings);
    END IF;
    IF cardinality(reached) + cardinality(counted.owing) > 0 THEN
        appended := appended || quests_fulfil(p_space, reached, counted.owing);
    END IF;
    RETURN appended;
END $$;
