"""Every index names the query that it serves.

The story: a table of 40 million rows had eleven indexes. Four were for pages that no longer existed, two were
prefixes of others, and nobody dared to drop one, because nobody could say what would become slow. Each cost a write
for every event. A comment directly above or behind says which query would miss it; when that query goes, so does the
index.
"""

import ast
from collections.abc import Iterator

from dev.lint import sql
from dev.lint.house import Finding, House, Source

WORDS = 2
INDEXES = {"Index", "GinIndex", "BrinIndex", "GistIndex", "HashIndex", "BTreeIndex", "SpGistIndex"}
MESSAGE = "name the query that this index serves in a comment directly above or behind"


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Indexes, in SQL or in a Django model, without such a comment."""
    for fragment in source.fragments:
        for statement in sql.statements(fragment.tokens):
            words = [token.word for token in statement[:3]]
            if words[:1] == ["create"] and "index" in words and not _is_said(source, statement[0].line, "--"):
                yield source.finding(statement[0].line, "index-comment", MESSAGE)
    if "/models" in source.path:
        for node in source.nodes:
            if (line := _index_line(node)) and not _is_said(source, line, "#"):
                yield source.finding(line, "index-comment", MESSAGE)


def _index_line(node: ast.AST) -> int:
    """The line on which a Django model asks for an index; 0 for every other node."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in INDEXES:
        return node.lineno
    if isinstance(node, ast.keyword) and node.arg == "db_index" and ast.unparse(node.value) == "True":
        return node.value.lineno
    return 0


def _is_said(source: Source, line: int, mark: str) -> bool:
    above = source.lines[line - 2].strip() if line > 1 else ""
    behind = source.lines[line - 1].partition(mark)[2]
    return (above.startswith(mark) and len(above.split()) > WORDS) or len(behind.split()) >= WORDS
