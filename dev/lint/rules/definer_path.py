"""A function that runs with its owner's rights says where it looks for names.

The story: `SECURITY DEFINER` borrows the owner's rights, but PostgreSQL still looks up `now`, `=` and every table
along the *caller's* search_path. Whoever may create a temporary table or an operator puts one in front, and the owner
runs it. Each such function therefore ends with `SET search_path = pg_catalog, public` (or less).
"""

from collections.abc import Iterator

from dev.lint import sql
from dev.lint.house import Finding, House, Source, created


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Definer functions without a search_path of their own."""
    for fragment in source.fragments:
        for statement in sql.statements(fragment.tokens):
            kind, name = created(statement)
            words = [token.word for token in statement]
            if kind in {"function", "procedure"} and "definer" in words and "search_path" not in words:
                yield source.finding(
                    statement[0].line, "definer-path", f"{name} runs as its owner: SET search_path = pg_catalog, public"
                )
