"""What the worker carries outside: mails and codes. What can pass is tried again, what cannot is left as failed."""

from collections.abc import Callable
from typing import override

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from guanxi.connectors import codes
from guanxi.connectors.mail import delivery, queue
from guanxi.kernel.errors import OutsideError

_TRIES = 5
RETRIES = 3
_FIRST_PAUSE_S = 2


class WhilePassing(BaseRetryStrategy):
    """Again after 2, 4, 8 and 16 seconds, when the system outside says that it is only for now."""

    @override
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        passing = isinstance(exception, OutsideError) and exception.transient
        if not passing or job.attempts >= _TRIES:
            return None
        return RetryDecision(retry_in={"seconds": _FIRST_PAUSE_S * 2**job.attempts})


@app.task(name=queue.TASK, retry=WhilePassing())
def send_mail(sealed: str) -> None:
    """Send one mail."""
    delivery.deliver(queue.unseal(sealed))


@app.task(name=codes.TASK, retry=WhilePassing())
def send_code(space_id: int, arrival: str) -> bool:
    """Send one member's code."""
    return codes.send(space_id=space_id, arrival=arrival)


@app.task(name="connectors.read_workbook", queue="imports", retry=RETRIES, pass_context=True)
def read_workbook(context: JobContext, space_id: int, upload_id: int) -> int:
    """Unpack an uploaded workbook, so that its columns can be matched. What kills or fails every try is given up."""
    from guanxi.connectors.customers import uploads  # noqa: PLC0415 - uploads defers this job, so it imports this file

    return _tried(context, space_id, upload_id, lambda: uploads.unpack(space_id=space_id, upload_id=upload_id))


@app.task(name="connectors.bring_in_customers", queue="imports", retry=RETRIES, pass_context=True)
def bring_in_customers(context: JobContext, space_id: int, upload_id: int) -> int:
    """Bring in the people of an uploaded file; a worker that dies is followed by another, which goes on there.

    When the last try fails as well, or kills its worker, the import says so, and the file is not kept for another.
    """
    from guanxi.connectors.customers import uploads  # noqa: PLC0415 - uploads defers this job, so it imports this file

    return _tried(context, space_id, upload_id, lambda: uploads.work(space_id=space_id, upload_id=upload_id))


def _tried(context: JobContext, space_id: int, upload_id: int, work: Callable[[], int]) -> int:
    """Do the work; where it is the last try that fails, or was the last and died (periodic.take_up), say so."""
    from guanxi.connectors.customers import uploads  # noqa: PLC0415 - uploads defers this job, so it imports this file

    if context.job.attempts > RETRIES:
        uploads.fail(space_id=space_id, upload_id=upload_id, why="")
        return 0
    try:
        return work()
    except Exception:
        if context.job.attempts >= RETRIES:
            uploads.fail(space_id=space_id, upload_id=upload_id, why="")
        raise
