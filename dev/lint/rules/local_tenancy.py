"""The space is named for one transaction, never for a connection.

The story: row-level security read the space from a session setting. A request failed between setting it and clearing
it, the connection went back to the pool, and the next visitor, of another brand, saw the first brand's members.
`set_config('app.space', …, true)` ends with the transaction whatever happens; `false` and a bare SET do not, so they
do not exist here.
"""

from collections.abc import Iterator

from dev.lint.house import Finding, House, Source
from dev.lint.sql import Token

MESSAGE = "ends with the connection, not with the transaction: set_config(…, true), as kernel.tenancy does"


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """Settings that would outlive their transaction."""
    for fragment in source.fragments:
        code = [token for token in fragment.tokens if token.kind not in {"comment", "body"}]
        for position, token in enumerate(code):
            if _lasting_set_config(code, position) or _session_set(code, position):
                yield source.finding(token.line, "local-tenancy", MESSAGE)


def _lasting_set_config(code: list[Token], position: int) -> bool:
    if code[position].word != "set_config" or code[position + 1 : position + 2] == []:
        return False
    depth = 0
    last: list[str] = []
    for token in code[position + 1 :]:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            break
        last = [] if token.text == "," and depth == 1 else [*last, token.word]
    return last != ["true"] and depth == 0


def _session_set(code: list[Token], position: int) -> bool:
    following = [token.word for token in code[position : position + 4]]
    return following[:3] == ["set", "app", "."] or following == ["set", "session", "app", "."]
