-- Qualification: the first verified act of somebody who was brought counts, once, for who brought them (QU-12).

-- Brings up to date what the journal says about whether the acts of these invitees can count: from when on they
-- had left, and whether a fraud finding, or the voiding of the binding itself, stands against them.
CREATE OR REPLACE FUNCTION referral_refresh(p_space integer, p_members bigint[]) RETURNS void LANGUAGE sql AS $$
    WITH identity AS (
        SELECT member_id AS owner_id, member_id FROM referral_binding
        WHERE space_id = p_space AND member_id = ANY (p_members)
        UNION
        SELECT merged_into_id, member_id FROM referral_binding
        WHERE space_id = p_space AND merged_into_id = ANY (p_members)
    ), said AS (
        SELECT i.owner_id,
               min(e.at) FILTER (WHERE e.type IN ('member.left', 'member.erased')) AS ended_at,
               bool_or(e.type IN ('referral.bound', 'referral.rebound'))
                   AND NOT bool_or(e.type = 'referral.disqualified') AS counts
        FROM identity AS i
        JOIN journal_public_event AS e ON e.space_id = p_space AND e.member_id = i.member_id
        WHERE e.type IN ('member.left', 'member.erased', 'referral.bound', 'referral.rebound', 'referral.disqualified')
          AND NOT e.voided
        GROUP BY i.owner_id
    )
    UPDATE referral_binding AS b SET ended_at = said.ended_at, counts = coalesce(said.counts, false)
    FROM unnest(p_members) AS asked(member_id) LEFT JOIN said ON said.owner_id = asked.member_id
    WHERE b.space_id = p_space AND b.member_id = asked.member_id AND b.merged_into_id IS NULL
      AND (b.ended_at, b.counts) IS DISTINCT FROM (said.ended_at, coalesce(said.counts, false))
$$;

-- Which events are verified acts by the rule in force: of p_events, and of the whole history of p_again.
CREATE OR REPLACE FUNCTION referral_matching(p_space integer, p_rule referral_rule, p_again bigint[], p_events bigint[])
RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_history bigint[];
    v_matching bigint[];
BEGIN
    IF cardinality(p_again) > 0 THEN
        SELECT array_agg(e.id) INTO v_history
        FROM referral_binding AS i
        JOIN journal_public_event AS e ON e.space_id = p_space AND e.member_id = i.member_id
        WHERE i.space_id = p_space AND (i.member_id = ANY (p_again) OR i.merged_into_id = ANY (p_again))
          AND p_rule.event_types ? e.type;
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
) LANGUAGE sql STABLE AS $$
    WITH act AS (
        SELECT b.member_id, e.id, e.at, e.order_key
        FROM journal_public_event AS e
        JOIN referral_binding AS i ON i.space_id = p_space AND i.member_id = e.member_id
        JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = coalesce(i.merged_into_id, i.member_id)
        WHERE e.space_id = p_space AND e.id = ANY (p_matching)
          AND b.counts AND e.at >= b.bound_at AND (b.ended_at IS NULL OR e.at < b.ended_at)
    ), scope AS (
        SELECT member_id FROM act UNION SELECT unnest(p_again)
    ), standing AS (
        SELECT q.id, q.member_id, q.act_id, q.is_lost, q.rule_version, e.at, e.order_key,
               NOT q.is_lost AND NOT e.voided AND b.counts AND e.at >= b.bound_at
                   AND (b.ended_at IS NULL OR e.at < b.ended_at) AS holds
        FROM scope
        JOIN referral_qualification AS q ON q.space_id = p_space AND q.member_id = scope.member_id AND q.voided_id IS NULL
        JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = q.member_id
        JOIN journal_public_event AS e ON e.space_id = p_space AND e.id = q.act_id
    ), best AS (
        SELECT DISTINCT ON (member_id) member_id, act_id, at, order_key
        FROM (
            SELECT member_id, id AS act_id, at, order_key, false AS is_of_older_rule FROM act
            UNION ALL
            SELECT member_id, act_id, at, order_key, rule_version <> p_version FROM standing WHERE holds
        ) AS candidate
        ORDER BY member_id, is_of_older_rule DESC, at, order_key, act_id
    )
    SELECT
        (SELECT array_agg(s.id ORDER BY s.id) FROM standing AS s LEFT JOIN best AS b USING (member_id)
         WHERE s.is_lost OR s.act_id IS DISTINCT FROM b.act_id),
        (SELECT array_agg(b.member_id ORDER BY b.at, b.order_key, b.member_id) FROM best AS b
         WHERE NOT EXISTS (SELECT FROM standing AS s WHERE s.member_id = b.member_id AND s.act_id = b.act_id AND NOT s.is_lost)),
        (SELECT array_agg(b.act_id ORDER BY b.at, b.order_key, b.member_id) FROM best AS b
         WHERE NOT EXISTS (SELECT FROM standing AS s WHERE s.member_id = b.member_id AND s.act_id = b.act_id AND NOT s.is_lost))
