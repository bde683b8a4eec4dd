"""Counting what goes on in circles, for their pages and for how ready they are."""

from datetime import datetime
from importlib.resources import files

from guanxi import journal
from guanxi.kernel import statements, tenancy


def refresh_figures(*, space_id: int, circle_id: int | None = None, at: datetime | None = None) -> None:
    """Count the last seven days of one circle, or of all; a fixed number of statements, whatever there is to count."""
    query = files("guanxi.circles").joinpath("sql", "figures.sql").read_text(encoding="utf-8")
    with tenancy.acting_in(space_id):
        moment = at or journal.now(space_id=space_id)
        statements.run(query, {"space": space_id, "circle": circle_id, "now": moment})
