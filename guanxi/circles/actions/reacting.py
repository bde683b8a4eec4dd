"""Answers without words: reactions, ballots, bookmarks. One of each for a member, however often they tap."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from guanxi import journal
from guanxi.circles import errors, events, models
from guanxi.circles.actions import counting, room
from guanxi.kernel import tenancy


def react(*, space_id: int, post_id: int, member_id: int, kind: str, at: datetime | None = None) -> bool:
    """Give a post a like, a useful or a warm; False when it was given before.

    Taken back and given again it is the same event, which earns once. Refuses with UnknownPost (also when they may not
    read it), OwnPost, CircleArchived, NotInside, Muted.
    """
    if kind not in models.REACTIONS:
        message = f"there is no reaction {kind}"
        raise ValueError(message)
    with tenancy.acting_in(space_id):
        post = room.readable_post(space_id, post_id, member_id)
        if post.author_id == member_id:
            raise errors.OwnPost
        moment = at or journal.now(space_id=space_id)
        room.writer(space_id, post.circle_id, member_id, moment)
        row, is_new = models.Reaction.objects.get_or_create(
            space_id=space_id,
            post_id=post_id,
            member_id=member_id,
            kind=kind,
            defaults={"circle_id": post.circle_id, "at": moment},
        )
        if not is_new and row.is_given:
            return False
        _record_reaction(row, post, at)
        counting.recount_reactions(space_id, post_id)
        return True


def take_back(*, space_id: int, post_id: int, member_id: int, kind: str) -> bool:
    """Take a reaction back, and with it what it earned; False when there was none. Refuses with UnknownPost."""
    with tenancy.acting_in(space_id):
        rows = models.Reaction.objects.filter(space_id=space_id, post_id=post_id, member_id=member_id, kind=kind)
        row = rows.filter(is_given=True).first()
        if row is None:
            room.readable_post(space_id, post_id, member_id)
            return False
        room.undo(space_id, row.event_id, reason="taken back", actor=room.member_actor(member_id=member_id))
        rows.update(is_given=False)
        counting.recount_reactions(space_id, post_id)
        return True


def vote(*, space_id: int, post_id: int, member_id: int, choices: Sequence[int], at: datetime | None = None) -> None:
    """Cast one's ballot in a poll, for good.

    Refuses with UnknownPost, PollClosed, ChoiceUnclear, AlreadyVoted, CircleArchived, NotInside, Muted.
    """
    with tenancy.acting_in(space_id):
        post = room.readable_post(space_id, post_id, member_id)
        moment = at or journal.now(space_id=space_id)
        room.writer(space_id, post.circle_id, member_id, moment)
        poll = models.Poll.objects.filter(space_id=space_id, post_id=post_id).first()
        if poll is None:
            raise errors.UnknownPost(post=post_id)
        if poll.closes_at is not None and poll.closes_at <= moment:
            raise errors.PollClosed
        chosen = _checked_choices(poll, choices)
        row, is_new = models.Ballot.objects.get_or_create(
            space_id=space_id, post_id=post_id, member_id=member_id, defaults={"choices": chosen, "at": moment}
        )
        if not is_new:
            raise errors.AlreadyVoted
        props = {"post": str(post_id), "circle": room.circle(space_id, post.circle_id).slug, "choices": len(chosen)}
        row.event_id = _record(space_id, events.POLL_VOTED, member_id, props, f"circles:ballot:{post_id}", at)
        models.Ballot.objects.filter(space_id=space_id, post_id=post_id, member_id=member_id).update(
            event_id=row.event_id
        )
        counting.recount_votes(space_id, post_id)


def bookmark(*, space_id: int, post_id: int, member_id: int, at: datetime | None = None) -> None:
    """Keep a post that one may read to find it again; once is enough. Refuses with UnknownPost."""
    with tenancy.acting_in(space_id):
        post = room.readable_post(space_id, post_id, member_id)
        row, is_new = models.Bookmark.objects.get_or_create(
            space_id=space_id,
            member_id=member_id,
            post_id=post_id,
            defaults={"at": at or journal.now(space_id=space_id)},
        )
        if not is_new and row.is_kept:
            return
        if row.event_id is None:
            props = {"post": str(post_id), "post_kind": post.kind}
            event_id = _record(space_id, events.POST_BOOKMARKED, member_id, props, f"circles:bookmark:{post_id}", at)
        else:
            event_id = row.event_id
            room.redo(space_id, event_id, reason="kept again", actor=room.member_actor(member_id=member_id))
        _bookmarks(space_id, post_id, member_id).update(event_id=event_id, is_kept=True)


def drop_bookmark(*, space_id: int, post_id: int, member_id: int) -> None:
    """No longer keep a post; nothing happens when it was not kept."""
    with tenancy.acting_in(space_id):
        row = _bookmarks(space_id, post_id, member_id).filter(is_kept=True).first()
        if row is not None:
            room.undo(space_id, row.event_id, reason="taken back", actor=room.member_actor(member_id=member_id))
            _bookmarks(space_id, post_id, member_id).update(is_kept=False)


def _checked_choices(poll: models.Poll, choices: Sequence[int]) -> list[int]:
    chosen = sorted(set(choices))
    known = set(
        models.PollOption.objects.filter(space_id=poll.space_id, post_id=poll.post_id).values_list(
            "position", flat=True
        )
    )
    if not chosen or not known.issuperset(chosen) or (len(chosen) > 1 and not poll.is_multiple):
        raise errors.ChoiceUnclear
    return chosen


def _record_reaction(row: models.Reaction, post: models.Post, at: datetime | None) -> None:
    space_id, member_id = row.space_id, row.member_id
    if row.event_id is not None:
        event_id = row.event_id
        room.redo(space_id, event_id, reason="given again", actor=room.member_actor(member_id=member_id))
    else:
        circle = room.circle(space_id, post.circle_id)
        props = {"post": str(post.id), "circle": circle.slug, "kind": row.kind}
        key = f"circles:reaction:{post.id}:{row.kind}"
        event_id = _record(space_id, events.REACTION_GIVEN, member_id, props, key, at)
    models.Reaction.objects.filter(space_id=space_id, post_id=post.id, member_id=member_id, kind=row.kind).update(
        event_id=event_id, is_given=True
    )


def _record(
    space_id: int,
    kind: journal.EventType,
    member_id: int,
    props: Mapping[str, object],
    key: str,
    at: datetime | None,
) -> int:
    event = journal.Event(type=kind.name, at=at, member_id=member_id, props=props, key=f"{key}:{member_id}")
    return journal.record(space_id=space_id, events=[event]).ids[0]


def _bookmarks(space_id: int, post_id: int, member_id: int) -> QuerySet[models.Bookmark]:
    return models.Bookmark.objects.filter(space_id=space_id, post_id=post_id, member_id=member_id)