$$;

-- Takes qualifications back. Each void names the newest of p_events about that invitee as its cause.
CREATE OR REPLACE FUNCTION referral_take_back(p_space integer, p_rows bigint[], p_events bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_events bigint[];
    v_causes bigint[];
    v_voids bigint[];
BEGIN
    SELECT array_agg(q.event_id ORDER BY q.id), array_agg(coalesce(cause.id, q.act_id) ORDER BY q.id)
    INTO v_events, v_causes
    FROM referral_qualification AS q
    LEFT JOIN LATERAL (
        SELECT max(e.id) AS id FROM journal_public_event AS e
        JOIN referral_binding AS i ON i.space_id = p_space AND i.member_id = e.member_id
        WHERE e.space_id = p_space AND e.id = ANY (p_events) AND q.member_id IN (i.member_id, i.merged_into_id)
    ) AS cause ON true
    WHERE q.space_id = p_space AND q.id = ANY (p_rows);
    v_voids := journal_void_events(p_space, v_events, 'the invitee no longer qualifies by this act', v_causes);
    UPDATE referral_qualification AS q SET voided_id = coalesce(v.id, q.event_id)
    FROM unnest(p_rows) AS r(id)
    JOIN referral_qualification AS same ON same.space_id = p_space AND same.id = r.id
    LEFT JOIN journal_public_event AS v
        ON v.space_id = p_space AND v.id = ANY (v_voids) AND (v.props ->> 'event')::bigint = same.event_id
    WHERE q.space_id = p_space AND q.id = r.id;
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
    SELECT array_agg(id), array_agg(event_id), array_agg(act_id), array_agg(member_id)
    INTO v_rows, v_events, v_causes, members
    FROM (
        SELECT DISTINCT ON (q.member_id) q.id, q.event_id, q.act_id, q.member_id
        FROM unnest(p_members, p_acts) AS wanted(member_id, act_id)
        JOIN referral_qualification AS q
            ON q.space_id = p_space AND q.member_id = wanted.member_id AND q.act_id = wanted.act_id
        JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = q.member_id
        WHERE q.voided_id IS NOT NULL AND NOT q.is_lost AND q.inviter_id IS NOT DISTINCT FROM b.inviter_id
        ORDER BY q.member_id, q.generation DESC
    ) AS found;
    IF v_rows IS NULL THEN
        ids := '{}';
        members := '{}';
        RETURN;
    END IF;
    ids := journal_reinstate_events(p_space, v_events, 'the act counts again', v_causes);
    UPDATE referral_qualification SET voided_id = NULL WHERE space_id = p_space AND id = ANY (v_rows);
END
$$;

-- Writes new qualifications and appends their events: about the inviter, caused by the invitee's act, at its time.
CREATE OR REPLACE FUNCTION referral_qualify(p_space integer, p_version integer, p_members bigint[], p_acts bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_rows bigint[];
    v_drafts journal_draft[];
    v_ids bigint[];
BEGIN
    WITH written AS (
        INSERT INTO referral_qualification
            (space_id, member_id, generation, inviter_id, code_id, rule_version, act_id, at, is_lost)
        SELECT p_space, b.member_id,
               1 + coalesce((SELECT max(q.generation) FROM referral_qualification AS q
                             WHERE q.space_id = p_space AND q.member_id = b.member_id), 0),
               b.inviter_id, b.code_id, p_version, e.id, e.at, false
        FROM unnest(p_members, p_acts) AS wanted(member_id, act_id)
        JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = wanted.member_id
        JOIN journal_public_event AS e ON e.space_id = p_space AND e.id = wanted.act_id
        ON CONFLICT DO NOTHING
        RETURNING id, member_id, inviter_id, code_id, act_id
    ), numbered AS (
        SELECT w.*, e.at, e.depth, c.code, c.channel,
               row_number() OVER (ORDER BY e.at, e.order_key, w.member_id)::integer AS n
        FROM written AS w
        JOIN journal_public_event AS e ON e.space_id = p_space AND e.id = w.act_id
        JOIN referral_code AS c ON c.space_id = p_space AND c.id = w.code_id
    )
    SELECT array_agg(id ORDER BY n),
           array_agg(ROW(
               n, journal_type_id('referral.qualified'), inviter_id, act_id, depth + 1, at, NULL,
               jsonb_build_object('invitee', member_id, 'code', code, 'channel', channel, 'act', act_id)
           )::journal_draft ORDER BY n)
    INTO v_rows, v_drafts FROM numbered;
    v_ids := journal_append(p_space, v_drafts);
    UPDATE referral_qualification AS q SET event_id = made.event_id
    FROM unnest(v_rows, v_ids) AS made(id, event_id)
    WHERE q.space_id = p_space AND q.id = made.id;
    RETURN v_ids;
END
$$;

-- Judges the acts among p_events, and the invitees p_again from their whole history. Returns the events it made.
CREATE OR REPLACE FUNCTION referral_judge(p_space integer, p_again bigint[], p_events bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    v_rule referral_rule;
    v_change record;
    v_back record;
    v_made bigint[] := '{}';
BEGIN
    IF cardinality(p_again) > 0 THEN
        PERFORM referral_refresh(p_space, p_again);
    END IF;
    SELECT * INTO v_rule FROM referral_rule WHERE space_id = p_space ORDER BY version DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN v_made;
    END IF;
    SELECT * INTO v_change
    FROM referral_decide(p_space, v_rule.version, p_again, referral_matching(p_space, v_rule, p_again, p_events));
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

-- published
-- The reaction to a batch: a fixed number of statements, one when nobody in it was brought by anybody.
--  1. Who in the batch has a binding; whose history has to be looked at again, because something before was
--     voided or reinstated, they left, or their binding was written, changed or contested.
--  2. Judge.
CREATE OR REPLACE FUNCTION referral_react(p_space integer, p_events bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_bound boolean;
    v_again bigint[];
BEGIN
    SELECT count(*) > 0,
           array_agg(DISTINCT coalesce(i.merged_into_id, i.member_id)) FILTER (WHERE e.type IN (
               'journal.voided', 'journal.reinstated', 'member.left', 'member.erased', 'member.merged',
               'referral.bound', 'referral.rebound', 'referral.disqualified'))
    INTO v_bound, v_again
    FROM journal_public_event AS e
    JOIN referral_binding AS i ON i.space_id = p_space AND i.member_id = e.member_id
    WHERE e.space_id = p_space AND e.id = ANY (p_events);
    IF NOT v_bound THEN
        RETURN '{}';
    END IF;
    RETURN referral_judge(p_space, coalesce(v_again, '{}'), p_events);
END
$$;

-- published
-- Whom the acts of these members may also concern: who brought them, and who they turned out to be.
CREATE OR REPLACE FUNCTION referral_subjects(p_space integer, p_members bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
    SELECT inviter_id FROM referral_binding
    WHERE space_id = p_space AND member_id = ANY (p_members) AND inviter_id IS NOT NULL
    UNION
    SELECT merged_into_id FROM referral_binding
    WHERE space_id = p_space AND member_id = ANY (p_members) AND merged_into_id IS NOT NULL
$$;
