"""What the worker does for members."""

from procrastinate.contrib.django import app


@app.task(name="members.bulk", queue="members", retry=3)
def run_bulk(space_id: int, bulk_id: int) -> int:
    """Work through everybody whom a filter finds; a worker that dies is followed by another, which goes on there."""
    from guanxi.members import bulk  # noqa: PLC0415 - bulk defers this job, so it imports this file

    return bulk.work(space_id=space_id, bulk_id=bulk_id)
