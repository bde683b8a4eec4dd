"""The arguments of an action have names at the place where it is called.

The story: `grant(member, inviter, 100)` and `grant(inviter, member, 100)` are both three integers. The second one was
in production for a week, paid the wrong person, and every type checker agreed with it. `grant(member_id=…,
inviter_id=…, amount=…)` cannot be got wrong unseen.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Public functions of an actions file that take an argument by position."""
    if not (source.path.endswith("/actions.py") or "/actions/" in source.path):
        return
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            by_position = [*node.args.posonlyargs, *node.args.args]
            if by_position or node.args.vararg:
                yield source.finding(
                    node.lineno, "keyword-only", f"def {node.name}(*, …): every argument has its name at the call"
                )
