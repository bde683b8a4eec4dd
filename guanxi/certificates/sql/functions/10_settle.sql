-- Certificates follow the grants of quests: issued once, revoked when the grant is taken back, valid again when it is given anew.

-- The certificates that stand: of one member, or (without a member) those granted by an event since p_since.
-- Several of one quest are told apart by the step and its period, or by the event that earned them.
CREATE OR REPLACE FUNCTION certificates_due(p_space integer, p_member bigint, p_since bigint)
RETURNS TABLE (quest_id bigint, slug text, member_id bigint, source text, grant_id bigint, at timestamptz) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF p_member IS NULL THEN
        RETURN QUERY
        SELECT g.quest_id, g.code, coalesce(m.merged_into, m.member_id),
               CASE WHEN g.step_no > 0 THEN 'step:' || g.step_no || ':' || g.period ELSE 'event:' || g.source_id END, g.event_id, g.at
        FROM quests_public_grant AS g
        JOIN members_public_member AS m ON m.space_id = p_space AND m.member_id = g.member_id AND m.state <> 'erased'
        WHERE g.space_id = p_space AND g.event_id >= p_since AND g.kind = 'certificate' AND g.state = 'granted';
    ELSE
        RETURN QUERY
        SELECT g.quest_id, g.code, p_member,
               CASE WHEN g.step_no > 0 THEN 'step:' || g.step_no || ':' || g.period ELSE 'event:' || g.source_id END, g.event_id, g.at
        FROM quests_public_reached AS r
        JOIN quests_public_grant AS g ON g.space_id = p_space AND g.event_id = r.event_id
        WHERE r.space_id = p_space AND r.undone_id IS NULL AND g.kind = 'certificate' AND g.state = 'granted'
          AND r.member_id IN (SELECT p_member UNION ALL
                              SELECT m.member_id FROM members_public_member AS m WHERE m.space_id = p_space AND m.merged_into = p_member);
    END IF;
END
$$;

-- Issues what is due, revokes what no longer stands; returns what changed, to be told in the journal.
CREATE OR REPLACE FUNCTION certificates_settle(p_space integer, p_member bigint, p_since bigint, p_now timestamptz)
RETURNS TABLE (what text, certificate_id bigint, member_id bigint, slug text, quest text, grant_id bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH due AS (
        SELECT DISTINCT ON (d.quest_id, d.slug, d.member_id, d.source) d.*
        FROM certificates_due(p_space, p_member, p_since) AS d
        ORDER BY d.quest_id, d.slug, d.member_id, d.source, d.grant_id DESC
    ), fresh AS (
        SELECT d.*, c.id AS known_id, c.revoked_at, c.gone_at, c.grant_id AS known_grant
        FROM due AS d
        LEFT JOIN LATERAL (
            SELECT * FROM certificates_certificate AS c
            WHERE c.space_id = p_space AND c.quest_id = d.quest_id AND c.slug = d.slug
              AND c.member_id = d.member_id AND c.source = d.source OFFSET 0) AS c ON true
        WHERE c.id IS NULL OR (c.gone_at IS NULL AND (c.grant_id <> d.grant_id OR c.revoked_at IS NOT NULL))
    ), issued AS (
        INSERT INTO certificates_certificate AS c
            (space_id, public_id, member_id, quest_id, slug, source, grant_id, words, earned_at, issued_at)
        SELECT p_space, replace(gen_random_uuid()::text, '-', ''), f.member_id, f.quest_id, f.slug, f.source, f.grant_id,
               jsonb_build_object('title', coalesce(t.title, ''), 'text', coalesce(t.text, ''), 'signer', coalesce(t.signer, ''),
                                  'look', coalesce(t.look, ''), 'quest', q.title), f.at, p_now
        FROM fresh AS f
        JOIN quests_public_quest AS q ON q.space_id = p_space AND q.quest_id = f.quest_id
        LEFT JOIN certificates_template AS t ON t.space_id = p_space AND t.slug = f.slug
        ORDER BY f.member_id, f.quest_id, f.slug, f.source
        ON CONFLICT (quest_id, slug, member_id, source, space_id) DO UPDATE
            SET grant_id = excluded.grant_id, revoked_at = NULL WHERE c.gone_at IS NULL
        RETURNING c.id, c.member_id, c.slug, c.quest_id, c.grant_id
    )
    SELECT CASE WHEN f.known_id IS NULL THEN 'issued' ELSE 'reinstated' END, i.id, i.member_id, i.slug::text, q.slug, i.grant_id
    FROM issued AS i
    JOIN fresh AS f ON f.grant_id = i.grant_id AND f.slug = i.slug
    JOIN quests_public_quest AS q ON q.space_id = p_space AND q.quest_id = i.quest_id
    WHERE f.known_id IS NULL OR f.revoked_at IS NOT NULL;

    RETURN QUERY
    WITH revoked AS (
        UPDATE certificates_certificate AS c SET revoked_at = p_now
        WHERE c.space_id = p_space AND c.revoked_at IS NULL AND c.gone_at IS NULL
          AND (p_member IS NULL OR c.member_id = p_member)
          AND NOT EXISTS (
              SELECT FROM quests_public_grant AS g
              WHERE g.space_id = p_space AND g.event_id = c.grant_id AND g.kind = 'certificate' AND g.code = c.slug AND g.state = 'granted')
        RETURNING c.id, c.member_id, c.slug, c.quest_id, c.grant_id
    )
    SELECT 'revoked', r.id, r.member_id, r.slug::text, q.slug, r.grant_id
    FROM revoked AS r JOIN quests_public_quest AS q ON q.space_id = p_space AND q.quest_id = r.quest_id;
END
$$;
