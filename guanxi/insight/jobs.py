"""What the worker does for insight."""

from procrastinate.contrib.django import app

from guanxi.insight import actions
from guanxi.spaces import queries as spaces

MOST_BATCHES = 50


@app.periodic(cron="* * * * *")
@app.task(name="insight.count", queueing_lock="insight.count", lock="insight.count")
def count(timestamp: int) -> int:
    """Every minute: count what the journals of all spaces got; at most a million events of a space at a time.

    A space that fails does not stop the others; what failed is raised at the end.
    """
    del timestamp
    counted, failed = 0, []
    for space in spaces.spaces():
        try:
            counted += _catch_up(space.id)
        except Exception as error:  # noqa: BLE001 - raised below
            error.add_note(f"in the space {space.slug}")
            failed.append(error)
    if failed:
        message = f"{len(failed)} spaces could not be counted"
        raise ExceptionGroup(message, failed)
    return counted


def _catch_up(space_id: int) -> int:
    counted = 0
    for _ in range(MOST_BATCHES):
        refreshed = actions.refresh(space_id=space_id)
        counted += refreshed.counted
        if not refreshed.behind:
            break
    return counted
