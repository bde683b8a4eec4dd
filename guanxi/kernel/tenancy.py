"""One space at a time: row-level security answers only for the space that this transaction names.

The name is set with `set_config(..., is_local => true)`, so it ends with the transaction and can never
leak into the next user of the connection.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

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
    with acting_where("SELECT %s::integer, set_config('app.space', %s, true)", [space_id, str(space_id)]):
        yield


@contextmanager
def acting_where(statement: str, parameters: Sequence[object]) -> Iterator[tuple[Any, ...] | None]:
    """Run a block as one transaction in the space that `statement` finds; yields the row it found, or None.

    The row begins with the space's id, and the statement itself has named the space with `set_config('app.space', …,
    true)`: a page finds its space and enters it in one go. Raises ValueError when the transaction is in a space.
    """
    if _inside.get() is not None:
        message = f"already acting in space {_inside.get()}, cannot look for another"
        raise ValueError(message)
    inside_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
        token = _inside.set(row[0] if row else None)
        try:
            yield row
        finally:
            _inside.reset(token)
        if inside_another:
            # A larger transaction goes on: it must not stay in the space. An error rolls the name back by itself.
            cursor.execute("SELECT set_config('app.space', '', true)")


@contextmanager
def reading_in(space_id: int) -> Iterator[None]:
    """The same for a block that only reads: inside the space already, it costs no statement."""
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
