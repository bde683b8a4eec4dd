"""A view shows nobody more than the tables below it would.

The story: row-level security was on, every table had its policy, and one brand still saw another's totals: a view
runs with the rights of its *owner* unless told otherwise, and the owner made the tables. `WITH (security_invoker =
true)` makes the policies see who asks.
"""

from collections.abc import Iterator

from dev.lint import sql
from dev.lint.house import Finding, House, Source, created


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Views without security_invoker."""
    for fragment in source.fragments:
        for statement in sql.statements(fragment.tokens):
            kind, name = created(statement)
            words = [token.word for token in statement]
            if kind == "view" and "temp" not in words[:4] and "security_invoker" not in words:
                yield source.finding(
                    statement[0].line, "view-security", f"{name}: CREATE VIEW … WITH (security_invoker = true) AS …"
                )
