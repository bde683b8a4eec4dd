-- Blanks what a member wrote who is erased, and lets them leave every circle; others' words under theirs stay.

UPDATE circles_post
    SET text = '', pictures = '[]', edited_at = NULL, pinned_at = NULL, featured_at = NULL
    WHERE space_id = %(space)s AND author_id = %(member)s;

DELETE FROM circles_revision r USING circles_post p
    WHERE r.space_id = %(space)s AND p.space_id = r.space_id AND p.id = r.post_id AND p.author_id = %(member)s;

DELETE FROM circles_posttopic t USING circles_post p
    WHERE t.space_id = %(space)s AND p.space_id = t.space_id AND p.id = t.post_id AND p.author_id = %(member)s;

UPDATE circles_polloption o
    SET text = ''
    FROM circles_post p
    WHERE o.space_id = %(space)s AND p.space_id = o.space_id AND p.id = o.post_id AND p.author_id = %(member)s;

UPDATE circles_comment
    SET text = ''
    WHERE space_id = %(space)s AND author_id = %(member)s;

DELETE FROM circles_bookmark
    WHERE space_id = %(space)s AND member_id = %(member)s;

DELETE FROM circles_invitation
    WHERE space_id = %(space)s AND member_id = %(member)s;

UPDATE circles_entryrequest
    SET note = '',
        reason = CASE WHEN state = 'declined' THEN '—' ELSE '' END,
        state = CASE WHEN state = 'pending' THEN 'withdrawn' ELSE state END
    WHERE space_id = %(space)s AND member_id = %(member)s;

UPDATE circles_proposal
    SET name = '—', trait = '—', background = '—',
        reason = CASE WHEN state = 'declined' THEN '—' ELSE '' END,
        state = CASE WHEN state = 'pending' THEN 'withdrawn' ELSE state END
    WHERE space_id = %(space)s AND member_id = %(member)s AND state <> 'approved';

UPDATE circles_circle
    SET host_member_id = NULL
    WHERE space_id = %(space)s AND host_member_id = %(member)s;

UPDATE circles_circle c
    SET members = members - 1
    FROM circles_membership m
    WHERE m.space_id = %(space)s AND m.member_id = %(member)s AND m.left_at IS NULL AND c.space_id = m.space_id AND c.id = m.circle_id;

UPDATE circles_membership
    SET left_at = coalesce(left_at, %(at)s), role = 'member', muted_until = NULL, mute_reason = '', removal_reason = ''
    WHERE space_id = %(space)s AND member_id = %(member)s;
