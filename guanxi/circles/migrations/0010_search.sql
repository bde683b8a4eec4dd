-- The index of what was written. Lexemes only, without positions: guanxi/circles/search/terms.py says what they are.

CREATE TABLE circles_search (
    space_id integer NOT NULL,
    post_id bigint NOT NULL,
    comment_id bigint NOT NULL,
    circle_id bigint NOT NULL,
    words tsvector NOT NULL,
    CONSTRAINT circles_search_pkey PRIMARY KEY (space_id, post_id, comment_id),
    CONSTRAINT circles_search_post
        FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id) ON DELETE CASCADE
);
-- Serves circles_find: the texts with these lexemes. What waits to be sorted in is kept short, because every search reads it.
CREATE INDEX circles_search_words ON circles_search USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 256);
-- The planner must know how common a lexeme is: a common one is found faster from the newest text backwards.
ALTER TABLE circles_search ALTER COLUMN words SET STATISTICS 1000;
ALTER TABLE circles_search SET (autovacuum_analyze_scale_factor = 0.05);

-- Row-level security would keep the index from being used: `@@` is not leakproof, so it may only be asked of rows that
-- have passed the policy, one by one. The owner therefore looks, through this function alone, and the function asks for
-- the space itself, twice: each lexeme begins with its number, and so does the condition. It gives out numbers, no text;
-- who reads the posts of these numbers does so under the policy of circles_post.
CREATE FUNCTION circles_find(
    p_tiers text[], p_words text, p_typed text, p_circles bigint[], p_most integer, p_enough integer
) RETURNS TABLE (post_id bigint, comment_id bigint, tier integer, score integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    here integer := nullif(current_setting('app.space', true), '')::integer;
    so_far integer := 0;
    now_found integer;
    this_tier integer := 0;
    asked text;
BEGIN
    FOREACH asked IN ARRAY p_tiers LOOP
        RETURN QUERY EXECUTE $query$
            SELECT s.post_id, s.comment_id, $5,
                CASE WHEN s.words @@ $6 THEN 1 ELSE 0 END + CASE WHEN s.words @@ $7 THEN 2 ELSE 0 END
            FROM public.circles_search s
            WHERE s.space_id = $1 AND s.words @@ $2 AND s.circle_id = ANY ($3)
            ORDER BY s.post_id DESC, s.comment_id DESC LIMIT $4
        $query$ USING here, asked::tsquery, p_circles, p_most, this_tier, p_words::tsquery, p_typed::tsquery;
        GET DIAGNOSTICS now_found = ROW_COUNT;
        so_far := so_far + now_found;
        this_tier := this_tier + 1;
        EXIT WHEN so_far >= p_enough;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION circles_find(text[], text, text, bigint[], integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION circles_find(text[], text, text, bigint[], integer, integer) TO guanxi_app;

-- How many texts have each of some parts, counted up to a number: what is rare says more. Looks for the same reason.
CREATE FUNCTION circles_weigh(p_parts text[], p_most integer) RETURNS TABLE (asked text, texts integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    here integer := nullif(current_setting('app.space', true), '')::integer;
BEGIN
    FOREACH asked IN ARRAY p_parts LOOP
        EXECUTE 'SELECT count(*) FROM (SELECT FROM public.circles_search s WHERE s.space_id = $1 AND s.words @@ $2 LIMIT $3) c'
            INTO texts USING here, asked::tsquery, p_most;
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION circles_weigh(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION circles_weigh(text[], integer) TO guanxi_app;
