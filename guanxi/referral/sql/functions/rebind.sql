-- The audited decision about somebody's inviter: it moves a whole branch, so it holds the space's lock exclusively.

-- Binds p_member to p_code, whatever was before; p_decision is the event that says why. Depths below follow.
CREATE OR REPLACE FUNCTION referral_rebind(p_space integer, p_member bigint, p_code bigint, p_at timestamptz, p_decision bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_code referral_code;
    v_depth integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7211, p_space), set_config('referral.decision', p_decision::text, true);
    SELECT * INTO STRICT v_code FROM referral_code WHERE space_id = p_space AND id = p_code;
    INSERT INTO referral_arrival (space_id, member_id, joined_at)
    SELECT p_space, member_id, joined_at FROM members_public_member
    WHERE space_id = p_space AND member_id IN (p_member, v_code.member_id) ORDER BY member_id
    ON CONFLICT (space_id, member_id) DO NOTHING;
    IF v_code.member_id IS NOT NULL THEN
        SELECT coalesce((SELECT depth FROM referral_binding WHERE space_id = p_space AND member_id = v_code.member_id), 0) + 1
        INTO v_depth;
    END IF;
    INSERT INTO referral_binding AS b (
        space_id, member_id, joined_at, inviter_id, inviter_joined_at, depth, code_id, touch_at, first_code_id,
        first_touch_at, protected_until, bound_at, counts, decision_id
    )
    SELECT p_space, p_member, a.joined_at, v_code.member_id, i.joined_at, v_depth, v_code.id, p_at, v_code.id,
           p_at, p_at, p_at, true, p_decision
    FROM referral_arrival AS a
    LEFT JOIN referral_arrival AS i ON i.space_id = p_space AND i.member_id = v_code.member_id
    WHERE a.space_id = p_space AND a.member_id = p_member
    ON CONFLICT (space_id, member_id) DO UPDATE
        SET inviter_id = excluded.inviter_id, inviter_joined_at = excluded.inviter_joined_at, depth = excluded.depth,
            code_id = excluded.code_id, decision_id = excluded.decision_id;
    PERFORM referral_deepen(p_space, p_member);
END
$$;

-- Counts the depths below p_member anew: from its own, or from 0 where nobody and no channel brought it.
CREATE OR REPLACE FUNCTION referral_deepen(p_space integer, p_member bigint) RETURNS void LANGUAGE sql AS $$
    WITH RECURSIVE below AS (
        SELECT p_member AS member_id,
               coalesce((SELECT depth FROM referral_binding WHERE space_id = p_space AND member_id = p_member), 0) AS depth
        UNION ALL
        SELECT b.member_id, below.depth + 1 FROM below
        JOIN referral_binding AS b ON b.space_id = p_space AND b.inviter_id = below.member_id
    )
    UPDATE referral_binding AS b SET depth = below.depth FROM below
    WHERE b.space_id = p_space AND b.member_id = below.member_id AND b.depth <> below.depth
$$;

