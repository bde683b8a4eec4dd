-- Touches and guesses: what happens when somebody comes by a code, known or not.

-- One click: 'touched', 'repeated' (within the window of the visitor's last one, A6), 'code_unknown' or 'code_closed'.
-- Of two clicks at once the unique chain lets one follow the last touch; the other is its repetition.
CREATE OR REPLACE FUNCTION referral_record_touch(
    p_space integer, p_code text, p_visitor bytea, p_source text, p_at timestamptz, p_window interval
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_code referral_code;
    v_last referral_touch;
BEGIN
    SELECT * INTO v_code FROM referral_code WHERE space_id = p_space AND code = p_code;
    IF NOT FOUND THEN
        RETURN 'code_unknown';
    ELSIF v_code.closed_at <= p_at THEN
        RETURN 'code_closed';
    END IF;
    SELECT * INTO v_last FROM referral_touch
        WHERE space_id = p_space AND visitor = p_visitor AND code_id = v_code.id
        ORDER BY at DESC, id DESC LIMIT 1;
    IF p_at < v_last.at + p_window THEN
        RETURN 'repeated';
    END IF;
    INSERT INTO referral_touch (space_id, code_id, visitor, at, source, after_id)
        VALUES (p_space, v_code.id, p_visitor, p_at, p_source, v_last.id)
        ON CONFLICT (visitor, code_id, after_id) DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'touched' ELSE 'repeated' END;
END
$$;

-- Whether any of these origins has used up its unknown codes of this hour (F25).
CREATE OR REPLACE FUNCTION referral_is_guessing(p_space integer, p_origins bytea[], p_at timestamptz, p_limit integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM referral_guess
        WHERE space_id = p_space AND origin = ANY (p_origins)
          AND hour_at = date_trunc('hour', p_at, 'UTC')
          AND misses >= p_limit
    )
$$;

-- Counts one unknown code against each origin; returns those that reach the limit just now, so that the alarm rings once.
CREATE OR REPLACE FUNCTION referral_count_guess(p_space integer, p_origins bytea[], p_at timestamptz, p_limit integer)
RETURNS SETOF bytea LANGUAGE sql AS $$
    WITH counted AS (
        INSERT INTO referral_guess AS guess (space_id, origin, hour_at, misses)
        SELECT p_space, origin, date_trunc('hour', p_at, 'UTC'), 1
        FROM (SELECT DISTINCT unnest(p_origins) AS origin ORDER BY origin) AS origins
        ON CONFLICT (space_id, origin, hour_at) DO UPDATE SET misses = guess.misses + 1
        RETURNING guess.origin, guess.misses
    )
    SELECT origin FROM counted WHERE misses = p_limit
$$;
