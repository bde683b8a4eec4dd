-- Facts that the modules above write about members; whole batches, in the order in which settling locks.

-- published
-- The tier of each member and until when it holds (null: no end). Member i is p_members[i]; a member once only.
CREATE OR REPLACE FUNCTION members_set_tiers(
    p_space integer, p_members bigint[], p_tiers text[], p_until timestamptz[]) RETURNS void LANGUAGE sql AS $$
    UPDATE members_member m SET tier = n.tier, tier_until = n.until
    FROM unnest(p_members, p_tiers, p_until) n(member_id, tier, until)
    WHERE m.space_id = p_space AND m.id = n.member_id
        AND (m.tier, m.tier_until) IS DISTINCT FROM (n.tier, n.until)
$$;

-- published
-- The plan of each member and until when it is paid (null: for life).
CREATE OR REPLACE FUNCTION members_set_plans(
    p_space integer, p_members bigint[], p_plans text[], p_until timestamptz[]) RETURNS void LANGUAGE sql AS $$
    UPDATE members_member m SET plan = n.plan, plan_until = n.until
    FROM unnest(p_members, p_plans, p_until) n(member_id, plan, until)
    WHERE m.space_id = p_space AND m.id = n.member_id
        AND (m.plan, m.plan_until) IS DISTINCT FROM (n.plan, n.until)
$$;

-- published
-- Merges a JSON object into the facts of each member; a fact that is null there is taken away.
CREATE OR REPLACE FUNCTION members_set_facts(p_space integer, p_members bigint[], p_facts jsonb[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE members_member m SET facts = jsonb_strip_nulls(m.facts || n.facts)
    FROM unnest(p_members, p_facts) n(member_id, facts)
    WHERE m.space_id = p_space AND m.id = n.member_id AND jsonb_strip_nulls(m.facts || n.facts) <> m.facts
$$;

-- published
-- When each member was last active; member i is p_members[i].
CREATE OR REPLACE FUNCTION members_set_active(p_space integer, p_members bigint[], p_active timestamptz[]) RETURNS bigint LANGUAGE sql AS $$
    WITH changed AS (
        UPDATE members_member m SET active_at = n.active_at
        FROM unnest(p_members, p_active) n(member_id, active_at)
        WHERE m.space_id = p_space AND m.id = n.member_id AND m.active_at IS DISTINCT FROM n.active_at
        RETURNING m.id
    )
    SELECT count(*) FROM changed
$$;