-- Two members turned out to be one person (RE-6): the earlier binding wins, and what the other gave is lost.
--  1. Under the space's lock and the decision p_decision; the caller has refused people of one chain.
--  2. The person joined when the earlier of the two did; whoever the absorbed one brought is the kept one's now.
--  3. The winner's binding becomes the kept one's, without an inviter who joined after the person had.
--  4. The qualifications of the other binding are lost; the reaction to the merge takes them back.
CREATE OR REPLACE FUNCTION referral_merge(p_space integer, p_kept bigint, p_absorbed bigint, p_decision bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_joined timestamptz;
    v_kept referral_binding;
    v_absorbed referral_binding;
    v_wins boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(7211, p_space), set_config('referral.decision', p_decision::text, true);
    SELECT * INTO v_kept FROM referral_binding WHERE space_id = p_space AND member_id = p_kept;
    SELECT * INTO v_absorbed FROM referral_binding WHERE space_id = p_space AND member_id = p_absorbed;
    v_wins := v_absorbed.member_id IS NOT NULL AND (v_kept.member_id IS NULL OR v_absorbed.bound_at < v_kept.bound_at);
    SELECT min(coalesce(a.joined_at, m.joined_at)) INTO v_joined
    FROM members_public_member AS m
    LEFT JOIN referral_arrival AS a ON a.space_id = p_space AND a.member_id = m.member_id
    WHERE m.space_id = p_space AND m.member_id IN (p_kept, p_absorbed);

    UPDATE referral_binding SET inviter_id = NULL, inviter_joined_at = NULL, depth = 0, decision_id = p_decision
        WHERE space_id = p_space AND member_id = p_kept AND inviter_id IS NOT NULL;
    INSERT INTO referral_arrival (space_id, member_id, joined_at) VALUES (p_space, p_kept, v_joined)
        ON CONFLICT (space_id, member_id) DO UPDATE SET joined_at = excluded.joined_at;
    UPDATE referral_binding SET inviter_id = p_kept, inviter_joined_at = v_joined, decision_id = p_decision
        WHERE space_id = p_space AND inviter_id = p_absorbed AND merged_into_id IS NULL;
    PERFORM referral_settle_merged(p_space, p_kept, v_joined, CASE WHEN v_wins THEN v_absorbed ELSE v_kept END, p_decision);
    UPDATE referral_binding SET merged_into_id = p_kept, counts = false
        WHERE space_id = p_space AND (member_id = p_absorbed OR merged_into_id = p_absorbed);

    UPDATE referral_qualification SET is_lost = true
        WHERE space_id = p_space AND member_id = CASE WHEN v_wins THEN p_kept ELSE p_absorbed END;
    UPDATE referral_qualification AS q SET member_id = p_kept, generation = q.generation + coalesce(top.generation, 0)
        FROM (SELECT max(generation) AS generation FROM referral_qualification
              WHERE space_id = p_space AND member_id = p_kept) AS top
        WHERE q.space_id = p_space AND q.member_id = p_absorbed;
    UPDATE referral_code SET member_id = p_kept, is_inherited = true WHERE space_id = p_space AND member_id = p_absorbed;
    PERFORM referral_deepen(p_space, p_kept);
END
$$;

-- Writes the winning binding of a merge as that of the kept member; nothing where neither was bound.
CREATE OR REPLACE FUNCTION referral_settle_merged(
    p_space integer, p_kept bigint, p_joined timestamptz, p_winner referral_binding, p_decision bigint
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO referral_binding (
        space_id, member_id, joined_at, inviter_id, inviter_joined_at, depth, code_id, touch_at, first_code_id,
        first_touch_at, protected_until, bound_at, ended_at, counts, decision_id
    )
    SELECT p_space, p_kept, p_joined, i.member_id, i.joined_at,
           CASE WHEN i.member_id IS NULL THEN 0 ELSE coalesce(above.depth, 0) + 1 END,
           p_winner.code_id, p_winner.touch_at, p_winner.first_code_id, p_winner.first_touch_at, p_winner.protected_until,
           p_winner.bound_at, p_winner.ended_at, p_winner.counts, p_decision
    FROM (SELECT 1) AS one
    LEFT JOIN referral_arrival AS i ON i.space_id = p_space AND i.member_id = p_winner.inviter_id
        AND (i.joined_at, i.member_id) < (p_joined, p_kept)
    LEFT JOIN referral_binding AS above ON above.space_id = p_space AND above.member_id = i.member_id
    WHERE p_winner.member_id IS NOT NULL
    ON CONFLICT (space_id, member_id) DO UPDATE
        SET inviter_id = excluded.inviter_id, inviter_joined_at = excluded.inviter_joined_at, depth = excluded.depth,
            code_id = excluded.code_id, touch_at = excluded.touch_at, first_code_id = excluded.first_code_id,
            first_touch_at = excluded.first_touch_at, protected_until = excluded.protected_until,
            bound_at = excluded.bound_at, counts = excluded.counts, decision_id = excluded.decision_id
$$;
