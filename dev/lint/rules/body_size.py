"""A function fits on a screen.

The story: in every code base that grew old there is one function of 600 lines that everybody edits and nobody reads;
each change adds a branch to it, because that is where the variables are. A limit that a machine keeps makes the split
happen while it is still easy. The body is counted without its signature and docstring: explaining and naming cost
nothing.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source

HARD_LINES = 70
FILE_LINES = 400


def bodies(source: Source) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Each function with the number of lines of its body."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Bodies over 70 lines and files over 400."""
    if not source.is_python:
        return
    for node, lines in bodies(source):
        if lines > HARD_LINES:
            yield source.finding(
                node.lineno, "body-size", f"{node.name} has {lines} lines, the limit is {HARD_LINES}: name its parts"
            )
    if len(source.lines) > FILE_LINES:
        yield source.finding(1, "body-size", f"{len(source.lines)} lines, the limit is {FILE_LINES}: make it a folder")
