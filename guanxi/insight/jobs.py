"""What the worker does for insight."""

from procrastinate.contrib.django import app

from guanxi.insight import actions
from guanxi.spaces import queries as spaces

MOST_BATCHES = 50


@app.periodic(cron="* * * * *")
@app.task(name="insight.count", queueing_lock="insight.count", lock="insight.count")
def count(timestamp: int) -> int:
    """Every minute: count what the journals of all spaces got; at most a million events of a space at a time."""
    del timestamp
    return sum(_catch_up(space.id) for space in spaces.spaces())


def _catch_up(space_id: int) -> int:
    counted = 0
    for _ in range(MOST_BATCHES):
        refreshed = actions.refresh(space_id=space_id)
        counted += refreshed.counted
        if not refreshed.behind:
            break
    return counted
