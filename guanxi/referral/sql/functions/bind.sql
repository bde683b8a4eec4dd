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
    WITH asked AS (
        SELECT a.ordinal, a.member_id, a.code, a.visitor, a.at, c.id AS typed_id, c.closed_at,
               m.member_id AS known_id, m.state, m.returning AS has_been_here, coalesce(place.joined_at, m.joined_at) AS joined_at
        FROM unnest(p_members, p_codes, p_visitors, p_ats) WITH ORDINALITY AS a(member_id, code, visitor, at, ordinal)
        LEFT JOIN referral_code AS c ON c.space_id = p_space AND c.code = a.code
        LEFT JOIN members_public_member AS m ON m.space_id = p_space AND m.member_id = a.member_id
        LEFT JOIN referral_arrival AS place ON place.space_id = p_space AND place.member_id = a.member_id
    ), touches AS (
        SELECT a.ordinal, t.code_id, t.at, t.id
        FROM asked AS a
        JOIN referral_touch AS t ON t.space_id = p_space AND t.visitor = a.visitor AND t.at <= a.at
        JOIN referral_code AS c ON c.space_id = p_space AND c.id = t.code_id
        WHERE c.member_id IS DISTINCT FROM a.member_id
        UNION ALL
        SELECT a.ordinal, a.typed_id, a.at, NULL FROM asked AS a WHERE a.typed_id IS NOT NULL
    ), winners AS (
        SELECT DISTINCT ON (t.ordinal) t.ordinal, t.code_id, t.at
        FROM touches AS t JOIN asked AS a USING (ordinal)
        WHERE t.at > a.at - p_validity
        ORDER BY t.ordinal,
                 t.at > a.at - p_protection DESC,
                 CASE WHEN t.at > a.at - p_protection THEN t.at END,
                 t.at DESC, t.id DESC NULLS FIRST
    ), firsts AS (
        SELECT DISTINCT ON (t.ordinal) t.ordinal, t.code_id, t.at
        FROM touches AS t ORDER BY t.ordinal, t.at, t.id
    ), chosen AS (
        SELECT a.*, w.code_id, w.at AS touch_at, f.code_id AS first_code_id, f.at AS first_touch_at,
               c.member_id AS inviter_id, i.member_id AS known_inviter_id, i.state AS inviter_state,
               coalesce(place.joined_at, i.joined_at) AS inviter_joined_at,
               b.member_id IS NOT NULL
                   OR row_number() OVER (PARTITION BY a.member_id ORDER BY a.ordinal) > 1 AS is_bound
        FROM asked AS a
        LEFT JOIN winners AS w USING (ordinal)
        LEFT JOIN firsts AS f USING (ordinal)
        LEFT JOIN referral_code AS c ON c.space_id = p_space AND c.id = w.code_id
        LEFT JOIN members_public_member AS i ON i.space_id = p_space AND i.member_id = c.member_id
        LEFT JOIN referral_arrival AS place ON place.space_id = p_space AND place.member_id = c.member_id
        LEFT JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = a.member_id
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

-- Binds newcomers; returns one verdict for each, in their order.
--   1. Holds off decisions, which move whole branches, but not other bindings.
--   2. Chooses (above).
--   3. Notes when each of them and of their inviters arrived; the foreign keys of the bindings rest on it.
--   4. Finds each one's depth, also below somebody who is bound in the same batch.
--   5. Writes the bindings; whoever was bound meanwhile by another transaction is 'already_bound'.
CREATE OR REPLACE FUNCTION referral_bind(
    p_space integer, p_members bigint[], p_codes text[], p_visitors bytea[], p_ats timestamptz[],
    p_validity interval, p_protection interval, p_binding interval
) RETURNS TABLE (
    ordinal bigint, member_id bigint, at timestamptz, verdict text, inviter_id bigint, code_id bigint,
    touch_at timestamptz, first_code_id bigint, first_touch_at timestamptz, depth integer
) LANGUAGE plpgsql AS $$
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
        LEFT JOIN referral_binding AS b ON b.space_id = p_space AND b.member_id = f.inviter_id
        WHERE f.inviter_id IS NULL OR f.inviter_id NOT IN (SELECT member_id FROM fit)
        UNION ALL
        SELECT f.member_id, p.depth + 1 FROM placed AS p JOIN fit AS f ON f.inviter_id = p.member_id
    ), written AS (
        INSERT INTO referral_binding AS b (
            space_id, member_id, joined_at, inviter_id, inviter_joined_at, depth, code_id, touch_at,
            first_code_id, first_touch_at, protected_until, bound_at
        )
        SELECT p_space, f.member_id, f.joined_at, f.inviter_id, f.inviter_joined_at, p.depth, f.code_id, f.touch_at,
               f.first_code_id, f.first_touch_at,
               f.touch_at + p_protection, f.at
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
END
$$;
