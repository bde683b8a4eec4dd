"""What a question-and-answer community does, as events.

Numbers of posts are text: another community's are not numbers. Props that nobody could have known at the
time of the event are left out, with one exception that is marked.
"""

from guanxi import journal
from guanxi.journal import EventType

SOURCE = "import:stackexchange"
"""The source of every event that comes from a dump."""

POST_CREATED = journal.declare(
    EventType(
        name="post.created",
        props={"post": "text", "kind": "text", "parent": "text", "tags": "texts", "length": "integer"},
        meaning="A member wrote a post: kind is question, answer or another; parent is the question that an answer "
        "answers; length counts the characters that a reader sees (of the text as it was when the dump was made).",
    )
)
COMMENT_CREATED = journal.declare(
    EventType(
        name="comment.created",
        props={"comment": "text", "post": "text", "post_kind": "text", "length": "integer"},
        meaning="A member commented on a post; length counts characters.",
    )
)
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
ANSWER_ACCEPTED = journal.declare(
    EventType(
        name="answer.accepted",
        props={"answer": "text", "question": "text", "own_question": "boolean", "first_answer": "boolean"},
        meaning="An answer was accepted by the one who asked. The member is the writer of the answer; "
        "props as in vote.cast.",
    )
)
QUESTION_ANSWER_ACCEPTED = journal.declare(
    EventType(
        name="question.answer_accepted",
        props={"question": "text", "answer": "text"},
        meaning="A member accepted an answer to their question. The member is the one who asked.",
    )
)
POST_BOOKMARKED = journal.declare(
    EventType(
        name="post.bookmarked",
        props={"post": "text", "post_kind": "text"},
        meaning="A member kept a post to find it again. The member is the one who keeps it.",
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
