-- One effect moves value once a generation, for ever: the unique key is there, is valid, and holds.
SELECT CASE WHEN NOT EXISTS (
    SELECT FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.oid = to_regclass('public.' || k.relation) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
             WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::smallint[])) = k.columns)
    THEN 'nothing keeps (' || array_to_string(k.columns, ', ') || ') unique in ' || k.relation END AS offence
FROM (VALUES ('ledger_transfer', ARRAY['effect_key', 'generation', 'space_id']),
             ('quests_grant', ARRAY['generation', 'promise_id', 'source_id', 'space_id']),
             ('quests_reached', ARRAY['generation', 'member_id', 'period', 'quest_id', 'space_id', 'step_no']),
             ('journal_key', ARRAY['key', 'space_id'])) k(relation, columns)
UNION ALL
SELECT CASE WHEN count(*) > 1 THEN 'effect ' || effect_key || ' moved value ' || count(*) || ' times' END
FROM ledger_transfer WHERE space_id = %(space)s GROUP BY effect_key, generation
