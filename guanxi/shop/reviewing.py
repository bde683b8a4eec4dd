"""Writing a review, and keeping where it stands; what becomes of it when its writer goes."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.media import actions as pictures
from guanxi.media import queries as media
from guanxi.members import errors as member_errors
from guanxi.members import queries as members
from guanxi.moderation import actions as moderation
from guanxi.shop import errors, moderating, queries

WRITTEN = "review.written"
MOST_PICTURES = 3
SHORTEST_TEXT, LONGEST_TEXT, LONGEST_PRODUCT = 2, 2000, 80
_KEPT = {"\n", "\u200c", "\u200d"}  # emoji and some scripts are written with joiners


def write_review(
    *,
    space_id: int,
    member_id: int,
    text: str,
    product: str = "",
    order: str | None = None,
    picture_ids: Sequence[int] = (),
    is_rewarded: bool = False,
    is_posted: bool = False,
    once: str | None = None,
    at: datetime | None = None,
) -> queries.Review:
    """Write what a member thinks of a product, or of an order that arrived, and record it as `review.written`.

    `once` is a word of the form: sent twice, there is one review. `is_rewarded` says that something is promised for
    it, and is shown wherever it stands. With `is_posted` the words are checked where they are posted, else here.
    Refuses with MemberGone, TextUnreadable, NothingReviewed, UnknownOrder, TooManyPictures, PictureNotYours.
    """
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
        found = members.member(space_id=space_id, member_id=member_id)
        if found.state != "active":
            raise member_errors.MemberGone(member=member_id, state=found.state)
        sent = _sent_before(space_id, member_id, once)
        if sent is not None:
            return sent
        words = checked(
            space_id=space_id, member_id=member_id, text=text, product=product, order=order, pictures=len(picture_ids)
        )
        shown = list(dict.fromkeys(picture_ids))
        if not media.are_usable(space_id=space_id, picture_ids=shown, member_id=member_id, user_id=None):
            raise errors.PictureNotYours
        moment = at or journal.now(space_id=space_id)
        review_id: int = statements.value(
            """
            INSERT INTO shop_review (space_id, member_id, product, order_ref, text, picture_ids, is_rewarded, once,
                                     written_at)
            VALUES (%s, %s, %s, %s, %s, %s::bigint[], %s, %s, %s) RETURNING id
            """,
            [space_id, member_id, clean(product), order or None, words, shown, is_rewarded, once, moment],
        )
        _record(space_id, member_id, review_id, words, order, at)
        pictures.hide(space_id=space_id, picture_ids=shown, actor=f"member:{member_id}", at=moment)
        if not is_posted:
            moderation.check_text(space_id=space_id, kind=moderating.KIND, subject_id=review_id, text=words, at=at)
        return queries.review(space_id=space_id, review_id=review_id, member_id=member_id)


def checked(*, space_id: int, member_id: int, text: str, product: str, order: str | None, pictures: int) -> str:
    """The words as they are kept, once everything is judged that needs no look at the pictures themselves.

    Refuses with TextUnreadable, NothingReviewed, UnknownOrder, TooManyPictures.
    """
    words = clean(text)
    if not SHORTEST_TEXT <= len(words) <= LONGEST_TEXT:
        raise errors.TextUnreadable(least=SHORTEST_TEXT, most=LONGEST_TEXT, length=len(words))
    if not clean(product) and not order:
        raise errors.NothingReviewed
    if order and order not in {one.order for one in queries.delivered(space_id=space_id, member_id=member_id)}:
        raise errors.UnknownOrder
    if pictures > MOST_PICTURES:
        raise errors.TooManyPictures(most=MOST_PICTURES)
    return words


def keep_post(*, space_id: int, review_id: int, member_id: int, post_id: int) -> None:
    """Say by which post the review stands in a circle; its pictures can be seen there. Refuses with UnknownReview."""
    with tenancy.acting_in(space_id):
        found = queries.review(space_id=space_id, review_id=review_id, member_id=member_id)
        statements.run(
            "UPDATE shop_review SET post_id = %s WHERE space_id = %s AND id = %s", [post_id, space_id, review_id]
        )
        pictures.show(space_id=space_id, picture_ids=found.picture_ids, actor=f"member:{member_id}")


def length(text: str) -> int:
    """The characters of a review, where a run of blanks is one."""
    return len(" ".join(text.split()))


def clean(text: str) -> str:
    """The text without blanks around it, without signs that nobody sees, with one empty line at most between others."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(sign for sign in plain if sign in _KEPT or not unicodedata.category(sign).startswith("C"))
    return re.sub(r"\n\s*\n\s*", "\n\n", seen).strip()


def forget(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Blank what somebody who is erased, or who was merged into them, has said."""
    del at, actor
    statements.run(
        """
        UPDATE shop_review SET text = '', product = '', order_ref = NULL, picture_ids = '{}', once = NULL
        WHERE space_id = %(space)s AND member_id IN (
            SELECT m.member_id FROM members_public_member m
            WHERE m.space_id = %(space)s AND (m.member_id = %(member)s OR m.merged_into = %(member)s))
        """,
        {"space": space_id, "member": member_id},
    )


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """What one has said is the other's: they are one person."""
    del event_id, actor
    statements.run(
        "UPDATE shop_review SET member_id = %s, once = NULL WHERE space_id = %s AND member_id = %s",
        [keep, space_id, lose],
    )


def exported(*, space_id: int, member_id: int) -> object:
    """Every review of a member, as plain data."""
    rows = statements.rows(
        "SELECT written_at, product, order_ref, text, cardinality(picture_ids), is_rewarded, post_id FROM shop_review"
        " WHERE space_id = %s AND member_id = %s ORDER BY id",
        [space_id, member_id],
    )
    names = ("written_at", "product", "order", "text", "pictures", "rewarded", "post")
    return [{**dict(zip(names, row, strict=True)), "written_at": row[0].isoformat()} for row in rows]


def _sent_before(space_id: int, member_id: int, once: str | None) -> queries.Review | None:
    if once is None:
        return None
    found = statements.value(
        "SELECT id FROM shop_review WHERE space_id = %s AND member_id = %s AND once = %s", [space_id, member_id, once]
    )
    return None if found is None else queries.review(space_id=space_id, review_id=found, member_id=member_id)


def _record(space_id: int, member_id: int, review_id: int, words: str, order: str | None, at: datetime | None) -> None:
    props: dict[str, object] = {"length": length(words), **({"order": order} if order else {})}
    event = journal.Event(
        type=WRITTEN, member_id=member_id, at=at, props=props, source="h5", key=f"shop:review:{review_id}"
    )
    event_id = journal.record(space_id=space_id, events=[event]).ids[0]
    statements.run(
        "UPDATE shop_review SET event_id = %s WHERE space_id = %s AND id = %s", [event_id, space_id, review_id]
    )
