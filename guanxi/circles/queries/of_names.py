"""What circles are called, for sentences that know only their short names."""

from collections.abc import Iterable

from guanxi.kernel import statements, tenancy


def names(*, space_id: int, slugs: Iterable[str]) -> dict[str, str]:
    """The names of those of these circles that are there, by short name; one statement, none for none."""
    wanted = sorted(set(slugs))
    if not wanted:
        return {}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT slug, name FROM circles_circle WHERE space_id = %s AND slug = ANY(%s)", [space_id, wanted]
        )
    return {row[0]: row[1] for row in rows}
