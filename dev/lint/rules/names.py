"""A name says what, not that.

The story: `utils.py` had 90 functions in it, three of them converted yuan to fen, one of those rounded.
`process_order` did one thing on Monday and six by summer, because nothing is foreign to a process. Whoever has to
find a real name finds out what the code is for.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from dev.lint.house import Finding, House, Source

EMPTY = {"process", "handle", "handler", "manager", "util", "utils", "helper", "helpers", "misc", "common", "stuff"}


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Files, classes and functions with an empty word in their names."""
    if not source.path.endswith((".py", ".sql")):
        return
    for part in PurePosixPath(source.path).parts[1:]:
        if words := _empty_words(part.rsplit(".", 1)[0]):
            yield source.finding(1, "names", f"{part}: {words} says nothing; name what is in it")
    commands = {id(part) for node in source.nodes if _is_command(node) for part in ast.walk(node)}
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            words = _empty_words(node.name)
            if words and not (node.name == "handle" and id(node) in commands):
                yield source.finding(
                    node.lineno, "names", f"{node.name}: {words} says nothing; name what it does or is"
                )


def _is_command(node: ast.AST) -> bool:
    """Whether it is a command of Django's manage: Django calls its method `handle`."""
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("BaseCommand") for base in node.bases)


def _empty_words(name: str) -> str:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return ", ".join(word for word in words if word.lower() in EMPTY)
