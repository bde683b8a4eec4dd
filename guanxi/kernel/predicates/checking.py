"""From sqlglot's tree to our own: an allow-list of nodes, each with the types it takes.

One method per construct; `Checker.node` sends each kind of sqlglot node to its method and refuses the
rest. A node with an argument that its method does not know is refused as well.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

from django.utils.translation import gettext
from sqlglot import exp

from guanxi.kernel.predicates import patterns, rendering, tree
from guanxi.kernel.predicates.refusal import Fault, PredicateRefused, near
from guanxi.kernel.predicates.tree import Constant, FieldType, Node

SIGNS: Mapping[type[exp.Expr], tree.Comparison] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
OPERATIONS: Mapping[type[exp.Expr], tree.Operation] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
TAKES: Mapping[str, tuple[int, int]] = {
    "lower": (1, 1),
    "length": (1, 1),
    "coalesce": (2, 10),
    "has": (2, 2),
    "days_since": (1, 1),
}
SAMPLES: Mapping[str, str] = {
    "lower": "lower(text)",
    "length": "length(text)",
    "coalesce": "coalesce(field, value)",
    "has": "has(texts, 'x')",
    "days_since": "days_since(instant)",
}
ORDERED: frozenset[FieldType] = frozenset({"text", "integer", "instant", "date"})
BIGINT_MAX = 2**63 - 1
NAME_CHARS_SHOWN = 60
YEAR_MIN = 1000
type Maker = Callable[["Checker", exp.Expr], Node]


class Checker:
    """Checks one condition; counts its nodes and its depth as it goes."""

    def __init__(self, text: str, fields: Mapping[str, FieldType]) -> None:
        self.text = text
        self.fields = fields
        self.nodes = 0
        self.depth = 0

    def condition(self, source: exp.Expr) -> Node:
        """`source` as a node that is true or false."""
        return self.of("boolean", source)

    def node(self, source: exp.Expr) -> Node:
        """`source` as a node of ours."""
        while isinstance(source, exp.Paren):
            source = source.this
        maker = self.MAKERS.get(type(source))
        if maker is None:
            raise self.forbidden(source)
        self.nodes += 1
        self.depth += 1
        if self.nodes > tree.NODES_MAX or self.depth > tree.DEPTH_MAX:
            reason = gettext("the condition has more than %(nodes)d parts or is nested deeper than %(depth)d")
            facts = {"nodes": tree.NODES_MAX, "depth": tree.DEPTH_MAX}
            raise self.refused(Fault.TOO_LARGE, source, reason % facts, gettext("make it shorter"))
        made = maker(self, source)
        self.depth -= 1
        return made

    def of(self, kind: FieldType, source: exp.Expr) -> Node:
        """`source` as a node of the type `kind`."""
        made = self.node(source)
        if tree.kind_of(made) != kind:
            raise self.wrong_type(source, made, kind)
        return made

    def field(self, source: exp.Expr) -> Node:
        """A dotted name."""
        if not isinstance(source, exp.Column) or any(not isinstance(part, exp.Identifier) for part in source.parts):
            raise self.forbidden(source)
        name = ".".join(part.name for part in source.parts)
        if name not in self.fields:
            reason = gettext("there is no field %(name)s") % {"name": name}
            raise self.refused(Fault.UNKNOWN_FIELD, source, reason, near(name, self.fields))
        return tree.Field(name=name, kind=self.fields[name])

    def literal(self, source: exp.Expr) -> Node:
        """Text or a whole number."""
        if source.args["is_string"]:
            return Constant(value=str(source.this), kind="text")
        digits = str(source.this)
        if not digits.isdecimal():  # `.5` is two tokens to the tokenizer and one fraction to the parser
            reason = gettext("only whole numbers are allowed")
            raise self.refused(Fault.FORBIDDEN, source, reason, gettext("use the smaller unit, such as cents"))
        value = int(digits)
        if value > BIGINT_MAX:
            reason = gettext("this number is larger than %(most)d") % {"most": BIGINT_MAX}
            raise self.refused(Fault.BAD_LITERAL, source, reason)
        return Constant(value=value, kind="integer")

    def truth(self, source: exp.Expr) -> Node:
        """True or false."""
        return Constant(value=bool(source.this), kind="boolean")

    def moment(self, source: exp.Expr) -> Node:
        """`date '…'` or `timestamptz '…'`; every other cast is refused."""
        word = source.args["to"].this
        self.only(source, "this", "to")
        if not source.this.is_string or word not in {exp.DType.DATE, exp.DType.TIMESTAMPTZ}:
            raise self.forbidden(source)
        kind: FieldType = "date" if word == exp.DType.DATE else "instant"
        value = self.day(source.this) if kind == "date" else self.instant(source.this)
        return Constant(value=value, kind=kind)

    def day(self, source: exp.Expr) -> date:
        """The local day that a literal names."""
        value: date | None
        try:
            value = date.fromisoformat(source.name)
        except ValueError:
            value = None
        if value is None or value.year < YEAR_MIN:
            raise self.refused(
                Fault.BAD_LITERAL, source, gettext("this is not a day"), gettext("write date '2026-12-31'")
            )
        return value

    def instant(self, source: exp.Expr) -> datetime:
        """The instant, in UTC, that a literal names."""
        try:
            named = datetime.fromisoformat(source.name)
            value = named.astimezone(UTC) if named.tzinfo else None
        except (ValueError, OverflowError):
            value = None
        if value is None or value.year < YEAR_MIN:
            suggestion = gettext("write timestamptz '2026-12-31T18:00:00+08:00'")
            raise self.refused(Fault.BAD_LITERAL, source, gettext("this is not an instant with its offset"), suggestion)
        return value

    def negation(self, source: exp.Expr) -> Node:
        """NOT."""
        return tree.Not(self.condition(source.this))

    def joined(self, source: exp.Expr) -> Node:
        """AND and OR, flat."""
        word = type(source)
        parts = tuple(self.condition(operand) for operand in _flat(source, word))
        return tree.Joined(word="AND" if word is exp.And else "OR", parts=parts)

    def compared(self, source: exp.Expr) -> Node:
        """Two values of the same type; what has no order only by = and <>."""
        self.only(source, "this", "expression")
        sign = SIGNS[type(source)]
        left, right = self.node(source.this), self.node(source.expression)
        kind = self.same(source.expression, left, right)
        if kind == "texts" or (sign not in {"=", "<>"} and kind not in ORDERED):
            reason = gettext("%(kind)s cannot be compared by %(sign)s") % {"kind": kind, "sign": sign}
            suggestion = gettext("write has(field, 'x')") if kind == "texts" else gettext("use = or <>")
            raise self.refused(Fault.WRONG_TYPE, source, reason, suggestion)
        return tree.Compared(sign=sign, left=left, right=right, of=kind)

    def same(self, source: exp.Expr, left: Node, right: Node) -> FieldType:
        """The type that both have."""
        kind = tree.kind_of(left)
        if tree.kind_of(right) != kind:
            raise self.wrong_type(source, right, kind)
        return kind

    def among(self, source: exp.Expr) -> Node:
        """IN a list of constants."""
        self.only(source, "this", "expressions", "negate")
        inner = self.node(source.this)
        choices: list[Constant] = []
        for entry in source.expressions:
            choice = self.node(entry)
            if not isinstance(choice, Constant):
                raise self.refused(Fault.FORBIDDEN, entry, gettext("IN takes a list of plain values"))
            self.same(entry, inner, choice)
            choices.append(choice)
        return _opposite(source, tree.Among(inner=inner, choices=tuple(choices)))

    def between(self, source: exp.Expr) -> Node:
        """BETWEEN two values of an ordered type."""
        self.only(source, "this", "low", "high", "negate")
        inner, low, high = (self.node(source.args[name]) for name in ("this", "low", "high"))
        kind = self.same(source.args["low"], inner, low)
        self.same(source.args["high"], inner, high)
        if kind not in ORDERED:
            reason = gettext("%(kind)s has no order") % {"kind": kind}
            raise self.refused(Fault.WRONG_TYPE, source, reason)
        return _opposite(source, tree.Between(inner=inner, low=low, high=high, of=kind))

    def is_null(self, source: exp.Expr) -> Node:
        """IS NULL; IS takes nothing else."""
        self.only(source, "this", "expression", "negate")
        if not isinstance(source.expression, exp.Null):
            reason = gettext("after IS only NULL and NOT NULL are allowed")
            raise self.refused(Fault.FORBIDDEN, source, reason, gettext("leave IS TRUE out, write NOT for IS FALSE"))
        return _opposite(source, tree.IsNull(self.node(source.this)))

    def like(self, source: exp.Expr) -> Node:
        """LIKE a literal pattern, with ESCAPE or without."""
        escape = ""
        inner = source
        if isinstance(source, exp.Escape):
            escape, inner = source.expression.name, source.this
        if not isinstance(inner, exp.Like) or not inner.expression.is_string:
            reason = gettext("LIKE takes a pattern between quotation marks")
            raise self.refused(Fault.FORBIDDEN, inner, reason)
        self.only(inner, "this", "expression", "negate")
        pattern = patterns.normal(inner.expression.name, escape)
        if pattern is None:
            reason = gettext("this pattern is too long, has too many %% or a stray escape")
            suggestion = gettext("at most %(chars)d characters and %(wild)d times %%")
            facts = {"chars": tree.PATTERN_CHARS_MAX, "wild": tree.WILDCARDS_MAX}
            raise self.refused(Fault.BAD_LITERAL, inner.expression, reason.replace("%%", "%"), suggestion % facts)
        return _opposite(inner, tree.Like(inner=self.of("text", inner.this), pattern=pattern))

    def calculated(self, source: exp.Expr) -> Node:
        """Whole-number arithmetic that stays countable in both engines."""
        self.only(source, "this", "expression")
        left, right = self.of("integer", source.this), self.of("integer", source.expression)
        made = tree.Calculated(sign=OPERATIONS[type(source)], left=left, right=right)
        if tree.magnitude(made) > tree.MAGNITUDE_MAX:
            reason = gettext("this could grow beyond what can be counted exactly")
            raise self.refused(Fault.TOO_LARGE, source, reason, gettext("multiply fewer fields"))
        return made

    def negative(self, source: exp.Expr) -> Node:
        """A number below zero."""
        inner = self.of("integer", source.this)
        if isinstance(inner, Constant) and isinstance(inner.value, int) and inner.value >= 0:
            return Constant(value=-inner.value, kind="integer")
        return tree.Negative(inner)

    def called(self, source: exp.Expr) -> Node:
        """One of the five functions."""
        name = source.name.lower() if isinstance(source, exp.Anonymous) else source.key
        if name not in TAKES:
            raise self.forbidden(source)
        arguments = list(source.expressions)
        if not isinstance(source, exp.Anonymous):
            arguments.insert(0, source.this)
        least, most = TAKES[name]
        strange = any(value for key, value in source.args.items() if key not in {"this", "expressions"})
        if strange or not least <= len(arguments) <= most:
            reason = gettext("%(name)s() is not called like this") % {"name": name}
            raise self.refused(Fault.SYNTAX, source, reason, gettext("there is %(sample)s") % {"sample": SAMPLES[name]})
        return self.apply(name, source, arguments)

    def apply(self, name: str, source: exp.Expr, arguments: list[exp.Expr]) -> Node:
        """The function `name` of `arguments`, whose number is right."""
        match name:
            case "lower":
                return tree.Called("lower", (self.of("text", arguments[0]),), "text")
            case "length":
                return tree.Called("length", (self.of("text", arguments[0]),), "integer")
            case "days_since":
                return tree.Called("days_since", (self.of("instant", arguments[0]),), "integer")
            case "has":
                sought = self.of("text", arguments[1])
                if not isinstance(sought, Constant):
                    raise self.refused(Fault.FORBIDDEN, arguments[1], gettext("has() looks for a plain text"))
                return tree.Called("has", (self.of("texts", arguments[0]), sought), "boolean")
            case _:
                made = [self.node(argument) for argument in arguments]
                kinds = [self.same(argument, made[0], node) for argument, node in zip(arguments, made, strict=True)]
                if kinds[0] == "texts":
                    raise self.wrong_type(source, made[0], "text")
                return tree.Called("coalesce", tuple(made), kinds[0])

    def only(self, source: exp.Expr, *known: str) -> None:
        """Refuse `source` when it carries anything beside `known`."""
        if any(value for name, value in source.args.items() if name not in known):
            raise self.forbidden(source)

    def forbidden(self, source: exp.Expr) -> PredicateRefused:
        """The refusal of a construct that is not on the list."""
        if isinstance(source, exp.Null):
            reason, suggestion = gettext("NULL cannot be compared"), gettext("write IS NULL or IS NOT NULL")
        elif isinstance(source, exp.Alias):
            reason = gettext("“%(word)s” is not understood here") % {"word": source.alias}
            suggestion = gettext("join conditions with AND or OR")
        elif isinstance(source, exp.Func) and (type(source) not in WORDS or "start" in source.meta):
            named = self.text[source.meta["start"] : source.meta["end"] + 1] if "start" in source.meta else ""
            name = named or source.sql_name().lower()
            reason = gettext("the function %(name)s is not allowed") % {"name": name}
            suggestion = gettext("there are: %(names)s") % {"names": ", ".join(TAKES)}
        else:
            what = WORDS.get(type(source), source.key.upper())
            reason = gettext("%(what)s is not allowed in a condition") % {"what": what}
            suggestion = SUGGESTIONS[type(source)]() if type(source) in SUGGESTIONS else ""
        return self.refused(Fault.FORBIDDEN, source, reason, suggestion)

    def wrong_type(self, source: exp.Expr, found: Node, wanted: FieldType) -> PredicateRefused:
        """The refusal of a value of another type than needed."""
        name = rendering.write(found, rendering.Speech())[:NAME_CHARS_SHOWN]
        reason = gettext("%(name)s is %(found)s where %(wanted)s is needed")
        facts = {"name": name, "found": tree.kind_of(found), "wanted": wanted}
        samples = {"instant": "timestamptz '2026-12-31T18:00:00+08:00'", "date": "date '2026-12-31'"}
        samples |= {"text": "'…'", "integer": "1"}
        literal = isinstance(found, Constant) and wanted in samples
        suggestion = gettext("write it like %(sample)s") % {"sample": samples[wanted]} if literal else ""
        return self.refused(Fault.WRONG_TYPE, source, reason % facts, suggestion)

    def refused(self, fault: Fault, source: exp.Expr, reason: str, suggestion: str = "") -> PredicateRefused:
        """A refusal at the place where `source` begins."""
        place = source.args["alias"] if isinstance(source, exp.Alias) else source
        starts = [part.meta["start"] for part in place.walk() if "start" in part.meta]
        position = min(starts, default=0)
        return PredicateRefused(fault, text=self.text, position=position, reason=reason, suggestion=suggestion)

    MAKERS: ClassVar[Mapping[type[exp.Expr], Maker]] = {
        exp.Column: field,
        exp.Literal: literal,
        exp.Boolean: truth,
        exp.Cast: moment,
        exp.Not: negation,
        exp.And: joined,
        exp.Or: joined,
        **dict.fromkeys(SIGNS, compared),
        exp.In: among,
        exp.Between: between,
        exp.Is: is_null,
        exp.Like: like,
        exp.Escape: like,
        **dict.fromkeys(OPERATIONS, calculated),
        exp.Neg: negative,
        exp.Lower: called,
        exp.Length: called,
        exp.Coalesce: called,
        exp.Anonymous: called,
    }


WORDS: Mapping[type[exp.Expr], str] = {
    exp.AtTimeZone: "AT TIME ZONE",
    exp.Bracket: "[…]",
    exp.Case: "CASE",
    exp.Cast: "CAST",
    exp.Collate: "COLLATE",
    exp.Column: "*",
    exp.DPipe: "||",
    exp.Exists: "EXISTS",
    exp.JSONExtract: "->",
    exp.JSONExtractScalar: "->>",
    exp.Mod: "%",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
    exp.RegexpILike: "~*",
    exp.RegexpLike: "~",
    exp.SimilarTo: "SIMILAR TO",
    exp.Star: "*",
    exp.Subquery: "SELECT",
    exp.Window: "OVER",
}
SUGGESTIONS: Mapping[type[exp.Expr], Callable[[], str]] = {
    exp.ILike: lambda: gettext("write lower(field) LIKE 'x%'"),
    exp.RegexpLike: lambda: gettext("use LIKE"),
    exp.RegexpILike: lambda: gettext("use LIKE"),
    exp.SimilarTo: lambda: gettext("use LIKE"),
    exp.Cast: lambda: gettext("compare with a literal of the field's own type"),
    exp.Window: lambda: gettext("let the goal's measure do the counting"),
}


def _flat(source: exp.Expr, word: type[exp.Expr]) -> list[exp.Expr]:
    waiting, flat = [source], []
    while waiting:
        part = waiting.pop()
        while isinstance(part, exp.Paren):
            part = part.this
        if type(part) is word:
            waiting += [part.expression, part.this]
        else:
            flat.append(part)
    return flat


def _opposite(source: exp.Expr, made: Node) -> Node:
    return tree.Not(made) if source.args.get("negate") else made
