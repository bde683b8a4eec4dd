-- Qualification: the first verified act of somebody who was brought counts, once, for who brought them (QU-12).

-- Rows are looked up one by one through their keys (LATERAL … OFFSET 0 keeps it so), and what is left to join is
-- hashed (enable_nestloop = off, only in functions that call nobody else's): a batch that has just been written has no
-- statistics yet, and a plan made without them compares everybody with everybody.

-- The binding under which the acts of p_member count: their own, or that of whom they turned out to be.
CREATE OR REPLACE FUNCTION referral_owner(p_space integer, p_member bigint) RETURNS SETOF referral_binding
LANGUAGE sql STABLE AS $$
    SELECT b.* FROM referral_binding AS b
    WHERE b.space_id = p_space AND b.member_id = (
        SELECT coalesce(i.merged_into_id, i.member_id) FROM referral_binding AS i
        WHERE i.space_id = p_space AND i.member_id = p_member)
    OFFSET 0
$$;

-- One event by its id.
CREATE OR REPLACE FUNCTION referral_act(p_space integer, p_event bigint)
RETURNS TABLE (
    id bigint, type text, member_id bigint, at timestamptz, order_key bigint, depth smallint, voided boolean
) LANGUAGE sql STABLE AS $$
    SELECT e.id, e.type, e.member_id, e.at, e.order_key, e.depth, e.voided FROM journal_public_event AS e
    WHERE e.space_id = p_space AND e.id = p_event
    OFFSET 0
$$;

-- Under which ids p_member has acted: their own, and those of members who were merged into them.
CREATE OR REPLACE FUNCTION referral_identities(p_space integer, p_member bigint) RETURNS TABLE (member_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT p_member
    UNION ALL
    SELECT member_id FROM referral_binding WHERE space_id = p_space AND merged_into_id = p_member
$$;

-- Brings the bindings of these invitees up to date with what the journal says about whether their acts can count:
-- from when on they had left, and whether the last word about fraud was a finding.
CREATE OR REPLACE FUNCTION referral_refresh(p_space integer, p_members bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    v_ended timestamptz[];
    v_counts boolean[];
BEGIN
    SELECT array_agg(ended_at ORDER BY n), array_agg(counts ORDER BY n) INTO v_ended, v_counts
    FROM (
        SELECT a.n,
               min(e.at) FILTER (WHERE e.type IN ('member.left', 'member.erased')) AS ended_at,
               coalesce((array_agg(e.type ORDER BY e.at DESC, e.id DESC) FILTER (WHERE e.type LIKE 'referral.%'))[1], '')
                   <> 'referral.disqualified' AS counts
        FROM unnest(p_members) WITH ORDINALITY AS a(member_id, n)
        CROSS JOIN LATERAL referral_identities(p_space, a.member_id) AS i
        LEFT JOIN LATERAL (
            SELECT e.id, e.type, e.at FROM journal_public_event AS e
            WHERE e.space_id = p_space AND e.member_id = i.member_id AND NOT e.voided AND e.type IN (
                'member.left', 'member.erased', 'referral.disqualified', 'referral.cleared')
            OFFSET 0
        ) AS e ON true
        GROUP BY a.n
    ) AS said;
    UPDATE referral_binding AS b
    SET ended_at = v_ended[array_position(p_members, b.member_id)],
        counts = v_counts[array_position(p_members, b.member_id)]
    WHERE b.space_id = p_space AND b.member_id = ANY (p_members) AND b.merged_into_id IS NULL;
END
$$;

-- Which events are verified acts by the rule in force: of p_events, and of the whole history of p_again.
CREATE OR REPLACE FUNCTION referral_matching(p_space integer, p_rule referral_rule, p_again bigint[], p_events bigint[])
RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
DECLARE
    v_history bigint[];
    v_matching bigint[];
BEGIN
    IF cardinality(p_again) > 0 THEN
        SELECT array_agg(e.id) INTO v_history
        FROM unnest(p_again) AS a(member_id)
        CROSS JOIN LATERAL referral_identities(p_space, a.member_id) AS i
        CROSS JOIN LATERAL (
            SELECT e.id FROM journal_public_event AS e
            WHERE e.space_id = p_space AND e.member_id = i.member_id AND p_rule.event_types ? e.type
            OFFSET 0
        ) AS e;
    END IF;
    EXECUTE format('SELECT array_agg(id) FROM rules.%I($1, $2) AS id', p_rule.function_name)
        INTO v_matching USING p_space, p_events || coalesce(v_history, '{}');
    RETURN coalesce(v_matching, '{}');
END
$$;

-- What has to change. An invitee's qualification rests on the first act in (at, key) order, whatever order they
-- arrived in (TI-5); one that stands by an older rule keeps its act while that act counts.
CREATE OR REPLACE FUNCTION referral_decide(
    p_space integer, p_version integer, p_again bigint[], p_matching bigint[],
    OUT void_rows bigint[], OUT qualify_members bigint[], OUT qualify_acts bigint[]
) LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
BEGIN
    WITH act AS (
        SELECT b.member_id, e.id, e.at, e.order_key
        FROM unnest(p_matching) AS m(id)
        CROSS JOIN LATERAL referral_act(p_space, m.id) AS e
        CROSS JOIN LATERAL referral_owner(p_space, e.member_id) AS b
        WHERE b.counts AND e.at >= b.bound_at AND (b.ended_at IS NULL OR e.at < b.ended_at)
          AND e.depth < 4 -- an event that deep can cause nothing more
    ), scope AS (
        SELECT member_id FROM act UNION SELECT unnest(p_again)
    ), standing AS (
        SELECT q.id, q.member_id, q.act_id, q.is_lost, q.rule_version, e.at, e.order_key,
               NOT q.is_lost AND NOT e.voided AND b.counts AND e.at >= b.bound_at
                   AND (b.ended_at IS NULL OR e.at < b.ended_at) AS holds
        FROM scope
        CROSS JOIN LATERAL (
            SELECT * FROM referral_qualification AS q
            WHERE q.space_id = p_space AND q.member_id = scope.member_id AND q.voided_id IS NULL
            OFFSET 0
        ) AS q
        CROSS JOIN LATERAL referral_owner(p_space, q.member_id) AS b
        CROSS JOIN LATERAL referral_act(p_space, q.act_id) AS e
    ), best AS (
        SELECT DISTINCT ON (member_id) member_id, act_id, at, order_key
        FROM (
            SELECT member_id, id AS act_id, at, order_key, false AS is_of_older_rule FROM act
            UNION ALL
            SELECT member_id, act_id, at, order_key, rule_version <> p_version FROM standing WHERE holds
        ) AS candidate
        ORDER BY member_id, is_of_older_rule DESC, at, order_key, act_id
    ), change AS (
        SELECT member_id, s.id AS row_id, s.is_lost OR s.act_id IS DISTINCT FROM b.act_id AS falls, b.act_id, b.at, b.order_key
        FROM standing AS s FULL JOIN best AS b USING (member_id)
    ), wanted AS (
        SELECT member_id, act_id, at, order_key FROM change
        WHERE act_id IS NOT NULL
        GROUP BY member_id, act_id, at, order_key
        HAVING bool_and(coalesce(falls, true))
    )
    SELECT
        (SELECT array_agg(row_id ORDER BY row_id) FROM change WHERE row_id IS NOT NULL AND falls),
        (SELECT array_agg(member_id ORDER BY at, order_key, member_id) FROM wanted),
        (SELECT array_agg(act_id ORDER BY at, order_key, member_id) FROM wanted)
    INTO void_rows, qualify_members, qualify_acts;
END
$$;

-- The qualifications p_rows with their events and, for each, the newest of p_events about that invitee; by event.
CREATE OR REPLACE FUNCTION referral_fallen(
    p_space integer, p_rows bigint[], p_events bigint[], OUT row_ids bigint[], OUT event_ids bigint[], OUT causes bigint[]
) LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
BEGIN
    WITH newest AS (
        SELECT b.member_id, max(e.id) AS id
        FROM unnest(p_events) AS n(id)
        CROSS JOIN LATERAL referral_act(p_space, n.id) AS e
        CROSS JOIN LATERAL referral_owner(p_space, e.member_id) AS b
        GROUP BY b.member_id
    )
    SELECT array_agg(q.id ORDER BY q.event_id), array_agg(q.event_id ORDER BY q.event_id),
           array_agg(coalesce(newest.id, q.act_id) ORDER BY q.event_id)
    INTO row_ids, event_ids, causes
    FROM unnest(p_rows) AS r(id)
    CROSS JOIN LATERAL (
        SELECT * FROM referral_qualification AS q WHERE q.space_id = p_space AND q.id = r.id OFFSET 0
    ) AS q
    LEFT JOIN newest USING (member_id);
END
$$;

-- Takes qualifications back.
CREATE OR REPLACE FUNCTION referral_take_back(p_space integer, p_rows bigint[], p_events bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_fallen record;
    v_voids bigint[];
BEGIN
    v_fallen := referral_fallen(p_space, p_rows, p_events);
    v_voids := journal_void_events(
        p_space, v_fallen.event_ids, 'the invitee no longer qualifies by this act', v_fallen.causes);
    -- What stands was never void, so there is one void for each, in the order of the events.
    ASSERT cardinality(v_voids) = cardinality(v_fallen.row_ids), 'a standing qualification was void';
    UPDATE referral_qualification AS q SET voided_id = v_voids[array_position(v_fallen.row_ids, q.id)]
    WHERE q.space_id = p_space AND q.id = ANY (v_fallen.row_ids);
    RETURN v_voids;
END
$$;

-- Brings back what was taken back, where the very act counts again; returns the events and whom they are about.
CREATE OR REPLACE FUNCTION referral_bring_back(
    p_space integer, p_members bigint[], p_acts bigint[], OUT ids bigint[], OUT members bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    v_rows bigint[];
    v_events bigint[];
    v_causes bigint[];
BEGIN
    SELECT array_agg(q.id), array_agg(q.event_id), array_agg(q.act_id), array_agg(q.member_id)
    INTO v_rows, v_events, v_causes, members
    FROM unnest(p_members, p_acts) AS wanted(member_id, act_id)
    CROSS JOIN LATERAL referral_owner(p_space, wanted.member_id) AS b
    CROSS JOIN LATERAL (
        SELECT * FROM referral_qualification AS q
        WHERE q.space_id = p_space AND q.member_id = wanted.member_id AND q.act_id = wanted.act_id
          AND q.voided_id IS NOT NULL AND NOT q.is_lost AND q.inviter_id IS NOT DISTINCT FROM b.inviter_id
        ORDER BY q.generation DESC LIMIT 1
    ) AS q;
    IF v_rows IS NULL THEN
        ids := '{}';
        members := '{}';
        RETURN;
    END IF;
    ids := journal_reinstate_events(p_space, v_events, 'the act counts again', v_causes);
    UPDATE referral_qualification SET voided_id = NULL WHERE space_id = p_space AND id = ANY (v_rows);
END
$$;

-- The events of new qualifications: about the inviter, caused by the invitee's act, at its time.
CREATE OR REPLACE FUNCTION referral_drafts(p_space integer, p_members bigint[], p_acts bigint[]) RETURNS journal_draft[]
LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
BEGIN
    RETURN array_agg(ROW(
        wanted.n, journal_type_id('referral.qualified'), b.inviter_id, wanted.act_id, e.depth + 1, e.at, NULL,
        jsonb_build_object('invitee', b.member_id, 'code', c.code, 'channel', c.channel, 'act', wanted.act_id)
    )::journal_draft ORDER BY wanted.n)
    FROM unnest(p_members, p_acts) WITH ORDINALITY AS wanted(member_id, act_id, n)
    CROSS JOIN LATERAL referral_owner(p_space, wanted.member_id) AS b
    CROSS JOIN LATERAL (
        SELECT code, channel FROM referral_code WHERE space_id = p_space AND id = b.code_id OFFSET 0
    ) AS c
    CROSS JOIN LATERAL referral_act(p_space, wanted.act_id) AS e;
END
$$;

-- Appends them, and writes the qualifications.
CREATE OR REPLACE FUNCTION referral_qualify(p_space integer, p_version integer, p_members bigint[], p_acts bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_drafts journal_draft[] := referral_drafts(p_space, p_members, p_acts);
    v_ids bigint[];
BEGIN
    v_ids := ARRAY(SELECT f.id FROM unnest(journal_append(p_space, v_drafts)) AS f);
    INSERT INTO referral_qualification
        (space_id, member_id, generation, inviter_id, code_id, rule_version, act_id, at, event_id, is_lost)
    SELECT p_space, b.member_id, 1 + coalesce(past.generation, 0), b.inviter_id, b.code_id, p_version, wanted.act_id,
           draft.at, wanted.event_id, false
    FROM unnest(p_members, p_acts, v_ids) WITH ORDINALITY AS wanted(member_id, act_id, event_id, n)
    CROSS JOIN LATERAL referral_owner(p_space, wanted.member_id) AS b
    CROSS JOIN LATERAL (SELECT (v_drafts[wanted.n]).at) AS draft
    CROSS JOIN LATERAL (
        SELECT max(q.generation) AS generation FROM referral_qualification AS q
        WHERE q.space_id = p_space AND q.member_id = b.member_id
    ) AS past;
    RETURN v_ids;
END
$$;

-- Judges the acts among p_events, and the invitees p_again from their whole history. Returns the events it made.
CREATE OR REPLACE FUNCTION referral_judge(p_space integer, p_again bigint[], p_events bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_rule referral_rule;
    v_matching bigint[];
    v_change record;
    v_back record;
    v_made bigint[] := '{}';
BEGIN
    SELECT * INTO v_rule FROM referral_rule WHERE space_id = p_space ORDER BY version DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN v_made;
    END IF;
    v_matching := referral_matching(p_space, v_rule, p_again, p_events);
    IF cardinality(v_matching) = 0 AND cardinality(p_again) = 0 THEN
        RETURN v_made;
    END IF;
    SELECT * INTO v_change FROM referral_decide(p_space, v_rule.version, p_again, v_matching);
    IF v_change.void_rows IS NOT NULL THEN
        v_made := referral_take_back(p_space, v_change.void_rows, p_events);
    END IF;
    IF v_change.qualify_members IS NOT NULL THEN
        SELECT * INTO v_back FROM referral_bring_back(p_space, v_change.qualify_members, v_change.qualify_acts);
        SELECT v_made || v_back.ids
            || referral_qualify(p_space, v_rule.version, array_agg(member_id ORDER BY n), array_agg(act_id ORDER BY n))
        INTO v_made
        FROM unnest(v_change.qualify_members, v_change.qualify_acts) WITH ORDINALITY AS u(member_id, act_id, n)
        WHERE member_id <> ALL (v_back.members);
    END IF;
    RETURN v_made;
END
$$;

-- Whom a batch concerns: did anybody who was brought do what may be a verified act (one of p_types); for whom did
-- something change that is kept with the binding (they left, a finding, an undo of whatever); and whose history has
-- to be looked at again: those, and the newly bound.
CREATE OR REPLACE FUNCTION referral_concerned(
    p_space integer, p_events bigint[], p_types jsonb, OUT has_acts boolean, OUT changed bigint[], OUT again bigint[]
) LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
BEGIN
    SELECT bool_or(p_types ? e.type),
           array_agg(DISTINCT b.member_id) FILTER (WHERE e.type IN (
               'journal.voided', 'journal.reinstated', 'member.left', 'member.erased', 'referral.disqualified',
               'referral.cleared')),
           array_agg(DISTINCT b.member_id) FILTER (WHERE e.type IN (
               'journal.voided', 'journal.reinstated', 'member.left', 'member.erased', 'referral.disqualified',
               'referral.cleared', 'referral.bound', 'referral.rebound'))
    INTO has_acts, changed, again
    FROM unnest(p_events) AS n(id)
    CROSS JOIN LATERAL referral_act(p_space, n.id) AS e
    CROSS JOIN LATERAL referral_owner(p_space, e.member_id) AS b;
END
$$;

DROP FUNCTION IF EXISTS referral_react(integer, bigint[]);

-- published
-- The reaction to a batch: a fixed number of statements, few where nothing in it concerns referral.
CREATE OR REPLACE FUNCTION referral_react(p_space integer, p_facts journal_fact[]) RETURNS journal_fact[] LANGUAGE plpgsql AS $$
DECLARE
    v_events bigint[];
    v_types jsonb;
    v_concerned record;
BEGIN
    IF NOT EXISTS (SELECT FROM referral_binding WHERE space_id = p_space) THEN
        RETURN '{}';
    END IF;
    IF NOT EXISTS (
        SELECT FROM unnest(p_facts) AS e
        CROSS JOIN LATERAL (
            SELECT FROM referral_binding AS b WHERE b.space_id = p_space AND b.member_id = e.member_id OFFSET 0
        ) AS b
    ) THEN
        RETURN '{}';
    END IF;
    v_events := ARRAY(SELECT f.id FROM unnest(p_facts) AS f);
    SELECT event_types INTO v_types FROM referral_rule WHERE space_id = p_space ORDER BY version DESC LIMIT 1;
    v_concerned := referral_concerned(p_space, v_events, coalesce(v_types, '[]'));
    IF v_concerned.changed IS NOT NULL THEN
        PERFORM referral_refresh(p_space, v_concerned.changed);
    END IF;
    IF v_concerned.has_acts OR v_concerned.again IS NOT NULL THEN
        RETURN journal_facts(p_space, referral_judge(p_space, coalesce(v_concerned.again, '{}'), v_events));
    END IF;
    RETURN '{}';
END
$$;

DROP FUNCTION IF EXISTS referral_subjects(integer, bigint[]);

-- published
-- Whom the acts of these members may also concern: who brought them, and who they turned out to be.
CREATE FUNCTION referral_subjects(p_space integer, p_members bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT subject.id
        FROM referral_binding AS b CROSS JOIN LATERAL (VALUES (b.inviter_id), (b.merged_into_id)) AS subject(id)
        WHERE b.space_id = p_space AND b.member_id = ANY (p_members) AND subject.id IS NOT NULL);
END
$$;
