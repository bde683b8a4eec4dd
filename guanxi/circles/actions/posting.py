"""Writing posts, questions and polls, and changing their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import errors, events, hooks, models, writing
from guanxi.circles.actions import room
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.media import actions as media
from guanxi.media import queries as pictures

MOST_PICTURES = 9
FEWEST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION = 2, 10, 60


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be written. `declared` is value or ad; a poll has options, and perhaps an end."""

    text: str
    kind: str = "post"
    declared: str = "value"
    pictures: tuple[int, ...] = ()
    options: tuple[str, ...] = ()
    is_multiple: bool = False
    closes_at: datetime | None = None


def write_post(
    *,
    space_id: int,
    circle_id: int,
    draft: Draft,
    author_id: int | None = None,
    staff_id: int | None = None,
    once: str | None = None,
    at: datetime | None = None,
) -> int:
    """Write a post as a member who is in the circle, or as staff in the brand's name; returns its id.

    `once` is a word of the form that was sent: sent twice, there is one post. Refuses with UnknownCircle,
    CircleArchived, NotInside, Muted, TextUnreadable, ProductLinkIsAd, TooManyPictures, PictureNotYours, TooManyTopics,
    PollUnclear.
    """
    with tenancy.acting_in(space_id):
        sent = _sent_before(space_id, author_id, once)
        if sent is not None:
            return sent
        moment = at or journal.now(space_id=space_id)
        if author_id is None:
            room.still_open(space_id, circle_id)
        else:
            room.writer(space_id, circle_id, author_id, moment)
        words, options = _checked(draft), _checked_options(draft, moment)
        shown = _checked_pictures(space_id, draft.pictures, author_id, staff_id)
        post = models.Post.objects.create(
            space_id=space_id,
            circle_id=circle_id,
            author_id=author_id,
            staff_id=staff_id,
            kind=draft.kind,
            declared=draft.declared,
            text=words,
            pictures=shown,
            once=once,
            created_at=moment,
            born_s=int(moment.timestamp()),
        )
        actor = f"staff:{staff_id}" if author_id is None else room.member_actor(member_id=author_id)
        media.put_into(space_id=space_id, picture_ids=shown, scope_id=circle_id, actor=actor)
        if options:
            _open_poll(space_id, post.id, draft, options)
        topics = _link_topics(space_id, post.id, words)
        _publish(space_id, post, topics, at)
        return int(post.id)


def refuse_early(
    *, space_id: int, circle_id: int, draft: Draft, pictures: int, author_id: int, at: datetime | None = None
) -> None:
    """Refuse what `write_post` would refuse of a member's draft, before so many pictures for it are taken in.

    Refuses with UnknownCircle, CircleArchived, NotInside, Muted, TextUnreadable, ProductLinkIsAd, TooManyPictures,
    PollUnclear.
    """
    with tenancy.reading_in(space_id):
        moment = at or journal.now(space_id=space_id)
        room.writer(space_id, circle_id, author_id, moment)
        _checked(draft)
        _checked_options(draft, moment)
        _refuse_too_many(pictures)


def edit_post(
    *, space_id: int, post_id: int, text: str, declared: str, author_id: int, at: datetime | None = None
) -> None:
    """Let the writer of a post change its words; those of before are kept. What is an ad stays one.

    Refuses with UnknownPost, NotYours, CircleArchived, NotInside, Muted, TextUnreadable, ProductLinkIsAd,
    TooManyTopics.
    """
    with tenancy.acting_in(space_id):
        room.settle_in_turn(post_id)  # before its writer is locked: the check for ads may hide it here
        post = room.seen_post(space_id, post_id)
        if post.author_id != author_id:
            raise errors.NotYours
        moment = at or journal.now(space_id=space_id)
        room.writer(space_id, post.circle_id, author_id, moment)
        said = "ad" if post.declared == "ad" else declared
        words = _checked(Draft(text=text, kind=post.kind, declared=said))
        if (words, said) == (post.text, post.declared):
            return
        models.Revision.objects.create(
            space_id=space_id, post_id=post_id, text=post.text, declared=post.declared, until=moment
        )
        models.Post.objects.filter(space_id=space_id, id=post_id).update(text=words, declared=said, edited_at=moment)
        models.PostTopic.objects.filter(space_id=space_id, post_id=post_id).delete()
        _link_topics(space_id, post_id, words)
        post.text, post.declared = words, said
        row = room.circle(space_id, post.circle_id)
        told = {"post": str(post_id), "length": writing.length(words), "declared": said}
        room.tell(space_id, events.POST_EDITED, row, actor=None, at=at, member_id=author_id, **told)
        hooks.pass_on(text_of(post, is_seen=True))


