"""A model never leaves its module.

The story: a page looped over `member.order_set.all()` of another module's model, and showed 200 queries per visit;
when the shop renamed a column, four modules broke that had never been told they depended on it. Other rooms call
queries and actions, and get frozen data.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Imports of another module's models."""
    if not source.module or not source.path.endswith(".py"):
        return
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        else:
            continue
        for target in targets:
            parts = target.split(".")
            if parts[0] == "guanxi" and parts[2:3] == ["models"] and parts[1] != source.module:
                yield source.finding(
                    node.lineno, "models-stay-home", f"{parts[1]}'s models are its own: call its queries or its actions"
                )
