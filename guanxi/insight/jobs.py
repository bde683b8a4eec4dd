"""What the worker does for insight."""

import logging

from procrastinate.contrib.django import app

from guanxi.insight import actions, audit, keeping
from guanxi.spaces import queries as spaces

MOST_BATCHES = 50

_log = logging.getLogger("guanxi.audit")


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


@app.periodic(cron="40 3 * * *")
@app.task(name="insight.audit", queueing_lock="insight.audit", lock="insight.audit")
def audit_spaces(timestamp: int) -> int:
    """Every night: seal and audit every space; the overview shows the result. Returns how many violate a rule."""
    del timestamp
    return sum(not _audited(space.id, space.slug) for space in spaces.spaces())


@app.task(name="insight.audit_asked", lock="insight.audit")
def audit_asked(space_id: int) -> bool:
    """Audit one space because somebody asked for it, telling how far it is; whether nothing is wrong."""
    with audit.telling(space_id=space_id) as teller:
        return audit.run(space_id=space_id, progress=teller.advance).ok


def _audited(space_id: int, slug: str) -> bool:
    try:
        audit.seal(space_id=space_id)
    except audit.StillWriting as refusal:
        _log.warning("%s: %s", slug, refusal)  # the next night seals it
    report = audit.run(space_id=space_id)
    for finding in report.findings:
        if finding.violations:
            _log.error(
                "%s: %s is violated %d times: %s", slug, finding.check.id, finding.violations, finding.examples[0]
            )
    return report.ok


def _catch_up(space_id: int) -> int:
    counted = 0
    for _ in range(MOST_BATCHES):
        refreshed = actions.refresh(space_id=space_id)
        counted += refreshed.counted
        if not refreshed.behind:
            break
    keeping.count_what_takes_long(space_id=space_id)
    return counted
