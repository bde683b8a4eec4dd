-- The real instant, whatever a demo space's story says: for secrets that end and tries that are counted, never for what members did.
-- published
CREATE OR REPLACE FUNCTION kernel_moment() RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;
