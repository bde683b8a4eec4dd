"""One space at a time: row-level security answers only for the space that this transaction names.

The name is set with `set_config(..., is_local => true)`, so it ends with the transaction and can never
leak into the next user of the connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting_in(space_id: int) -> Iterator[None]:
    """Run a block as one transaction that sees the rows of `space_id` and no others.

    Nests within the same space. Raises ValueError on an attempt to enter another space inside it:
    a transaction that touches two spaces is a bug.
    """
    inside_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.space', true)")
        row = cursor.fetchone()
        current = row[0] if row else None
        if current and int(current) != space_id:
            message = f"already acting in space {current}, cannot enter {space_id}"
            raise ValueError(message)
        if not current:
            cursor.execute("SELECT set_config('app.space', %s, true)", [str(space_id)])
        yield
        if inside_another and not current:
            # A larger transaction goes on: it must not stay in the space. An error rolls the name back by itself.
            cursor.execute("SELECT set_config('app.space', '', true)")
