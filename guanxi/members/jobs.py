"""What the worker does for members."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

RETRIES = 3


@app.task(name="members.bulk", queue="members", retry=RETRIES, pass_context=True)
def run_bulk(context: JobContext, space_id: int, bulk_id: int) -> int:
    """Work through everybody whom a filter finds; a worker that dies is followed by another, which goes on there.

    When the last try fails as well, or kills its worker, the work says so: nobody waits for it any more.
    """
    from guanxi.members import bulk  # noqa: PLC0415 - bulk defers this job, so it imports this file

    if context.job.attempts > RETRIES:  # the last try died: see periodic.take_up
        bulk.fail(space_id=space_id, bulk_id=bulk_id, why="")
        return 0
    try:
        return bulk.work(space_id=space_id, bulk_id=bulk_id)
    except Exception:
        if context.job.attempts >= RETRIES:
            bulk.fail(space_id=space_id, bulk_id=bulk_id, why="")
        raise


@app.task(name="members.settle_field", queue="members", retry=RETRIES)
def settle_field(space_id: int, slug: str) -> int:
    """Delete or seal the answers of a field, as its change has decided. What fails here waits for the hourly round."""
    from guanxi.members import fields  # noqa: PLC0415 - fields defers this job, so it imports this file

    return fields.settle(space_id=space_id, slug=slug)
