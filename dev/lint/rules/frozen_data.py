"""Data that crosses a room cannot be changed on the way.

The story: a page rounded the amounts of a balance in place for display; the same object sat in a cache, and the next
reader, who was about to pay out, got the rounded ones. A frozen dataclass makes that a TypeError on the first day.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Public dataclasses that are not frozen; the machine's hold processes, which change."""
    if source.module == "machine":
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                if text.startswith(("dataclass", "dataclasses.dataclass")) and "frozen=True" not in text:
                    yield source.finding(
                        node.lineno, "frozen-data", f"{node.name}: @dataclass(frozen=True, kw_only=True)"
                    )
