"""What a question-and-answer community does, as events.

Numbers of posts are text: another community's are not numbers. Props that nobody could have known at the
time of the event are left out, with one exception that is marked.
"""

from guanxi import journal
from guanxi.circles.events import (
    ANSWER_ACCEPTED,
    COMMENT_CREATED,
    POST_BOOKMARKED,
    POST_CREATED,
    QUESTION_ANSWER_ACCEPTED,
)
from guanxi.journal import EventType

__all__ = [
    "ANSWER_ACCEPTED",
    "COMMENT_CREATED",
    "POST_BOOKMARKED",
    "POST_CREATED",
    "POST_MODERATED",
    "QUESTION_ANSWER_ACCEPTED",
    "SOURCE",
    "VOTE_CAST",
]

SOURCE = "import:stackexchange"
"""The source of every event that comes from a dump."""

VOTE_CAST = journal.declare(
    EventType(
        name="vote.cast",
        sender="import",
        props={
            "vote": "text",
            "post": "text",
            "post_kind": "text",
            "value": "integer",
            "own_question": "boolean",
            "first_answer": "boolean",
            "after_days": "integer",
        },
        meaning="Somebody voted on a post: value is +1 or -1. The member is the owner of the post, because who voted "
        "is not published; none where the owner or the post is deleted. For an answer: own_question says that its "
        "writer also asked, first_answer that no earlier answer is left, after_days how old the question was, in days.",
    )
)
POST_MODERATED = journal.declare(
    EventType(
        name="post.moderated",
        sender="import",
        props={"post": "text", "post_kind": "text", "act": "text"},
        meaning="A vote to do something about a post: act is close, reopen, delete, undelete, review and the like. Who "
        "did it is not published, so there is no member.",
    )
)
