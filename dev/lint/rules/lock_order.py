"""Rows are locked in one order.

The story: two batches each locked the members they were about to touch. The planner gave one of them the rows by
index, the other by heap order; each held what the other wanted, and on the busiest evening of the year one in thirty
batches died of "deadlock detected". A locking read says ORDER BY, even when it expects a single row: the next editor
widens the WHERE, not the ORDER. SKIP LOCKED never waits and is free of this.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source
from dev.lint.sql import Token

MESSAGE = "a locking read without ORDER BY deadlocks with its twin: ORDER BY the key"
STRENGTHS = (("update",), ("no", "key", "update"), ("share",), ("key", "share"))


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """SELECT … FOR UPDATE or SHARE without ORDER BY, and select_for_update() without order_by()."""
    for fragment in source.fragments:
        yield from _sql(source, [token for token in fragment.tokens if token.kind not in {"comment", "body"}])
    for node in source.nodes:
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return | ast.For | ast.comprehension):
            text = ast.unparse(node.iter if isinstance(node, ast.For | ast.comprehension) else node)
            if "select_for_update(" in text and not any(
                word in text for word in ("order_by(", ".get(", "skip_locked=True")
            ):
                yield source.finding(_line(node), "lock-order", MESSAGE)


def _line(node: ast.AST) -> int:
    return node.iter.lineno if isinstance(node, ast.comprehension) else int(getattr(node, "lineno", 1))


def _sql(source: Source, code: list[Token]) -> Iterator[Finding]:
    open_selects: list[list[str]] = [[]]
    for position, token in enumerate(code):
        if token.text == "(":
            open_selects.append([])
        elif token.text == ")":
            open_selects = open_selects[:-1] or [[]]
        elif token.text == ";":
            open_selects = [[]]
        elif token.word in {"select", "perform"}:
            open_selects[-1] = ["select"]
        else:
            unordered = open_selects[-1][:1] == ["select"] and "order" not in open_selects[-1]
            if token.word == "for" and unordered and _waits(code[position + 1 : position + 12]):
                yield source.finding(token.line, "lock-order", MESSAGE)
            open_selects[-1].append(token.word)


def _waits(following: list[Token]) -> bool:
    words = [token.word for token in following]
    for strength in STRENGTHS:
        if tuple(words[: len(strength)]) == strength:
            rest = words[len(strength) :]
            return "skip" not in rest[: rest.index(";")] if ";" in rest else "skip" not in rest
    return False
