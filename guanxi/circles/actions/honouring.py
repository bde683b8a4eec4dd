"""Putting a post forward: featured as one of the best, pinned to the top.

What it earns goes with the post, so whoever gives it waits at `room.settle_in_turn` for who takes the post away.
"""

from datetime import datetime

from guanxi import journal
from guanxi.circles import errors, events, models
from guanxi.circles.actions import room
from guanxi.kernel import tenancy

MOST_PINNED = 3


def feature_post(*, space_id: int, post_id: int, actor: str, at: datetime | None = None) -> None:
    """Put a post forward as one of the best; its writer's `post.featured` is what quests listen to.

    Refuses with UnknownPost, NotYours, AdIsNotFeatured.
    """
    with tenancy.acting_in(space_id):
        room.settle_in_turn(post_id)
        post = room.seen_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        if post.declared == "ad":
            raise errors.AdIsNotFeatured
        if post.featured_at is not None:
            return
        if post.featured_event_id is not None:
            room.redo(space_id, post.featured_event_id, reason="featured again", actor=actor)
        event_id = post.featured_event_id or _record(space_id, post, actor, at)
        moment = at or journal.now(space_id=space_id)
        models.Post.objects.filter(space_id=space_id, id=post_id).update(featured_at=moment, featured_event_id=event_id)


def unfeature_post(*, space_id: int, post_id: int, actor: str) -> None:
    """Take back that a post is one of the best. Refuses with UnknownPost, NotYours."""
    with tenancy.acting_in(space_id):
        room.settle_in_turn(post_id)
        post = room.seen_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        room.undo(space_id, post.featured_event_id, reason="no longer featured", actor=actor)
        models.Post.objects.filter(space_id=space_id, id=post_id).update(featured_at=None)


def pin_post(*, space_id: int, post_id: int, actor: str, at: datetime | None = None) -> None:
    """Let a post stand at the top of its circle. Refuses with UnknownPost, NotYours, TooManyPinned."""
    with tenancy.acting_in(space_id):
        room.settle_in_turn(post_id)
        post = room.seen_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        # Whoever else pins in this circle waits here, so that nobody counts two when there are three.
        models.Circle.objects.select_for_update(no_key=True).filter(space_id=space_id, id=post.circle_id).order_by(
            "id"
        ).first()
        pinned = models.Post.objects.filter(
            space_id=space_id, circle_id=post.circle_id, pinned_at__isnull=False, deleted_at=None, hidden_at=None
        ).exclude(id=post_id)
        if pinned.count() >= MOST_PINNED:
            raise errors.TooManyPinned(most=MOST_PINNED)
        moment = at or journal.now(space_id=space_id)
        models.Post.objects.filter(space_id=space_id, id=post_id).update(pinned_at=moment)


def unpin_post(*, space_id: int, post_id: int, actor: str) -> None:
    """Take a post down from the top. Refuses with UnknownPost, NotYours."""
    with tenancy.acting_in(space_id):
        post = room.seen_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        models.Post.objects.filter(space_id=space_id, id=post_id).update(pinned_at=None)


def _record(space_id: int, post: models.Post, actor: str, at: datetime | None) -> int:
    circle = room.circle(space_id, post.circle_id)
    event = journal.Event(
        type=events.POST_FEATURED.name,
        at=at,
        member_id=post.author_id,
        props={"post": str(post.id), "circle": circle.slug, "kind": post.kind},
        key=f"circles:featured:{post.id}",
        actor=actor,
        source="decision",
    )
    return journal.record(space_id=space_id, events=[event]).ids[0]
