"""What the worker does for members."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

RETRIES = 3


@app.task(name="members.bulk", queue="members", retry=RETRIES, pass_context=True)
def run_bulk(context: JobContext, space_id: int, bulk_id: int) -> int:
    """Work through everybody whom a filter finds; a worker that dies is followed by another, which goes on there.

    When the last try fails as well the work says so: nobody waits for it any more.
    """
    from guanxi.members import bulk  # noqa: PLC0415 - bulk defers this job, so it imports this file

    try:
        return bulk.work(space_id=space_id, bulk_id=bulk_id)
    except Exception:
        if context.job.attempts >= RETRIES:
            bulk.fail(space_id=space_id, bulk_id=bulk_id, why="")
        raise
