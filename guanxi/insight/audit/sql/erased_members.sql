-- Of an erased member no key is left, nor anything that was readable with it.
SELECT CASE
    WHEN s.wrapped_key IS NOT NULL OR s.key_destroyed_at IS NULL THEN 'the key of erased member ' || m.id || ' still exists'
    WHEN EXISTS (SELECT FROM members_externalid x WHERE x.space_id = m.space_id AND x.member_id = m.id)
        OR EXISTS (SELECT FROM members_profilevalue x WHERE x.space_id = m.space_id AND x.member_id = m.id)
        OR EXISTS (SELECT FROM members_membertag x WHERE x.space_id = m.space_id AND x.member_id = m.id)
        OR m.user_id IS NOT NULL OR m.facts <> '{}' THEN 'something tells who erased member ' || m.id || ' was'
    WHEN EXISTS (SELECT FROM members_consent x WHERE x.space_id = m.space_id AND x.member_id = m.id AND x.withdrawn_at IS NULL)
        THEN 'a consent of erased member ' || m.id || ' still stands'
    WHEN EXISTS (SELECT FROM ledger_account a WHERE a.space_id = m.space_id AND a.owner_id = m.id AND a.kind <= 'debt' AND a.balance <> 0
                 AND NOT EXISTS (SELECT FROM journal_public_pending p WHERE p.space_id = m.space_id AND p.member_id = m.id))
        THEN 'erased member ' || m.id || ' still holds value or debt' END AS offence
FROM members_member m LEFT JOIN journal_subject s ON s.space_id = m.space_id AND s.id = m.id
WHERE m.space_id = %(space)s AND (m.state = 'erased' OR EXISTS (
    SELECT FROM members_member k WHERE k.space_id = m.space_id AND k.id = m.merged_into AND k.state = 'erased'))
