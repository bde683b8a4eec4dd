-- What members who are here told with their check-ins and share, the featured ones in front, then newest first; a page after the given one.
SELECT k.event_id, k.member_id, k.local_date, k.at, k.text, k.picture_ids, k.featured_id IS NOT NULL, k.made_up,
       f.state, f.sealed_name, f.avatar_id, f.is_staff
FROM (
    (SELECT c.*, 0 AS part FROM challenges_checkin AS c
     WHERE c.space_id = %(space)s AND c.quest_id = %(quest)s AND c.featured_id IS NOT NULL AND c.shared AND NOT c.voided AND c.hidden_at IS NULL
         AND %(before)s::bigint IS NULL AND NOT EXISTS (
             SELECT FROM members_public_member AS m WHERE m.space_id = %(space)s AND m.member_id = c.member_id AND m.state = 'left')
     ORDER BY c.featured_id DESC LIMIT %(featured)s)
    UNION ALL
    (SELECT c.*, 1 FROM challenges_checkin AS c
     WHERE c.space_id = %(space)s AND c.quest_id = %(quest)s AND c.shared AND NOT c.voided AND c.hidden_at IS NULL AND c.featured_id IS NULL
         AND (%(before)s::bigint IS NULL OR c.event_id < %(before)s) AND NOT EXISTS (
             SELECT FROM members_public_member AS m WHERE m.space_id = %(space)s AND m.member_id = c.member_id AND m.state = 'left')
     ORDER BY c.event_id DESC LIMIT %(limit)s)) AS k
LEFT JOIN members_public_face AS f ON f.space_id = %(space)s AND f.member_id = k.member_id
ORDER BY k.part, CASE WHEN k.part = 0 THEN k.featured_id ELSE k.event_id END DESC
