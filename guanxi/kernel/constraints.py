"""A broken constraint of the database, told as the refusal that names it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from guanxi.kernel import errors


@contextmanager
def refusing(*refusals: errors.Refusal) -> Iterator[None]:
    """Run a block in a savepoint; raise the refusal whose `constraints` name the one that was broken.

    Any other broken constraint is a bug and goes on as it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = broken_constraint(error)
        for refusal in refusals:
            if broken in refusal.constraints:
                raise refusal from error
        raise


def broken_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that was broken, as PostgreSQL gives it."""
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
