"""Posts to measure the search with: they are found like any other, and nothing in the journal tells of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guanxi.circles import models
from guanxi.circles.search import indexing
from guanxi.kernel import tenancy


def fill(*, space_id: int, circle_id: int, author_id: int, texts: Sequence[str], begun: datetime) -> None:
    """Let each text be a post of the author, a minute after the one before. Never for what members write."""
    with tenancy.acting_in(space_id):
        rows = models.Post.objects.bulk_create(
            models.Post(
                space_id=space_id,
                circle_id=circle_id,
                author_id=author_id,
                kind="post",
                declared="value",
                text=text,
                created_at=(at := begun + timedelta(minutes=number)),
                born_s=int(at.timestamp()),
            )
            for number, text in enumerate(texts)
        )
        entries = [indexing.Entry(post_id=row.id, circle_id=circle_id, text=row.text) for row in rows]
        indexing.index(space_id=space_id, entries=entries)
