"""From text to sqlglot's tree: bounded before it is parsed, and nothing but one expression.

1. Refuse what is too long, and parentheses or NOTs nested too deep, before a parser recurses into it.
2. Refuse the words and signs that have no place, with what to write instead, where they stand.
3. Refuse anything the tokenizer skipped (comments) by asking that only blanks lie between tokens.
4. Parse; exactly one expression must come out.
"""

import sqlglot
from django.utils.translation import gettext
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, TokenType  # type: ignore[attr-defined]  # its documented home, only not exported

from guanxi.kernel.predicates.refusal import Fault, PredicateRefused
from guanxi.kernel.predicates.tree import CHARS_MAX, DEPTH_MAX, NODES_MAX, STRING_CHARS_MAX

DIALECT = "postgres"
TOKENS_MAX = NODES_MAX * 6
STRINGS = frozenset(
    {
        TokenType.BYTE_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.RAW_STRING,
        TokenType.NATIONAL_STRING,
        TokenType.UNICODE_STRING,
        TokenType.HEX_STRING,
        TokenType.BIT_STRING,
    }
)
PARAMETERS = frozenset({TokenType.PARAMETER, TokenType.PLACEHOLDER, TokenType.COLON})
STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sqlglot's parser, made for whole statements, raises on some fragments (`(=> AS`, found by random words)."""
NESTING = frozenset({TokenType.L_PAREN, TokenType.NOT, TokenType.DASH})


def read(text: str) -> exp.Expr:
    """The one expression that `text` is. Raises PredicateRefused with the place of what is wrong."""
    if len(text) > CHARS_MAX:
        raise _too_large(text, 0, gettext("the condition is longer than %(most)d characters") % {"most": CHARS_MAX})
    tokens = _tokens(text)
    _bound(text, tokens)
    for token in tokens:
        _admit(text, token)
    try:
        trees = sqlglot.parse(text, read=DIALECT)
    except ParseError as error:
        raise _unreadable(text, error) from None
    except RecursionError:
        raise _too_deep(text, 0) from None
    except STUMBLES:
        trees = []
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Expr):
        raise PredicateRefused(Fault.SYNTAX, text=text, position=0, reason=gettext("this is not one condition"))
    return tree


def _tokens(text: str) -> list[Token]:
    if "\x00" in text:
        reason = gettext("the condition has a character that no text may have")
        raise PredicateRefused(Fault.BAD_LITERAL, text=text, position=text.index("\x00"), reason=reason)
    try:
        tokens = sqlglot.tokenize(text, read=DIALECT)
    except TokenError:
        position = _unclosed(text)
        raise PredicateRefused(
            Fault.SYNTAX,
            text=text,
            position=position,
            reason=gettext("a quotation mark is not closed"),
            suggestion=gettext("text stands between single quotation marks, and one inside it is doubled"),
        ) from None
    if not tokens:
        raise PredicateRefused(Fault.SYNTAX, text=text, position=0, reason=gettext("the condition is empty"))
    end = 0
    for token in tokens:
        _only_blank(text, end, token.start)
        end = token.end + 1
    _only_blank(text, end, len(text))
    return tokens


def _unclosed(text: str) -> int:
    opened = None
    for position, character in enumerate(text):
        if character == "'":
            opened = position if opened is None else None
    if opened is not None:
        return opened
    others = [text.find(mark) for mark in ('"', "$", "/*", "`")]
    return min((position for position in others if position >= 0), default=0)


def _only_blank(text: str, start: int, end: int) -> None:
    between = text[start:end]
    if between.strip():
        position = start + len(between) - len(between.lstrip())
        raise _forbidden(text, position, gettext("comments are not allowed"), gettext("leave it out"))


def _bound(text: str, tokens: list[Token]) -> None:
    if len(tokens) > TOKENS_MAX:
        position = tokens[TOKENS_MAX].start
        raise _too_large(text, position, gettext("the condition has more than %(most)d parts") % {"most": NODES_MAX})
    depth = signs = 0
    for token in tokens:
        signs = signs + 1 if token.token_type in NESTING else 0
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if max(depth, signs) > DEPTH_MAX:
            raise _too_deep(text, token.start)


def _admit(text: str, token: Token) -> None:
    kind, at = token.token_type, token.start
    if kind == TokenType.STRING and len(token.text) > STRING_CHARS_MAX:
        reason = gettext("this text is longer than %(most)d characters") % {"most": STRING_CHARS_MAX}
        raise _too_large(text, at, reason)
    if kind in STRINGS:
        reason = gettext("only plain text literals are allowed")
        raise _forbidden(text, at, reason, gettext("write it as '…'"))
    if kind in PARAMETERS:
        raise _forbidden(text, at, gettext("parameters are not allowed"), gettext("write the value itself"))
    if kind == TokenType.SEMICOLON:
        raise _forbidden(text, at, gettext("';' is not allowed"), gettext("write one condition"))
    if kind in {TokenType.SLASH, TokenType.DIV}:
        raise _forbidden(text, at, gettext("division is not allowed"), gettext("multiply the other side instead"))
    if kind == TokenType.MOD:
        raise _forbidden(text, at, gettext("'%' is not allowed outside of a text"), gettext("leave it out"))
    if kind == TokenType.NUMBER and not token.text.isdigit():
        reason = gettext("only whole numbers are allowed")
        raise _forbidden(text, at, reason, gettext("use the smaller unit, such as cents"))


def _unreadable(text: str, error: ParseError) -> PredicateRefused:
    first = error.errors[0]
    word = str(first["highlight"])
    before = text.split("\n")[: int(first["line"]) - 1]
    end = sum(len(line) + 1 for line in before) + int(first["col"])
    position = max(end - len(word), 0)
    reason = gettext("“%(word)s” is not understood here") % {"word": word}
    return PredicateRefused(Fault.SYNTAX, text=text, position=position, reason=reason)


def _fault(fault: Fault, text: str, position: int, reason: str, suggestion: str = "") -> PredicateRefused:
    return PredicateRefused(fault, text=text, position=position, reason=reason, suggestion=suggestion)


def _forbidden(text: str, position: int, reason: str, suggestion: str) -> PredicateRefused:
    return _fault(Fault.FORBIDDEN, text, position, reason, suggestion)


def _too_large(text: str, position: int, reason: str) -> PredicateRefused:
    return _fault(Fault.TOO_LARGE, text, position, reason, gettext("make it shorter"))


def _too_deep(text: str, position: int) -> PredicateRefused:
    reason = gettext("the condition is nested deeper than %(most)d") % {"most": DEPTH_MAX}
    return _fault(Fault.TOO_LARGE, text, position, reason, gettext("write it flatter"))
