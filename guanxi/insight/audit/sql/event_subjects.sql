-- Every event is of a type that the space knows and about a subject of the space, or about nobody.
SELECT CASE
    WHEN y.id IS NULL OR y.space_id <> e.space_id THEN 'event ' || e.id || ' is of a type that this space does not know'
    WHEN e.member_id IS NOT NULL AND s.id IS NULL THEN 'event ' || e.id || ' is about member ' || e.member_id || ', whom this space does not have'
    END AS offence
FROM journal_event e LEFT JOIN journal_type y ON y.id = e.type_id
LEFT JOIN journal_subject s ON s.space_id = e.space_id AND s.id = e.member_id WHERE e.space_id = %(space)s
