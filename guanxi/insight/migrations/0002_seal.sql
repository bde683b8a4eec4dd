-- The seals: what had been recorded by a moment, as a digest that can be computed again for ever.

CREATE TABLE insight_seal (
    space_id  integer NOT NULL,
    stream    text NOT NULL,
    number    integer NOT NULL,
    first_id  bigint NOT NULL,
    last_id   bigint NOT NULL,
    rows      bigint NOT NULL,
    digest    bytea NOT NULL,
    head      bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT insight_seal_pk PRIMARY KEY (space_id, stream, number),
    CONSTRAINT insight_seal_stream_is_known CHECK (stream IN ('transfer', 'event')),
    CONSTRAINT insight_seal_is_a_range CHECK (first_id <= last_id AND number >= 1 AND rows >= 0)
);
COMMENT ON TABLE insight_seal IS 'a closed range of ids: head = sha256(head before || digest), digest = sha256 of the rows in canonical form';
CREATE FUNCTION insight_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'GX009';
END $$;
CREATE TRIGGER insight_seal_is_append_only BEFORE UPDATE OR DELETE ON insight_seal
    FOR EACH ROW EXECUTE FUNCTION insight_refuse_change();
