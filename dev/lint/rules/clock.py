"""The database's clock decides, and only the journal reads it.

The story: a campaign ended at midnight. One of four web servers was 90 seconds slow, so for 90 seconds it sold what
the others refused, and the ledger held grants dated before the window closed by a clock that nobody could reproduce.
Since then: domain code takes `at` as an argument, "now" is `journal.now(space_id=…)` or `guanxi_now(space)` in SQL,
and that is the database's clock plus the offset of a demo space. SQL that says now() forgets the offset, and gives
the transaction's start besides.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source

OUTSIDE = {"cli", "config", "machine"}
APP_CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "date.today",
    "datetime.date.today",
    "timezone.now",
    "time.time",
    "time.time_ns",
}
FUNCTIONS = {"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"}
KEYWORDS = {"current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"}


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Every look at a clock of one's own in a domain module."""
    if not source.module or source.module in OUTSIDE:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in APP_CLOCKS:
            yield source.finding(
                node.lineno, "clock", "the application's clock decides nothing: take `at`, or ask journal.now()"
            )
    if source.module not in {"journal", "kernel"}:
        yield from _sql(source)


def _sql(source: Source) -> Iterator[Finding]:
    for fragment in source.fragments:
        code = [token for token in fragment.tokens if token.kind not in {"comment", "body"}]
        for token, after in zip(code, [*code[1:], None], strict=True):
            if token.kind != "name":
                continue
            if token.word in KEYWORDS or (token.word in FUNCTIONS and after is not None and after.text == "("):
                yield source.finding(token.line, "clock", f"{token.text} forgets the space's offset: guanxi_now(space)")
