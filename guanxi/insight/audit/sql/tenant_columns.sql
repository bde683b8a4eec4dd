-- Every table of ours names the space of each row, and every foreign key between two such tables carries it.
SELECT CASE WHEN NOT EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'space_id' AND NOT a.attisdropped
        AND (a.attnotnull OR c.relname = 'journal_type'))
    THEN 'rows of ' || c.relname || ' do not say whose they are' END AS offence
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND c.relname ~ '^(journal|ledger|spaces|members|circles|shop|referral|trust|quests|distribution|touch|care|insight|connectors)_'
    AND c.relname NOT IN ('spaces_space', 'spaces_user', 'spaces_start', 'spaces_limit')
UNION ALL
SELECT CASE WHEN NOT EXISTS (SELECT FROM unnest(f.conkey, f.confkey) k(here, there) WHERE k.here = h.attnum AND k.there = t.attnum)
    THEN 'the foreign key ' || f.conname || ' can point into another space' END
FROM pg_constraint f JOIN pg_attribute h ON h.attrelid = f.conrelid AND h.attname = 'space_id'
JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attname = 'space_id'
WHERE f.contype = 'f' AND f.conparentid = 0 AND f.connamespace = 'public'::regnamespace
