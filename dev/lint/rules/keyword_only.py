"""The arguments of an action have names at the place where it is called.

The story: `grant(member, inviter, 100)` and `grant(inviter, member, 100)` are both three integers. The second one was
in production for a week, paid the wrong person, and every type checker agreed with it. `grant(member_id=…,
inviter_id=…, amount=…)` cannot be got wrong unseen.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, house: House) -> Iterator[Finding]:
    """Public functions of an actions file, or of a folder of them, that take an argument by position."""
    if not (source.path.endswith("/actions.py") or "/actions/" in source.path):
        return
    offered = _offered(source, house)
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(node.name, offered):
            by_position = [*node.args.posonlyargs, *node.args.args]
            if by_position or node.args.vararg:
                yield source.finding(
                    node.lineno, "keyword-only", f"def {node.name}(*, …): every argument has its name at the call"
                )


def _offered(source: Source, house: House) -> set[str] | None:
    """What the folder's __init__ offers to other rooms; None where there is no folder, or it offers everything."""
    folder, inside, _ = source.path.partition("/actions/")
    for other in house.sources if inside else []:
        if other.path == f"{folder}/actions/__init__.py":
            imports = (node for node in other.nodes if isinstance(node, ast.ImportFrom))
            names = {alias.name for node in imports for alias in node.names}
            return None if "*" in names else names
    return None


def _is_public(name: str, offered: set[str] | None) -> bool:
    return not name.startswith("_") if offered is None else name in offered
