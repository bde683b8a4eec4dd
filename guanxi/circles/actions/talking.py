"""Comments and answers, and the answer that the asker accepts."""

from datetime import datetime

from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import errors, events, hooks, models, writing
from guanxi.circles.actions import counting, room
from guanxi.journal import keyring
from guanxi.kernel import tenancy


def write_comment(
    *,
    space_id: int,
    post_id: int,
    text: str,
    author_id: int | None = None,
    staff_id: int | None = None,
    parent_id: int | None = None,
    once: str | None = None,
    at: datetime | None = None,
) -> int:
    """Write under a post, or in reply to a comment; returns the comment's id. A reply to a reply stands beside it.

    Refuses with UnknownPost (also when the member may not read it), UnknownComment, CircleArchived, NotInside, Muted,
    TextUnreadable.
    """
    with tenancy.acting_in(space_id):
        sent = _sent_before(space_id, author_id, once)
        if sent is not None:
            return sent
        moment = at or journal.now(space_id=space_id)
        if author_id is None:
            post = room.seen_post(space_id, post_id)
            room.still_open(space_id, post.circle_id)
        else:
            post = room.readable_post(space_id, post_id, author_id)
            room.writer(space_id, post.circle_id, author_id, moment)
        above = None if parent_id is None else _answered(space_id, post_id, parent_id)
        answered = post.author_id if above is None else above.author_id
        comment = models.Comment.objects.create(
            space_id=space_id,
            circle_id=post.circle_id,
            post_id=post_id,
            parent_id=None if above is None else above.parent_id or above.id,
            author_id=author_id,
            staff_id=staff_id,
            text=writing.clean(text, what=gettext("The comment"), most=writing.LONGEST_COMMENT),
            answered_id=answered,
            is_to_another=answered != author_id,
            once=once,
            created_at=moment,
        )
        _record(comment, post, at)
        hooks.pass_on(text_of(comment, post, is_seen=True, is_new=True))
        counting.recount_comments(space_id, post_id)
        return int(comment.id)


def accept_answer(*, space_id: int, comment_id: int, actor: str, at: datetime | None = None) -> None:
    """Say that an answer solved the question: by the asker, the host, or the staff. Another one takes its place.

    The writer's `answer.accepted` and the asker's `question.answer_accepted` are what quests listen to. Who accepts at
    the same time waits, and then finds what the other has accepted: one answer is paid, not two.
    Refuses with UnknownComment, UnknownPost, NotAQuestion, NotYours, CircleArchived, NotInside.
    """
    with tenancy.acting_in(space_id):
        post = _decided_now(space_id, room.comment(space_id, comment_id).post_id, actor)
        comment = _held_answers(space_id, post, comment_id)
        if post.kind != "question" or comment.parent_id is not None or comment.deleted_at or comment.hidden_at:
            raise errors.NotAQuestion
        if post.accepted_id == comment_id:
            return
        _take_back(space_id, post, actor)
        told = _record_acceptance(space_id, post, comment, actor, at)
        models.Post.objects.filter(space_id=space_id, id=post.id).update(accepted_id=comment_id, accepted_events=told)


def unaccept_answer(*, space_id: int, post_id: int, actor: str) -> None:
    """Take back that an answer was accepted. Refuses with UnknownPost, NotYours, CircleArchived, NotInside."""
    with tenancy.acting_in(space_id):
        post = _decided_now(space_id, post_id, actor)
        if post.accepted_id is not None:
            _held_answers(space_id, post, post.accepted_id)
        _take_back(space_id, post, actor)
        models.Post.objects.filter(space_id=space_id, id=post_id).update(accepted_id=None, accepted_events=[])


def text_of(comment: models.Comment, post: models.Post, *, is_seen: bool, is_new: bool = False) -> hooks.Text:
    """A comment as its readers are told of it."""
    return hooks.Text(
        space_id=comment.space_id,
        kind="comment",
        id=comment.id,
        circle_id=comment.circle_id,
        post_id=comment.post_id,
        author_id=comment.author_id,
        text=comment.text,
        declared=post.declared,
        is_seen=is_seen,
        is_new=is_new,
    )


