"""YAML as plain values that remember where they stand.

1. Refuse what is too long before it is parsed.
2. Compose nodes (no Python object is ever built from a tag).
3. Walk them under a bound of nodes and of depth, aliases counted each time they are used.
4. Report keys that stand twice, tags, and merge keys.
"""

import re
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guanxi.quests.errors import Problem, QuestFileRefused

CHARS_MAX = 400_000
NODES_MAX = 40_000
DEPTH_MAX = 24
CORE = "tag:yaml.org,2002:"
WHOLE = re.compile(r"[-+]?[0-9]{1,400}")
type Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value begins, counted from 1, and for places inside it: its quoting, lines, and a block's indent."""

    line: int
    column: int
    style: str = ""
    lines: int = 1
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A value of the file. `value` is a plain value, a list or, by key, a mapping.

    A number with a fraction, a huge one, a day and an instant stay text with `plain` set: the reader who
    knows what should stand there turns them into it.
    """

    value: "Plain | list[Marked] | dict[str, Marked]"
    place: Place
    plain: bool = False
    keys: tuple[tuple[str, Place], ...] = ()


def load(text: str) -> Marked:
    """The document that `text` is. Raises QuestFileRefused when it is not one, or not a bounded one."""
    if len(text) > CHARS_MAX:
        reason = gettext("the file is longer than %(most)d characters") % {"most": CHARS_MAX}
        raise QuestFileRefused([Problem(1, 1, "file", reason, gettext("split it"))])
    try:
        root = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        raise QuestFileRefused([_unreadable(error)]) from None
    except YAMLError as error:
        raise QuestFileRefused([_stray_character(text, error)]) from None
    except RecursionError:
        raise QuestFileRefused([_too_large(Place(1, 1))]) from None
    if root is None:
        reason = gettext("the file is empty")
        raise QuestFileRefused([Problem(1, 1, "file", reason, gettext("begin with quests:"))])
    walk = _Walk(text.split("\n"))
    marked = walk.marked(root, 0)
    if walk.problems:
        raise QuestFileRefused(walk.problems)
    return marked


class _Walk:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []
        self.nodes = 0

    def marked(self, node: Node, depth: int) -> Marked:
        self.nodes += 1
        place = self.place(node)
        if self.nodes > NODES_MAX or depth > DEPTH_MAX:
            raise QuestFileRefused([*self.problems, _too_large(place)])
        match node:
            case MappingNode(value=pairs):
                return self.mapping(pairs, place, depth)
            case SequenceNode(value=entries):
                return Marked(value=[self.marked(entry, depth + 1) for entry in entries], place=place)
            case ScalarNode():
                return self.scalar(node, place)
            case _:
                raise TypeError(node)

    def mapping(self, pairs: list[tuple[Node, Node]], place: Place, depth: int) -> Marked:
        found: dict[str, Marked] = {}
        keys: list[tuple[str, Place]] = []
        for key_node, node in pairs:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            if key in found:
                reason = gettext("this key stands twice")
                self.report(self.place(key_node), key, reason, gettext("leave one of them"))
            found[key] = self.marked(node, depth + 1)
            keys.append((key, self.place(key_node)))
        return Marked(value=found, place=place, keys=tuple(keys))

    def scalar(self, node: ScalarNode, place: Place) -> Marked:
        text, tag = str(node.value), str(node.tag)
        if node.style:
            return Marked(value=text, place=place)
        match tag.removeprefix(CORE):
            case "int" if WHOLE.fullmatch(text):
                return Marked(value=int(text), place=place)
            case "bool":
                return Marked(value=text.lower() == "true", place=place)
            case "null":
                return Marked(value=None, place=place)
            case "str" | "int" | "float" | "timestamp":
                return Marked(value=text, place=place, plain=tag != CORE + "str")
            case _:
                self.report(place, text or tag, gettext("tags are not allowed"), gettext("leave it out"))
                return Marked(value=text, place=place)

    def place(self, node: Node) -> Place:
        start, end = node.start_mark, node.end_mark
        style = node.style if isinstance(node, ScalarNode) and node.style else ""
        inner = next((line for line in self.lines[start.line + 1 : end.line + 1] if line.strip()), "")
        return Place(
            line=start.line + 1,
            column=start.column + 1,
            style=style,
            lines=end.line - start.line + 1,
            indent=len(inner) - len(inner.lstrip()),
        )

    def report(self, place: Place, path: str, reason: str, suggestion: str) -> None:
        self.problems.append(Problem(place.line, place.column, path, reason, suggestion))


def _too_large(place: Place) -> Problem:
    reason = gettext("the file is nested too deep or grows too large by its aliases")
    return Problem(place.line, place.column, "file", reason, gettext("write it out plainly"))


def _unreadable(error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = gettext("this is not YAML (%(problem)s)") % {"problem": error.problem or error.context}
    return Problem(line, column, "file", reason, gettext("check the indentation and the quotation marks"))


def _stray_character(text: str, error: YAMLError) -> Problem:
    position = int(getattr(error, "position", 0))
    before = text[:position]
    reason = gettext("this is not YAML (%(problem)s)") % {"problem": gettext("a character that no text may have")}
    column = position - before.rfind("\n")
    return Problem(before.count("\n") + 1, column, "file", reason, gettext("delete it"))
