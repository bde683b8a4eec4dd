"""Control flow can be read.

The story: saving an order sent a signal; a receiver in another app saved the member; that sent a signal; a third app,
imported only in production, sent a coupon. Nobody who read the order's code could know, and the coupon was sent twice
when a retry saved the order again. What happens is an event in the journal, and who reacts stands in one list
(guanxi/config/reactions.py).
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Imports of Django's signals."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            imported = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        else:
            continue
        if any(name.startswith("django.dispatch") or ".signals" in name for name in imported):
            yield source.finding(node.lineno, "no-signals", "no signals: record an event, or call the function")
