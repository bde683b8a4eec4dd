"""Saving a row saves a row.

The story: `save()` also recomputed the tier. A bulk update, a migration and a loader did not call it, so three in a
hundred members had a tier that no rule explained. What must always hold is a constraint; what must happen is an
action.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Models that override save, delete or their clean methods."""
    if "/models" not in source.path:
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete", "full_clean", "clean"}:
                    yield source.finding(
                        part.lineno,
                        "plain-save",
                        f"{node.name}.{part.name}: a constraint or an action, not a side effect",
                    )
