"""The counts that stand beside a post, made anew from its rows under its lock, so that they can never drift."""

from guanxi.kernel import statements

_LOCK = "SELECT FROM circles_post WHERE space_id = %s AND id = %s ORDER BY id FOR NO KEY UPDATE"
_REACTIONS = """
    UPDATE circles_post p SET likes = n.likes, useful = n.useful, warm = n.warm
    FROM (
        SELECT count(*) FILTER (WHERE kind = 'like') AS likes, count(*) FILTER (WHERE kind = 'useful') AS useful,
               count(*) FILTER (WHERE kind = 'warm') AS warm
        FROM circles_reaction WHERE space_id = %s AND post_id = %s AND is_given
    ) n
    WHERE p.space_id = %s AND p.id = %s
"""
_COMMENTS = """
    UPDATE circles_post p SET comments = n.comments, talkers = n.talkers
    FROM (
        SELECT count(*) AS comments,
               count(DISTINCT author_id) FILTER (WHERE author_id IS DISTINCT FROM (
                   SELECT author_id FROM circles_post WHERE space_id = %s AND id = %s)) AS talkers
        FROM circles_comment
        WHERE space_id = %s AND post_id = %s AND deleted_at IS NULL AND hidden_at IS NULL
    ) n
    WHERE p.space_id = %s AND p.id = %s
"""
_VOTES = """
    UPDATE circles_polloption o SET votes = (
        SELECT count(*) FROM circles_ballot b
        WHERE b.space_id = o.space_id AND b.post_id = o.post_id AND b.choices @> to_jsonb(o.position))
    WHERE o.space_id = %s AND o.post_id = %s
"""
_VOTERS = """
    UPDATE circles_poll p SET voters = (
        SELECT count(*) FROM circles_ballot b WHERE b.space_id = p.space_id AND b.post_id = p.post_id)
    WHERE p.space_id = %s AND p.post_id = %s
"""


def recount_reactions(space_id: int, post_id: int) -> None:
    """Count likes, useful and warm of a post; the lock waits for whoever counts at the same time."""
    statements.run(_LOCK, [space_id, post_id])
    statements.run(_REACTIONS, [space_id, post_id] * 2)


def recount_comments(space_id: int, post_id: int) -> None:
    """Count the comments of a post and the people who wrote them, without its own author."""
    statements.run(_LOCK, [space_id, post_id])
    statements.run(_COMMENTS, [space_id, post_id] * 3)


def recount_votes(space_id: int, post_id: int) -> None:
    """Count the votes for each option of a poll, and the voters."""
    statements.run(_LOCK, [space_id, post_id])
    statements.run(_VOTES, [space_id, post_id])
    statements.run(_VOTERS, [space_id, post_id])
