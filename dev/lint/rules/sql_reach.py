"""A module's SQL stays in its room.

The story: the report module joined the ledger's tables directly, since SQL has no private. When entries became a view
over transfers, the import contracts were all green and eleven reports were wrong. SQL is code: it may name its own
tables, the *published* views of lower modules (`MODULE_public_THING`) and the functions and types that a lower module
marks with a comment line `-- published …` directly above their CREATE. A foreign key may point at a lower module's
table, because that is a constraint and not a query. The auditor alone (audit and replay) reads every table, and
writes none of them: it is there to distrust what modules say of themselves.
"""

from collections.abc import Iterator

from dev.lint import sql
from dev.lint.house import Finding, House, Name, Source
from dev.lint.sql import Token

AUDITOR = ("guanxi/insight/audit/", "guanxi/insight/replay/", "guanxi/insight/sql/functions/20_seal.sql")


def findings(source: Source, house: House) -> Iterator[Finding]:
    """Names in SQL that belong to another room and are not published to this one."""
    if source.module not in house.height or source.path.startswith(AUDITOR):
        return
    for fragment in source.fragments:
        for before, token in _words(fragment.tokens):
            name = house.names.get(token.word)
            if name and name.module != source.module and (complaint := _complaint(source.module, name, before, house)):
                yield source.finding(token.line, "sql-reach", complaint)


def _words(stream: list[Token]) -> Iterator[tuple[str, Token]]:
    """Each name with the word before it, also inside the strings that PL/pgSQL executes."""
    before = ""
    executed = -1
    for token in stream:
        if token.kind == "name":
            yield before, token
            executed = token.statement if token.word == "execute" else executed
        elif token.kind == "string" and token.statement == executed and token.level > 0:
            for inner in sql.tokens(token.text.strip("'").replace("''", "'"), line=token.line):
                if inner.kind == "name":
                    yield before, inner
        if token.kind not in {"comment", "body"} and not (token.text == "." or token.word == "public"):
            before = token.word


def _complaint(module: str, name: Name, before: str, house: House) -> str:
    if house.height[name.module] > house.height[module]:
        return f"{name.name} belongs to {name.module}, which stands above {module}"
    if name.published or (name.kind == "table" and before == "references"):
        return ""
    if name.kind in {"table", "view"}:
        return f"{name.name} is {name.module}'s own: read a view {name.module}_public_…"
    return f"{name.name} is {name.module}'s own: call what it marks as -- published"
