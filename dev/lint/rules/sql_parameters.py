"""Values never become part of a statement's text.

The story: everybody knows it, and a report still built `ORDER BY {column}` from the query string. Values go in as
parameters; a name that must vary goes through psycopg.sql.Identifier; a filter that is optional stands in the SQL and
is switched by a parameter.
"""

import ast
from collections.abc import Iterator

from dev.lint.house import Finding, House, Source

RUNNERS = {"execute", "executemany", "raw", "stream", "copy", "callproc"}


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Statements that are glued together in the call that runs them, or in the function around it."""
    if not source.is_python:
        return
    for function in [
        source.tree,
        *(node for node in source.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)),
    ]:
        glued = {
            ast.unparse(node.targets[0])
            for node in _own(function)
            if isinstance(node, ast.Assign) and _is_glued(node.value)
        }
        for node in _own(function):
            if isinstance(node, ast.Call) and node.args and _runs(node.func):
                first = node.args[0]
                if _is_glued(first) or ast.unparse(first) in glued:
                    yield source.finding(
                        node.lineno, "sql-parameters", "parameters for values, psycopg.sql for names; no glued SQL"
                    )


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function but not those of the functions inside it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting.extend(ast.iter_child_nodes(node))


def _runs(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and (
        function.attr in RUNNERS or ast.unparse(function) in {"sql.SQL", "psycopg.sql.SQL"}
    )


def _is_glued(node: ast.expr) -> bool:
    """Whether text is put together from more than literals and constants of the file (UPPER_CASE names)."""
    match node:
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.FormattedValue) and not _is_fixed(part.value) for part in parts)
        case ast.BinOp(op=ast.Mod(), left=left):
            return _is_text(left)
        case ast.BinOp(op=ast.Add()):
            operands = list(_operands(node))
            return any(map(_is_text, operands)) and not all(map(_is_fixed, operands))
        case ast.Call(func=ast.Attribute(attr="format", value=value)):
            return _is_text(value)
    return False


def _operands(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _operands(node.left)
        yield from _operands(node.right)
    else:
        yield node


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_fixed(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.isupper() or (_is_text(node) and not _is_glued(node))