def text_of(post: models.Post, *, is_seen: bool, is_new: bool = False) -> hooks.Text:
    """A post as its readers are told of it."""
    return hooks.Text(
        space_id=post.space_id,
        kind="post",
        id=post.id,
        circle_id=post.circle_id,
        post_id=post.id,
        author_id=post.author_id,
        text=post.text,
        declared=post.declared,
        is_seen=is_seen,
        is_new=is_new,
    )


def _publish(space_id: int, post: models.Post, topics: Sequence[str], at: datetime | None) -> None:
    row = room.circle(space_id, post.circle_id)
    props: dict[str, object] = {
        "post": str(post.id),
        "kind": post.kind,
        "length": writing.length(post.text),
        "circle": row.slug,
        "pictures": len(post.pictures),
        "declared": post.declared,
    }
    told = {**props, "tags": list(topics)} if topics else props
    actor = None if post.author_id is not None else f"staff:{post.staff_id}"
    event = journal.Event(
        type=events.POST_CREATED.name,
        at=at,
        member_id=post.author_id,
        props=told,
        key=f"circles:post:{post.id}",
        actor=actor,
    )
    post.event_id = journal.record(space_id=space_id, events=[event]).ids[0]
    models.Post.objects.filter(space_id=space_id, id=post.id).update(event_id=post.event_id)
    models.Circle.objects.filter(space_id=space_id, id=post.circle_id).update(posts=F("posts") + 1)
    hooks.pass_on(text_of(post, is_seen=True, is_new=True))  # last, because a reader may hide it at once


def _sent_before(space_id: int, author_id: int | None, once: str | None) -> int | None:
    if once is None or author_id is None:
        return None
    keyring.lock_subjects(space_id=space_id, subject_ids=[author_id])  # the same form, sent again meanwhile, waits
    found = models.Post.objects.filter(space_id=space_id, author_id=author_id, once=once)
    return found.values_list("id", flat=True).first()


def _checked(draft: Draft) -> str:
    if draft.kind not in models.KINDS or draft.declared not in models.DECLARED:
        message = f"there is no {draft.declared} of the kind {draft.kind}"
        raise ValueError(message)
    words = writing.clean(draft.text, what=gettext("The text"), most=writing.LONGEST_POST)
    shop = writing.shop_linked(words)
    if shop is not None and draft.declared != "ad":
        raise errors.ProductLinkIsAd(host=shop)
    return words


def _checked_pictures(space_id: int, ids: Sequence[int], author_id: int | None, staff_id: int | None) -> list[int]:
    wanted = list(dict.fromkeys(ids))
    _refuse_too_many(len(wanted))
    if wanted and not pictures.are_usable(space_id=space_id, picture_ids=wanted, member_id=author_id, user_id=staff_id):
        raise errors.PictureNotYours
    return wanted


def _refuse_too_many(pictures: int) -> None:
    if pictures > MOST_PICTURES:
        raise errors.TooManyPictures(most=MOST_PICTURES)


def _checked_options(draft: Draft, moment: datetime) -> list[str]:
    if draft.kind != "poll":
        return []
    options = [" ".join(option.split()) for option in draft.options if option.strip()]
    different = len(set(options)) == len(options)
    fits = FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS and all(len(one) <= LONGEST_OPTION for one in options)
    later = draft.closes_at is None or draft.closes_at > moment
    if not (different and fits and later) or any("\x00" in one for one in options):
        raise errors.PollUnclear
    return options


def _open_poll(space_id: int, post_id: int, draft: Draft, options: Sequence[str]) -> None:
    models.Poll.objects.create(
        space_id=space_id, post_id=post_id, is_multiple=draft.is_multiple, closes_at=draft.closes_at
    )
    models.PollOption.objects.bulk_create(
        models.PollOption(space_id=space_id, post_id=post_id, position=number, text=option)
        for number, option in enumerate(options, start=1)
    )


def _link_topics(space_id: int, post_id: int, text: str) -> tuple[str, ...]:
    names = writing.topics(text)
    if not names:
        return ()
    by_folded = {writing.folded(name): name for name in names}
    models.Topic.objects.bulk_create(
        (models.Topic(space_id=space_id, name=name, folded=folded) for folded, name in sorted(by_folded.items())),
        ignore_conflicts=True,
    )
    found = models.Topic.objects.filter(space_id=space_id, folded__in=by_folded).values_list("id", flat=True)
    models.PostTopic.objects.bulk_create(
        models.PostTopic(space_id=space_id, topic_id=topic_id, post_id=post_id) for topic_id in found
    )
    return names
