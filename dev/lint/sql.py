"""Just enough of PostgreSQL's grammar to lint it: tokens with their line, their nesting and their statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*)?\$(?P<body>.*?)\$(?(tag)(?P=tag))\$)
    | (?P<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*')
    | (?P<name>"[^"]+"|[^\W\d][\w$]*)
    | (?P<number>\d[\w.]*)
    | (?P<mark>::|:=|=>|\|\||<=|>=|<>|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STARTS_A_STATEMENT = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*"
    r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|GRANT|REVOKE|SET|TRUNCATE|LOCK|DO|MERGE INTO|COPY"
    r"|CALL|REFRESH|BEGIN|COMMENT ON)\b"
)


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word or mark; `level` counts the dollar-quoted bodies around it, `statement` those before it on its level."""

    kind: str
    text: str
    line: int
    level: int
    statement: int

    @property
    def word(self) -> str:
        """The token as PostgreSQL compares it: names and keywords in lower case, without quotes."""
        return self.text.strip('"').lower() if self.kind == "name" else self.text


def looks_like_sql(text: str) -> bool:
    """Whether a Python string is meant for PostgreSQL: it begins with a command in capitals."""
    return bool(_STARTS_A_STATEMENT.match(text))


def tokens(text: str, *, line: int = 1, level: int = 0) -> Iterator[Token]:
    """All tokens of `text` but spaces, in order; a dollar-quoted body yields its own tokens one level deeper."""
    statement = 0
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if match["dollar"] is not None:
            opening = match.start("body") - match.start()
            yield Token(kind="body", text=match["dollar"], line=line, level=level, statement=statement)
            yield from tokens(match["body"], line=line + match.group()[:opening].count("\n"), level=level + 1)
        elif kind != "space":
            yield Token(kind=kind, text=match.group(), line=line, level=level, statement=statement)
        if match.group() == ";":
            statement += 1
        line += match.group().count("\n")


def statements(stream: list[Token]) -> Iterator[list[Token]]:
    """The statements of the outermost level, without comments; a function's body stays inside as one token."""
    current: list[Token] = []
    for token in stream:
        if token.level == 0 and token.kind != "comment":
            if current and token.statement != current[0].statement:
                yield current
                current = []
            if token.text != ";":
                current.append(token)
    if current:
        yield current
