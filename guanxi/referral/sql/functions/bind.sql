-- Binding: which touch wins (RE-1), and writing down who brought whom, once (A1), as a forest (A2).

-- Whether p_below was brought, at whatever depth, by p_above. Only a refusal's wording depends on it.
CREATE OR REPLACE FUNCTION referral_descends(p_space integer, p_below bigint, p_above bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain AS (
        SELECT inviter_id FROM referral_binding WHERE space_id = p_space AND member_id = p_below
        UNION
        SELECT b.inviter_id FROM chain AS c
        JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = c.inviter_id
    )
    SELECT EXISTS (SELECT FROM chain WHERE inviter_id = p_above)
$$;

-- A member as the forest knows them; no row for somebody unknown.
CREATE OR REPLACE FUNCTION referral_person(p_space integer, p_member bigint)
RETURNS TABLE (known_id bigint, state text, has_been_here boolean, joined_at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT m.member_id, m.state, m.returning, coalesce(
        (SELECT a.joined_at FROM referral_arrival AS a WHERE a.space_id = p_space AND a.member_id = p_member), m.joined_at)
    FROM members_public_member AS m WHERE m.space_id = p_space AND m.member_id = p_member
    OFFSET 0
$$;

-- The touches until p_at that could bind p_member: the visitor's, save of codes of their own, and the code they typed.
CREATE OR REPLACE FUNCTION referral_touches(p_space integer, p_member bigint, p_visitor bytea, p_typed bigint, p_at timestamptz)
RETURNS TABLE (code_id bigint, at timestamptz, id bigint) LANGUAGE sql STABLE AS $$
    SELECT t.code_id, t.at, t.id FROM referral_touch AS t
    WHERE t.space_id = p_space AND t.visitor = p_visitor AND t.at <= p_at
      AND NOT EXISTS (SELECT FROM referral_code AS c
                      WHERE c.space_id = p_space AND c.id = t.code_id AND c.member_id = p_member)
    UNION ALL
    SELECT p_typed, p_at, NULL WHERE p_typed IS NOT NULL
    OFFSET 0
$$;

-- For each newcomer the winning touch and a verdict. The i-th newcomer is p_members[i], with a typed code
-- or none, a visitor or none, at p_ats[i].
--   1. A typed code is a touch at that very moment; the visitor's touches within the validity join it.
--   2. The earliest touch still inside its protection wins, else the last one.
--   3. The visitor's first touch of all is named beside it.
--   4. The verdict is 'bound' or the code of the refusal.
CREATE OR REPLACE FUNCTION referral_choose(
    p_space integer, p_members bigint[], p_codes text[], p_visitors bytea[], p_ats timestamptz[],
    p_validity interval, p_protection interval, p_binding interval
) RETURNS TABLE (
    ordinal bigint, member_id bigint, at timestamptz, verdict text, joined_at timestamptz,
    code_id bigint, touch_at timestamptz, inviter_id bigint, inviter_joined_at timestamptz,
    first_code_id bigint, first_touch_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH chosen AS (
        SELECT a.*, typed.id AS typed_id, typed.closed_at, m.known_id, m.state, m.has_been_here, m.joined_at,
               w.code_id, w.at AS touch_at, f.code_id AS first_code_id, f.at AS first_touch_at, c.inviter_id,
               i.known_id AS known_inviter_id, i.state AS inviter_state, i.joined_at AS inviter_joined_at,
               b.member_id IS NOT NULL
                   OR row_number() OVER (PARTITION BY a.member_id ORDER BY a.ordinal) > 1 AS is_bound
        FROM unnest(p_members, p_codes, p_visitors, p_ats) WITH ORDINALITY AS a(member_id, code, visitor, at, ordinal)
        LEFT JOIN LATERAL (
            SELECT id, closed_at FROM referral_code WHERE space_id = p_space AND code = a.code OFFSET 0
        ) AS typed ON true
        LEFT JOIN LATERAL referral_person(p_space, a.member_id) AS m ON true
        LEFT JOIN LATERAL (
            SELECT t.code_id, t.at FROM referral_touches(p_space, a.member_id, a.visitor, typed.id, a.at) AS t
            WHERE t.at > a.at - p_validity
            ORDER BY t.at > a.at - p_protection DESC, CASE WHEN t.at > a.at - p_protection THEN t.at END,
                     t.at DESC, t.id DESC NULLS FIRST
            LIMIT 1
        ) AS w ON true
        LEFT JOIN LATERAL (
            SELECT t.code_id, t.at FROM referral_touches(p_space, a.member_id, a.visitor, typed.id, a.at) AS t
            ORDER BY t.at, t.id LIMIT 1
        ) AS f ON true
        LEFT JOIN LATERAL (
            SELECT member_id AS inviter_id FROM referral_code WHERE space_id = p_space AND id = w.code_id OFFSET 0
        ) AS c ON true
        LEFT JOIN LATERAL referral_person(p_space, c.inviter_id) AS i ON true
        LEFT JOIN LATERAL (
            SELECT member_id FROM referral_binding WHERE space_id = p_space AND member_id = a.member_id OFFSET 0
        ) AS b ON true
    )
    SELECT n.ordinal, n.member_id, greatest(n.at, n.joined_at),
           CASE
               WHEN n.known_id IS NULL THEN 'member_unknown'
               WHEN n.is_bound THEN 'already_bound'
               WHEN n.code IS NOT NULL AND n.typed_id IS NULL THEN 'code_unknown'
               WHEN n.closed_at <= n.at THEN 'code_closed'
               WHEN n.at >= n.joined_at + p_binding THEN 'not_new'
               WHEN n.state <> 'active' OR n.has_been_here THEN 'not_new'
               WHEN n.code_id IS NULL THEN 'no_touch'
               WHEN n.inviter_id = n.member_id THEN 'self_referral'
               WHEN n.inviter_id IS NULL THEN 'bound'
               WHEN n.known_inviter_id IS NULL OR n.inviter_state <> 'active' THEN 'inviter_gone'
               WHEN (n.inviter_joined_at, n.inviter_id) < (n.joined_at, n.member_id) THEN 'bound'
               WHEN referral_descends(p_space, n.inviter_id, n.member_id) THEN 'would_make_cycle'
               ELSE 'inviter_younger'
           END,
           n.joined_at, n.code_id, n.touch_at, n.inviter_id, n.inviter_joined_at, n.first_code_id, n.first_touch_at
    FROM chosen AS n;
END
$$;

-- Binds newcomers; returns one verdict for each, in their order. (Lookups and joins: see qualify.sql.)
--   1. Holds off decisions, which move whole branches, but not other bindings.
--   2. Chooses (above).
--   3. Notes when each of them and of their inviters arrived; the foreign keys of the bindings rest on it.
--   4. Finds each one's depth, also below somebody who is bound in the same batch.
--   5. Writes the bindings; whoever was bound meanwhile by another transaction is 'already_bound'.
--   6. Moves down whom a newcomer has brought in the hours before.
CREATE OR REPLACE FUNCTION referral_bind(
    p_space integer, p_members bigint[], p_codes text[], p_visitors bytea[], p_ats timestamptz[],
    p_validity interval, p_protection interval, p_binding interval
) RETURNS TABLE (
    ordinal bigint, member_id bigint, at timestamptz, verdict text, inviter_id bigint, code_id bigint,
    touch_at timestamptz, first_code_id bigint, first_touch_at timestamptz, depth integer
) LANGUAGE plpgsql SET enable_nestloop = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7211, p_space);
    RETURN QUERY
    WITH RECURSIVE chosen AS MATERIALIZED (
        SELECT * FROM referral_choose(p_space, p_members, p_codes, p_visitors, p_ats, p_validity, p_protection, p_binding)
    ), fit AS MATERIALIZED (
        SELECT * FROM chosen WHERE verdict = 'bound'
    ), arrived AS (
        INSERT INTO referral_arrival (space_id, member_id, joined_at)
        SELECT p_space, member_id, joined_at FROM fit
        UNION
        SELECT p_space, inviter_id, inviter_joined_at FROM fit WHERE inviter_id IS NOT NULL
        ORDER BY 2
        ON CONFLICT (space_id, member_id) DO NOTHING
    ), placed AS (
        SELECT f.member_id, CASE WHEN f.inviter_id IS NULL THEN 0 ELSE 1 + coalesce(b.depth, 0) END AS depth
        FROM fit AS f
        LEFT JOIN LATERAL (
            SELECT depth FROM referral_binding WHERE space_id = p_space AND member_id = f.inviter_id OFFSET 0
        ) AS b ON true
        WHERE f.inviter_id IS NULL OR f.inviter_id NOT IN (SELECT member_id FROM fit)
        UNION ALL
        SELECT f.member_id, p.depth + 1 FROM placed AS p JOIN fit AS f ON f.inviter_id = p.member_id
    ), written AS (
        INSERT INTO referral_binding AS b (
            space_id, member_id, joined_at, inviter_id, inviter_joined_at, depth, code_id, touch_at,
            first_code_id, first_touch_at, protected_until, bound_at, counts
        )
        SELECT p_space, f.member_id, f.joined_at, f.inviter_id, f.inviter_joined_at, p.depth, f.code_id, f.touch_at,
               f.first_code_id, f.first_touch_at,
               f.touch_at + p_protection, f.at, true
        FROM fit AS f JOIN placed AS p USING (member_id)
        ORDER BY f.member_id
        ON CONFLICT (space_id, member_id) DO NOTHING
        RETURNING b.member_id, b.depth
    )
    SELECT c.ordinal, c.member_id, c.at,
           CASE WHEN c.verdict = 'bound' AND w.member_id IS NULL THEN 'already_bound' ELSE c.verdict END,
           c.inviter_id, c.code_id, c.touch_at, c.first_code_id, c.first_touch_at, w.depth
    FROM chosen AS c LEFT JOIN written AS w ON w.member_id = c.member_id AND c.verdict = 'bound'
    ORDER BY c.ordinal;
    PERFORM referral_deepen(p_space, newcomer) FROM unnest(p_members) AS newcomer
        WHERE (SELECT b.member_id FROM referral_binding AS b WHERE b.space_id = p_space AND b.inviter_id = newcomer LIMIT 1) IS NOT NULL;
END
$$;
