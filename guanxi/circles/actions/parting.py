"""What circles do when somebody is erased, turns out to be somebody else, or asks for all that is known of them."""

import json
from datetime import datetime
from importlib.resources import files

from guanxi.circles import hooks, models
from guanxi.circles.actions import concealing, counting, posting
from guanxi.kernel import statements, tenancy
from guanxi.media import actions as pictures

_TOUCHED = """
    SELECT post_id, 'reaction' FROM circles_reaction WHERE space_id = %(space)s AND member_id = %(lose)s
    UNION SELECT post_id, 'comment' FROM circles_comment WHERE space_id = %(space)s AND author_id = %(lose)s
    UNION SELECT post_id, 'ballot' FROM circles_ballot WHERE space_id = %(space)s AND member_id = %(lose)s
    ORDER BY 1
"""
_COUNTS = {
    "reaction": counting.recount_reactions,
    "comment": counting.recount_comments,
    "ballot": counting.recount_votes,
}


def forget_author(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Blank what somebody who is erased wrote, and let them leave every circle; others' words under theirs stay."""
    del actor
    statements.run(_file("forget"), {"space": space_id, "member": member_id, "at": at})
    for row in models.Post.objects.filter(space_id=space_id, author_id=member_id).order_by("id").iterator():
        hooks.pass_on(posting.text_of(row, is_seen=False))


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Let everything that one wrote and did be the other's, since they are one person."""
    del event_id, actor
    known = {"space": space_id, "keep": keep, "lose": lose}
    touched = statements.rows(_TOUCHED, known)
    statements.run(_file("merge"), known)
    for post_id, what in touched:
        _COUNTS[what](space_id, post_id)


def exported(*, space_id: int, member_id: int) -> object:
    """What a member wrote and where they are, as plain data; what they chose in polls is theirs too."""
    posts = models.Post.objects.filter(space_id=space_id, author_id=member_id).order_by("id")
    comments = models.Comment.objects.filter(space_id=space_id, author_id=member_id).order_by("id")
    memberships = models.Membership.objects.filter(space_id=space_id, member_id=member_id).order_by("entered_at")
    names = dict(models.Circle.objects.filter(space_id=space_id).values_list("id", "name"))
    return {
        "circles": [
            {"circle": names[row.circle_id], "entered_at": row.entered_at, "left_at": row.left_at, "role": row.role}
            for row in memberships
        ],
        "posts": [
            {
                "circle": names[row.circle_id],
                "written_at": row.created_at,
                "text": row.text,
                "pictures": row.pictures,
                "declared": row.declared,
                "deleted_at": row.deleted_at,
            }
            for row in posts
        ],
        "comments": [{"post": row.post_id, "written_at": row.created_at, "text": row.text} for row in comments],
        "reactions": list(
            models.Reaction.objects.filter(space_id=space_id, member_id=member_id, is_given=True)
            .order_by("at")
            .values("post_id", "kind", "at")
        ),
        "ballots": list(
            models.Ballot.objects.filter(space_id=space_id, member_id=member_id)
            .order_by("at")
            .values("post_id", "choices", "at")
        ),
    }


def forget_deleted(*, space_id: int, now: datetime) -> int:
    """Blank what was deleted longer ago than it can be brought back; returns how many posts and comments."""
    known = {"space": space_id, "now": now, "days": concealing.UNDO_DAYS}
    with tenancy.acting_in(space_id):
        posts = statements.rows(_BLANK_POSTS, known)
        statements.run(_BLANK_REVISIONS, {"space": space_id, "posts": [row[0] for row in posts]})
        shown = [picture for _, found in posts for picture in json.loads(found)]
        pictures.delete(space_id=space_id, picture_ids=shown, actor="system:retention")
        return len(posts) + len(statements.rows(_BLANK_COMMENTS, known))


_BLANK_POSTS = """
    UPDATE circles_post SET text = '', pictures = '[]'
    WHERE space_id = %(space)s AND deleted_at < %(now)s - make_interval(days => %(days)s) AND text <> ''
    RETURNING id, old.pictures
"""
_BLANK_REVISIONS = "DELETE FROM circles_revision WHERE space_id = %(space)s AND post_id = ANY(%(posts)s)"
_BLANK_COMMENTS = """
    UPDATE circles_comment SET text = ''
    WHERE space_id = %(space)s AND deleted_at < %(now)s - make_interval(days => %(days)s) AND text <> '' RETURNING id
"""


def _file(name: str) -> str:
    return files("guanxi.circles").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
