-- as guanxi/journal/sql/partitions.sql
-- Makes partitions with the owner's rights.
CREATE FUNCTION journal_make_room() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ -- <- bad
BEGIN
    PERFORM set_config('search_path', 'public', true);
END $$;
