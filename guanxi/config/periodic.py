"""The one list of what the worker does by the clock, besides what the modules' own jobs.py declare.

Each job may run late, twice, or after months of silence: it does what is due by now.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from procrastinate import JobContext, exceptions, jobs
from procrastinate.contrib.django import app

from guanxi import journal, ledger
from guanxi.certificates import jobs as certificates_jobs
from guanxi.circles import actions as circles
from guanxi.connectors.customers import uploads
from guanxi.insight import recency
from guanxi.journal import jobs as journal_jobs
from guanxi.ledger import books
from guanxi.members import actions as members
from guanxi.members import fields, signin
from guanxi.posters import jobs as posters_jobs
from guanxi.quests import actions as quests
from guanxi.quests.recipes import birthdays
from guanxi.referral import jobs as referral_jobs
from guanxi.spaces import limits
from guanxi.spaces import queries as spaces
from guanxi.web.signin import sessions

_SILENT_SECONDS = 60
_MOST_DEATHS = 5
"""A job that outlived so many workers kills them. Above the RETRIES of jobs, which tell their failure themselves."""


@app.periodic(cron="7 3 * * *")
@app.task(name="journal.make_partitions", queueing_lock="journal.make_partitions")
def make_partitions(timestamp: int) -> int:
    """Every day: have the journal's months ready before they begin."""
    del timestamp
    return journal_jobs.make_partitions()


@app.periodic(cron="* * * * *")
@app.task(name="ledger.mature", queueing_lock="ledger.mature", lock="ledger.lots")
def mature(timestamp: int) -> int:
    """Every minute: move what waited long enough into the wallets."""
    del timestamp
    return _in_each_space(lambda space: ledger.mature(space_id=space.id, now=journal.now(space_id=space.id)))


@app.periodic(cron="*/10 * * * *")
@app.task(name="ledger.expire", queueing_lock="ledger.expire", lock="ledger.lots")
def expire(timestamp: int) -> int:
    """Every ten minutes, so soon after each space's own midnight: take out what expired by then."""
    del timestamp
    return _in_each_space(lambda space: ledger.expire(space_id=space.id, now=_last_midnight(space)))


@app.periodic(cron="* * * * *")
@app.task(name="ledger.advance_checkpoints", queueing_lock="ledger.advance_checkpoints")
def advance_checkpoints(timestamp: int) -> int:
    """Every minute: sum what moved on the accounts that carry no balance, so that pages need not."""
    del timestamp
    return _in_each_space(lambda space: books.advance_checkpoints(space_id=space.id, actor="system:checkpoints"))


@app.periodic(cron="5 * * * *")
@app.task(name="quests.review_tiers", queueing_lock="quests.review_tiers")
def review_tiers(timestamp: int) -> int:
    """Every hour: keep or lower the tiers whose term is over."""
    del timestamp
    return _in_each_space(lambda space: quests.review_tiers(space_id=space.id, now=journal.now(space_id=space.id)))


@app.periodic(cron="9 * * * *")
@app.task(name="quests.mark_birthdays", queueing_lock="quests.mark_birthdays")
def mark_birthdays(timestamp: int) -> int:
    """Every hour, so soon after each space's own midnight: tag those whose birthday lies in the week."""
    del timestamp
    return _in_each_space(lambda space: birthdays.mark(space_id=space.id))


@app.periodic(cron="27 4 * * *")
@app.task(name="members.forget_expired", queueing_lock="members.forget_expired")
def forget_expired(timestamp: int) -> int:
    """Every day: forget the answers that were kept for as long as they may be."""
    del timestamp
    return _in_each_space(lambda space: members.forget_expired(space_id=space.id, actor="system:retention"))


@app.periodic(cron="19 * * * *")
@app.task(name="members.settle_fields", queueing_lock="members.settle_fields")
def settle_fields(timestamp: int) -> int:
    """Every hour: delete or seal the answers that a job of `members.settle_field` did not come to."""
    del timestamp
    return _in_each_space(lambda space: fields.settle_all(space_id=space.id))


