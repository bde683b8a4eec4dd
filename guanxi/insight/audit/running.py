"""Running the checks of a space in one snapshot, and keeping what they found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from guanxi import journal
from guanxi.insight import actions
from guanxi.insight.audit import catalog
from guanxi.kernel import tenancy

EXAMPLES = 5

_SUMMARY = """
    SELECT count(*), count(offence),
           coalesce((array_agg(offence) FILTER (WHERE offence IS NOT NULL))[:{examples}], '{{}}')
    FROM ({check}) seen
"""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check saw: how many rows, how many of them wrong, and the first few in words."""

    check: catalog.Check
    rows: int
    violations: int
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One audit of one space."""

    space_id: int
    ran_at: datetime
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.violations for finding in self.findings)

    @property
    def checks(self) -> Mapping[str, Mapping[str, int]]:
        """The numbers by check, as they are kept and printed."""
        return {finding.check.id: {"rows": finding.rows, "violations": finding.violations} for finding in self.findings}


def run(
    *,
    space_id: int,
    checks: Iterable[catalog.Check] = catalog.CHECKS,
    progress: Callable[[int], object] | None = None,
    keep: bool = True,
) -> Report:
    """Run `checks` over a space, all in one snapshot, so that what goes on meanwhile cannot look like an offence.

    Reads and changes nothing, but keeps the report as the newest audit of the space unless `keep` is false.
    """
    findings = []
    with transaction.atomic(), connection.cursor() as cursor:
        if len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        # Every check reads a whole space. What is known of the tables may be older than the space, and then the planner
        # takes it for empty and compares everything with everything.
        cursor.execute("SET LOCAL enable_nestloop = off")
        with tenancy.acting_in(space_id):
            ran_at = journal.now(space_id=space_id)
            for check in checks:
                findings.append(_look(space_id, check))
                if progress is not None:
                    progress(1)
    report = Report(space_id=space_id, ran_at=ran_at, findings=tuple(findings))
    if keep:
        actions.record_audit(space_id=space_id, ran_at=ran_at, ok=report.ok, checks=report.checks)
    return report


def _look(space_id: int, check: catalog.Check) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY.format(examples=EXAMPLES, check=check.sql), {"space": space_id})
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - an aggregate returns its row
    return Finding(check=check, rows=row[0], violations=row[1], examples=tuple(row[2]))
