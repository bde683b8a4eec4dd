"""One space at a time: row-level security answers only for the space that this transaction names.

The name is set with `set_config(..., is_local => true)`, so it ends with the transaction and can never
leak into the next user of the connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_inside: ContextVar[int | None] = ContextVar("guanxi_space", default=None)


@contextmanager
def acting_in(space_id: int) -> Iterator[None]:
    """Run a block as one transaction that sees the rows of `space_id` and no others.

    Nests within the same space: then a savepoint, so that what is refused inside leaves nothing behind.
    Raises ValueError on an attempt to enter another space inside it: a transaction that touches two spaces is a bug.
    """
    if _is_inside(space_id):
        with transaction.atomic():
            yield
        return
    inside_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', %s, true)", [str(space_id)])
        token = _inside.set(space_id)
        try:
            yield
        finally:
            _inside.reset(token)
        if inside_another:
            # A larger transaction goes on: it must not stay in the space. An error rolls the name back by itself.
            cursor.execute("SELECT set_config('app.space', '', true)")


@contextmanager
def reading_in(space_id: int) -> Iterator[None]:
    """The same for a block that only reads: inside the space already, it costs no statement. Raises like `acting_in`."""
    if _is_inside(space_id):
        yield
        return
    with acting_in(space_id):
        yield


def _is_inside(space_id: int) -> bool:
    current = _inside.get()
    if current not in {None, space_id}:
        message = f"already acting in space {current}, cannot enter {space_id}"
        raise ValueError(message)
    return current is not None
