"""From rows to events, purely: what each row of a dump says happened, to whom, when, under which key.

1. An event's content depends on its own row and on the post that the row is about, on nothing else: a
   newer dump of the same community tells the same events again under the same keys.
2. A vote carries its day only. It happens at the start of that day, or when its post was written if that
   is later, plus its number in microseconds: after its post, and the votes of a post in their order.
3. A vote is told of the owner of the post (QU-3 needs somebody whom it brings nearer to a goal).
4. What was deleted leaves a gap, not an error: no owner, no member; no post, no kind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from guanxi.connectors.stackexchange import events
from guanxi.connectors.stackexchange.dump import Comment, Post, Vote
from guanxi.connectors.stackexchange.shelf import Known, Shelf
from guanxi.journal import Event, EventType

_ACCEPTED = 1
_BOOKMARKED = 5
_VALUES = {2: 1, 3: -1}
_ACTS = {
    4: "offensive",
    6: "close",
    7: "reopen",
    8: "bounty_start",
    9: "bounty_close",
    10: "delete",
    11: "undelete",
    12: "spam",
    15: "review",
    16: "approve_edit",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event and the number of the account that it is about, None where nobody is known."""

    event: Event
    about: int | None


def of_post(post: Post, _shelf: Shelf) -> Iterator[Told]:
    """One post.created."""
    parent = {} if post.parent is None else {"parent": str(post.parent)}
    tags = {"tags": list(post.tags)} if post.tags else {}
    props = {"post": str(post.id), "kind": post.kind, **parent, **tags, "length": post.length}
    yield _told(events.POST_CREATED, post.created_at, props, f"se:post:{post.id}", post.owner)


def of_comment(comment: Comment, shelf: Shelf) -> Iterator[Told]:
    """One comment.created."""
    about = _about(comment.post, shelf.find(comment.post))
    props = {"comment": str(comment.id), **about, "length": comment.length}
    yield _told(events.COMMENT_CREATED, comment.created_at, props, f"se:comment:{comment.id}", comment.author)


def of_vote(vote: Vote, shelf: Shelf) -> Iterator[Told]:
    """What a vote says by its type: a point up or down, an acceptance (twice told), a bookmark, an act of order."""
    post = shelf.find(vote.post)
    at = _moment(vote, post)
    key = f"se:vote:{vote.id}"
    owner = post.owner if post else None
    if vote.type in _VALUES:
        props = {"vote": str(vote.id), **_about(vote.post, post), "value": _VALUES[vote.type], **_of_answer(post)}
        yield _told(events.VOTE_CAST, at, props, key, owner)
    elif vote.type == _ACCEPTED:
        yield from _acceptance(vote, post, at)
    elif vote.type == _BOOKMARKED:
        yield _told(events.POST_BOOKMARKED, at, _about(vote.post, post), key, vote.voter)
    else:
        act = _ACTS.get(vote.type, f"type_{vote.type}")
        yield _told(events.POST_MODERATED, at, {**_about(vote.post, post), "act": act}, key, None)


def _acceptance(vote: Vote, post: Known | None, at: datetime) -> Iterator[Told]:
    key = f"se:vote:{vote.id}"
    question = {} if post is None or post.question is None else {"question": str(post.question)}
    facts = {name: value for name, value in _of_answer(post).items() if name != "after_days"}
    props = {"answer": str(vote.post), **question, **facts}
    yield _told(events.ANSWER_ACCEPTED, at, props, key, post.owner if post else None)
    if post is not None and question:
        asked = {"answer": str(vote.post), **question}
        yield _told(events.QUESTION_ANSWER_ACCEPTED, at, asked, f"{key}:asker", post.asker)


def _moment(vote: Vote, post: Known | None) -> datetime:
    begin = vote.day if post is None else max(vote.day, post.created_at)
    return begin + timedelta(microseconds=vote.id)


def _about(number: int, post: Known | None) -> dict[str, object]:
    return {"post": str(number)} if post is None else {"post": str(number), "post_kind": post.kind}


def _of_answer(post: Known | None) -> dict[str, object]:
    if post is None or post.after_days is None:
        return {}
    own = post.owner is not None and post.owner == post.asker
    return {"own_question": own, "first_answer": post.first_answer, "after_days": post.after_days}


def _told(kind: EventType, at: datetime, props: Mapping[str, object], key: str, about: int | None) -> Told:
    return Told(Event(type=kind.name, at=at, props=props, key=key, source=events.SOURCE), about)