def _sent_before(space_id: int, author_id: int | None, once: str | None) -> int | None:
    if once is None or author_id is None:
        return None
    keyring.lock_subjects(space_id=space_id, subject_ids=[author_id])  # the same form, sent again meanwhile, waits
    found = models.Comment.objects.filter(space_id=space_id, author_id=author_id, once=once)
    return found.values_list("id", flat=True).first()


def _answered(space_id: int, post_id: int, comment_id: int) -> models.Comment:
    above = room.comment(space_id, comment_id)
    if above.post_id != post_id or above.deleted_at is not None or above.hidden_at is not None:
        raise errors.UnknownComment(comment=comment_id)
    return above


def _record(comment: models.Comment, post: models.Post, at: datetime | None) -> None:
    row = room.circle(comment.space_id, comment.circle_id)
    props = {
        "comment": str(comment.id),
        "post": str(post.id),
        "post_kind": post.kind,
        "length": writing.length(comment.text),
        "circle": row.slug,
        "to_another": comment.is_to_another,
    }
    event = journal.Event(
        type=events.COMMENT_CREATED.name,
        at=at,
        member_id=comment.author_id,
        props=props,
        key=f"circles:comment:{comment.id}",
        actor=None if comment.author_id is not None else f"staff:{comment.staff_id}",
    )
    comment.event_id = journal.record(space_id=comment.space_id, events=[event]).ids[0]
    models.Comment.objects.filter(space_id=comment.space_id, id=comment.id).update(event_id=comment.event_id)


def _decided_now(space_id: int, post_id: int, actor: str) -> models.Post:
    """The question, read when nobody else decides about its answers any more; for whoever may decide."""
    room.settle_in_turn(post_id)
    member_id = room.member_of_actor(actor)
    if member_id is None:
        return room.seen_post(space_id, post_id)
    post = room.readable_post(space_id, post_id, member_id)
    if member_id != post.author_id:
        room.require_ruler(space_id, post.circle_id, actor, roles=("host",))
    room.still_open(space_id, post.circle_id)
    room.inside(space_id, post.circle_id, member_id)
    return post


def _held_answers(space_id: int, post: models.Post, comment_id: int) -> models.Comment:
    """The answer and the one that is accepted now, under their locks: neither goes or comes back meanwhile."""
    touched = sorted({comment_id, post.accepted_id or comment_id})
    held = {number: room.held_comment(space_id, number) for number in touched}
    return held[comment_id]


def _take_back(space_id: int, post: models.Post, actor: str) -> None:
    for event_id in post.accepted_events:
        room.undo(space_id, event_id, reason="another word on the answer", actor=actor)


def _record_acceptance(
    space_id: int, post: models.Post, comment: models.Comment, actor: str, at: datetime | None
) -> list[int]:
    """Both sides of an acceptance. Accepted before and taken back, its own events count again."""
    row = room.circle(space_id, post.circle_id)
    own = comment.author_id is not None and comment.author_id == post.author_id
    earlier = models.Comment.objects.filter(space_id=space_id, post_id=post.id, parent_id=None, id__lt=comment.id)
    answer, question = str(comment.id), str(post.id)
    said: dict[str, object] = {"answer": answer, "question": question, "circle": row.slug}
    told: list[tuple[journal.EventType, int | None, dict[str, object]]] = [
        (
            events.ANSWER_ACCEPTED,
            comment.author_id,
            {**said, "own_question": own, "first_answer": not earlier.exists()},
        ),
        (events.QUESTION_ANSWER_ACCEPTED, post.author_id, said),
    ]
    known = comment.accepted_events or _recorded(space_id, told, comment.id, actor, at)
    for event_id in known:
        room.redo(space_id, event_id, reason="accepted again", actor=actor)
    models.Comment.objects.filter(space_id=space_id, id=comment.id).update(accepted_events=known)
    return list(known)


def _recorded(
    space_id: int,
    told: list[tuple[journal.EventType, int | None, dict[str, object]]],
    comment_id: int,
    actor: str,
    at: datetime | None,
) -> list[int]:
    recorded = [
        journal.Event(
            type=kind.name,
            at=at,
            member_id=member_id,
            props=props,
            key=f"circles:{kind.name}:{comment_id}",
            actor=actor,
            source="decision",
        )
        for kind, member_id, props in told
        if member_id is not None
    ]
    return list(journal.record(space_id=space_id, events=recorded).ids)
