-- Lets everything that %(lose)s wrote and did be of %(keep)s: they are one person. Where both did the same, one stays.

DELETE FROM circles_reaction l
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s
    AND EXISTS (SELECT
    FROM circles_reaction k
    WHERE k.space_id = l.space_id AND k.post_id = l.post_id AND k.kind = l.kind AND k.member_id = %(keep)s);

UPDATE circles_reaction
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

DELETE FROM circles_ballot l
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s
    AND EXISTS (SELECT
    FROM circles_ballot k
    WHERE k.space_id = l.space_id AND k.post_id = l.post_id AND k.member_id = %(keep)s);

UPDATE circles_ballot
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

DELETE FROM circles_bookmark l
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s
    AND EXISTS (SELECT
    FROM circles_bookmark k
    WHERE k.space_id = l.space_id AND k.post_id = l.post_id AND k.member_id = %(keep)s);

UPDATE circles_bookmark
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

UPDATE circles_post
    SET author_id = %(keep)s, once = NULL
    WHERE space_id = %(space)s AND author_id = %(lose)s;

UPDATE circles_comment
    SET author_id = %(keep)s, once = NULL
    WHERE space_id = %(space)s AND author_id = %(lose)s;

UPDATE circles_comment
    SET answered_id = %(keep)s
    WHERE space_id = %(space)s AND answered_id = %(lose)s;

UPDATE circles_circle
    SET host_member_id = %(keep)s
    WHERE space_id = %(space)s AND host_member_id = %(lose)s;

UPDATE circles_circle c
    SET members = members - 1
    FROM circles_membership l
    JOIN circles_membership k ON k.space_id = l.space_id AND k.circle_id = l.circle_id AND k.member_id = %(keep)s AND k.left_at IS NULL
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s AND l.left_at IS NULL AND c.space_id = l.space_id AND c.id = l.circle_id;

UPDATE circles_membership k
    SET role = CASE WHEN 'host' IN (k.role, l.role) THEN 'host' WHEN 'moderator' IN (k.role, l.role) THEN 'moderator'
            ELSE 'member' END,
        left_at = CASE WHEN k.left_at IS NULL OR l.left_at IS NULL THEN NULL ELSE k.left_at END,
        entered_at = least(k.entered_at, l.entered_at), is_barred = k.is_barred OR l.is_barred,
        muted_until = greatest(k.muted_until, l.muted_until),
        mute_reason = CASE WHEN k.mute_reason = '' THEN l.mute_reason ELSE k.mute_reason END,
        removal_reason = CASE WHEN k.removal_reason = '' THEN l.removal_reason ELSE k.removal_reason END
    FROM circles_membership l
    WHERE k.space_id = %(space)s AND k.member_id = %(keep)s AND l.space_id = k.space_id AND l.circle_id = k.circle_id AND l.member_id = %(lose)s;

DELETE FROM circles_membership l
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s
    AND EXISTS (SELECT
    FROM circles_membership k
    WHERE k.space_id = l.space_id AND k.circle_id = l.circle_id AND k.member_id = %(keep)s);

UPDATE circles_membership
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

UPDATE circles_membership
    SET inviter_id = %(keep)s
    WHERE space_id = %(space)s AND inviter_id = %(lose)s;

DELETE FROM circles_invitation l
    WHERE l.space_id = %(space)s AND l.member_id = %(lose)s
    AND EXISTS (SELECT
    FROM circles_invitation k
    WHERE k.space_id = l.space_id AND k.circle_id = l.circle_id AND k.member_id = %(keep)s);

UPDATE circles_invitation
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

UPDATE circles_entryrequest
    SET state = 'withdrawn'
    WHERE space_id = %(space)s AND member_id = %(lose)s AND state = 'pending';

UPDATE circles_entryrequest
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;

UPDATE circles_proposal
    SET state = 'withdrawn'
    WHERE space_id = %(space)s AND member_id = %(lose)s AND state = 'pending';

UPDATE circles_proposal
    SET member_id = %(keep)s
    WHERE space_id = %(space)s AND member_id = %(lose)s;
