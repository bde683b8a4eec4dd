"""What members do in circles.

Numbers of posts and comments are text: another community's, which an import may bring, are not numbers. Props that
nobody could have known at the time of the event are left out. No text that somebody wrote is ever in the journal.
"""

from guanxi import journal
from guanxi.journal.types import EventType, PropType, declare

CHECKIN_MADE = declare(
    EventType(
        name="checkin.made",
        props={
            "challenge": "text",
            "text_length": "integer",
            "local_hour": "integer",
            "for_date": "date",
            "pictures": "integer",
        },
        meaning="A member checked in: text_length counts characters, pictures those that were added, local_hour is the"
        " hour of the space's clock. With for_date a make-up card was used, and the check-in counts for that local day,"
        " at the hour that was asked for.",
    )
)
REVIEW_WRITTEN = declare(
    EventType(
        name="review.written",
        props={"order": "text", "length": "integer", "rating": "integer"},
        meaning="A member reviewed what they bought. No quest may read the rating.",
    )
)

# ------------------------------------------------------------------------------- posts and what comes of them
POST_CREATED = declare(
    EventType(
        name="post.created",
        props={
            "post": "text",
            "kind": "text",
            "parent": "text",
            "tags": "texts",
            "length": "integer",
            "circle": "text",
            "pictures": "integer",
            "declared": "text",
        },
        meaning="A member wrote a post: kind is post, question, poll, answer or another; parent is the question that "
        "an answer answers; length counts the characters that a reader sees (of the text as it was written, or as it "
        "was when a dump was made); "
        "circle is the circle's short name, pictures how many there are, declared value or ad, tags the topics.",
    )
)
COMMENT_CREATED = declare(
    EventType(
        name="comment.created",
        props={
            "comment": "text",
            "post": "text",
            "post_kind": "text",
            "length": "integer",
            "circle": "text",
            "to_another": "boolean",
        },
        meaning="A member commented on a post, or answered a question (post_kind question); length counts characters; "
        "to_another: what it answers was written by somebody else.",
    )
)
REACTION_GIVEN = declare(
    EventType(
        name="reaction.given",
        sender="import",
        props={"post": "text", "circle": "text", "kind": "text"},
        meaning="A member told the writer of a post something without words: kind is like, useful or warm.",
    )
)
ANSWER_ACCEPTED = declare(
    EventType(
        name="answer.accepted",
        props={
            "answer": "text",
            "question": "text",
            "own_question": "boolean",
            "first_answer": "boolean",
            "circle": "text",
        },
        meaning="An answer was accepted by the one who asked. The member is the writer of the answer; "
        "props as in vote.cast.",
    )
)
QUESTION_ANSWER_ACCEPTED = declare(
    EventType(
        name="question.answer_accepted",
        props={"question": "text", "answer": "text", "circle": "text"},
        meaning="A member accepted an answer to their question. The member is the one who asked.",
    )
)
POLL_VOTED = declare(
    EventType(
        name="poll.voted",
        sender="import",
        props={"post": "text", "circle": "text", "choices": "integer"},
        meaning="A member voted in a poll; choices counts what they chose, never what.",
    )
)
POST_FEATURED = declare(
    EventType(
        name="post.featured",
        sender="import",
        props={"post": "text", "circle": "text", "kind": "text"},
        meaning="A post was put forward as one of the best. The member is its writer.",
    )
)
POST_BOOKMARKED = declare(
    EventType(
        name="post.bookmarked",
        props={"post": "text", "post_kind": "text"},
        meaning="A member kept a post to find it again. The member is the one who keeps it.",
    )
)
POST_EDITED = declare(
    EventType(
        name="post.edited",
        sender="reaction",
        props={"post": "text", "circle": "text", "length": "integer", "declared": "text"},
        meaning="A member changed the words of a post; the words of before are kept beside it.",
    )
)


# ------------------------------------------------------------------------------------------- circles themselves
def _declare(name: str, meaning: str, **props: PropType | journal.Personal) -> EventType:
    return declare(EventType(name=name, sender="reaction", props={"circle": "text", **props}, meaning=meaning))


OPENED = _declare("circle.opened", "A circle was opened from its canvas.", purpose="text", entry="text", parent="text")
CHANGED = _declare("circle.changed", "Something about a circle was changed; fields says what.", fields="texts")
CHARTER_CHANGED = _declare("circle.charter_changed", "The charter of a circle has new words.", version="integer")
CHARTER_ACCEPTED = _declare(
    "circle.charter_accepted", "A member of a circle accepted the new words of its charter.", version="integer"
)
ARCHIVED = _declare("circle.archived", "A circle was closed; it can be read and not written in.", reason="text")
REOPENED = _declare("circle.reopened", "A closed circle is open again.")
ENTERED = _declare(
    "circle.entered",
    "A member came into a circle and accepted its charter. The way is open, request, survey, ticket, invitation, "
    "or staff; returning: was in it before; founding: as its host, when it was opened.",
    way="text",
    charter="integer",
    inviter="integer",
    returning="boolean",
    founding="boolean",
)
LEFT = _declare(
    "circle.left",
    "A member left a circle, or was taken out of it.",
    removed="boolean",
    reason=journal.Personal("text"),
)
ENTRY_ASKED = _declare("circle.entry_asked", "A member asked to be let into a circle.")
ENTRY_DECLINED = _declare(
    "circle.entry_declined", "A member was not let into a circle.", reason=journal.Personal("text")
)
ROLE_CHANGED = _declare("circle.role_changed", "A member has another part in a circle.", role="text", before="text")
MUTED = _declare(
    "circle.muted", "A member may not write in a circle for a while.", until="instant", reason=journal.Personal("text")
)
UNMUTED = _declare("circle.unmuted", "A member may write in a circle again.")
CHILD_PROPOSED = _declare("circle.child_proposed", "A member wants to open a child of a circle.", proposal="integer")
CHILD_DECLINED = _declare(
    "circle.child_declined", "A child of a circle is not opened.", proposal="integer", reason=journal.Personal("text")
)
PLACE_ADDED = _declare("circle.place_added", "A circle meets in another place too.", place="integer", kind="text")
PLACE_CLOSED = _declare("circle.place_closed", "A circle no longer meets in a place.", place="integer")
HEADS_COUNTED = _declare(
    "circle.heads_counted", "Somebody counted the people in a place.", place="integer", count="integer"
)
