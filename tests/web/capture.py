"""What a page asks of the database."""

from collections.abc import Iterable, Mapping

_OF_THE_TEST = ("SAVEPOINT", "RELEASE", "SELECT set_config('app.space', ''")


def statements(captured: Iterable[Mapping[str, str]]) -> list[str]:
    """The SQL of `captured`, without what is asked only because the test itself is a transaction.

    In it a page's own transaction is a savepoint, and has to leave the space again.
    """
    return [query["sql"] for query in captured if not query["sql"].startswith(_OF_THE_TEST)]
