"""What circles do when somebody is erased, or turns out to be somebody else."""

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