@app.periodic(cron="17 4 * * *")
@app.task(name="referral.forget_touches", queueing_lock="referral.forget_touches")
def forget_touches(timestamp: int) -> int:
    """Every day: drop the touches that can become a binding no more."""
    del timestamp
    return _in_each_space(lambda space: referral_jobs.forget_touches(space.id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="insight.recency", queueing_lock="insight.recency")
def tell_recency(timestamp: int) -> int:
    """Every five minutes: tell members who was active in the last days."""
    del timestamp
    return _in_each_space(
        lambda space: recency.tell(space_id=space.id, since=_last_midnight(space).date() - timedelta(days=2))
    )


@app.periodic(cron="50 3 * * *")
@app.task(name="insight.recency_of_all", queueing_lock="insight.recency_of_all")
def tell_recency_of_all(timestamp: int) -> int:
    """Every night the same from the first day on, for what was imported or undone since."""
    del timestamp
    return _in_each_space(lambda space: recency.tell(space_id=space.id))


@app.periodic(cron="47 * * * *")
@app.task(name="signin.forget", queueing_lock="signin.forget")
def forget_sign_ins(timestamp: int) -> int:
    """Every hour: drop codes, spent tokens, counters and sessions whose time is over."""
    del timestamp
    forgotten = _in_each_space(lambda space: signin.forget(space_id=space.id))
    return forgotten + limits.forget() + sessions.forget_expired()


@app.periodic(cron="*/10 * * * *")
@app.task(name="referral.reckon", queueing_lock="referral.reckon")
def reckon_codes(timestamp: int) -> int:
    """Every ten minutes: count what came of the channels' codes."""
    del timestamp
    return _in_each_space(lambda space: referral_jobs.reckon(space.id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="certificates.settle", queueing_lock="certificates.settle")
def settle_certificates(timestamp: int) -> int:
    """Every five minutes: issue the certificates that quests have granted, revoke those they took back."""
    del timestamp
    return _in_each_space(lambda space: certificates_jobs.settle(space.id))


@app.periodic(cron="37 3 * * *")
@app.task(name="certificates.settle_everything", queueing_lock="certificates.settle_everything")
def settle_all_certificates(timestamp: int) -> int:
    """Every night: the same for all that was ever granted."""
    del timestamp
    return _in_each_space(lambda space: certificates_jobs.settle_everything(space.id))


@app.periodic(cron="47 4 * * *")
@app.task(name="posters.forget_old", queueing_lock="posters.forget_old")
def forget_posters(timestamp: int) -> int:
    """Every day: delete the posters that nobody asked for lately."""
    del timestamp
    return _in_each_space(lambda space: posters_jobs.forget_old(space.id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="circles.refresh_figures", queueing_lock="circles.refresh_figures")
def refresh_figures(timestamp: int) -> int:
    """Every ten minutes: count the last week of every circle."""
    del timestamp
    return _in_each_space(_figures)


@app.periodic(cron="37 4 * * *")
@app.task(name="circles.forget_deleted", queueing_lock="circles.forget_deleted")
def forget_deleted(timestamp: int) -> int:
    """Every day: forget the words and pictures of what was deleted a week ago."""
    del timestamp
    return _in_each_space(lambda space: circles.forget_deleted(space_id=space.id, now=journal.now(space_id=space.id)))


def _figures(space: spaces.Space) -> int:
    circles.refresh_figures(space_id=space.id)
    return 1


@app.periodic(cron="37 4 * * *")
@app.task(name="connectors.forget_uploads", queueing_lock="connectors.forget_uploads")
def forget_uploads(timestamp: int) -> int:
    """Every day: drop the files of customers that were uploaded a week ago."""
    del timestamp
    return _in_each_space(lambda space: uploads.forget(space_id=space.id))


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up", queueing_lock="config.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> int:
    """Every minute: give to another worker what one that died had in hand; what waits anew anyway is let go.

    Else its work would be under way for ever, and whatever waits for its lock would wait as long. What killed
    worker after worker is left as failed.
    """
    del timestamp
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_SECONDS))
    for job in stalled:
        if job.attempts >= _MOST_DEATHS:
            await manager.finish_job(job, status=jobs.Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except exceptions.ConnectorException:  # the same is enqueued already
            await manager.finish_job(job, status=jobs.Status.FAILED, delete_job=False)
    return len(stalled)


def _last_midnight(space: spaces.Space) -> datetime:
    local = journal.now(space_id=space.id).astimezone(space.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _in_each_space(work: Callable[[spaces.Space], int]) -> int:
    """The sum over all spaces. One that fails does not stop the others; all that failed are raised at the end."""
    done, failed = 0, []
    for space in spaces.spaces():
        try:
            done += work(space)
        except Exception as error:  # noqa: BLE001 - raised below
            error.add_note(f"in the space {space.slug}")
            failed.append(error)
    if failed:
        message = f"{len(failed)} spaces failed"
        raise ExceptionGroup(message, failed)
    return done
