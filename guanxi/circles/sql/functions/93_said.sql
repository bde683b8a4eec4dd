-- What was said to a member, once for each post: what their messages and the count of new ones are made of.

-- published
-- The newest thing said to a member under each post they can read, newest first: those older than p_before and newer than p_after, each
-- null for no bound. Reads the comments to them from the newest on, each once, and stops when it has p_limit posts.
CREATE OR REPLACE FUNCTION circles_said_to(p_space integer, p_member bigint, p_before bigint, p_after bigint, p_limit bigint)
RETURNS TABLE (event_id bigint, at timestamptz, post_id bigint, comment_id bigint, circle_id bigint, is_direct boolean, words text, is_own boolean,
    post_kind text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    one record;
    met bigint[] := '{}';
    shown bigint := 0;
BEGIN
    FOR one IN
        SELECT k.event_id, k.post_id, k.id FROM circles_comment k
        WHERE k.space_id = p_space AND k.answered_id = p_member AND k.author_id IS DISTINCT FROM p_member
            AND k.event_id < coalesce(p_before, 9223372036854775807) AND k.event_id > coalesce(p_after, 0)
            AND k.deleted_at IS NULL AND k.hidden_at IS NULL
        ORDER BY k.event_id DESC
    LOOP
        EXIT WHEN shown >= p_limit;
        CONTINUE WHEN one.post_id = ANY (met);
        met := met || one.post_id;
        -- A post of an earlier page has told of this one too.
        CONTINUE WHEN p_before IS NOT NULL AND EXISTS (
            SELECT FROM circles_public_talk t
            WHERE t.space_id = p_space AND t.member_id = p_member AND t.post_id = one.post_id AND t.event_id >= p_before);
        RETURN QUERY SELECT t.event_id, t.at, t.post_id, t.comment_id, t.circle_id, t.is_direct, t.text::text,
                t.post_author_id IS NOT DISTINCT FROM p_member, t.post_kind::text
            FROM circles_public_talk t WHERE t.space_id = p_space AND t.comment_id = one.id AND t.member_id = p_member;
        IF FOUND THEN
            shown := shown + 1;
        END IF;
    END LOOP;
END $$;
