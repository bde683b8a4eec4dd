"""The repository as the rules see it: files, modules in their order, and the names that each module's SQL defines."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from dev.lint import sql

ROOT = Path(__file__).resolve().parents[2]
_ALLOWANCE = re.compile(r"(?:#|--) allow (?P<rule>[\w-]+)(?:: *(?P<reason>.*))?")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One place that breaks a rule, and what to do about it."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """A piece of SQL: a whole .sql file, or a string in a Python file."""

    tokens: list[sql.Token]


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A place where the author says that a rule does not fit, and why."""

    line: int
    rule: str
    reason: str


@dataclass(frozen=True, eq=False)
class Source:
    """One file. `path` is relative to the repository, with forward slashes."""

    path: str
    text: str = field(repr=False)

    @property
    def module(self) -> str:
        """The room of the house it is in: "quests" for guanxi/quests/sql/settle.sql; empty outside guanxi."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "guanxi" and len(parts) > 2 else ""  # noqa: PLR2004 (guanxi/MODULE/FILE)

    @property
    def is_python(self) -> bool:
        """Whether it is Python of ours that others rely on (not a migration: history is not rewritten)."""
        return self.path.endswith(".py") and "/migrations/" not in self.path

    @cached_property
    def lines(self) -> list[str]:
        """The text line by line."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file; an empty one for everything else."""
        return ast.parse(self.text if self.path.endswith(".py") else "")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def fragments(self) -> list[Fragment]:
        """The SQL in this file."""
        if self.path.endswith(".sql"):
            return [Fragment(tokens=list(sql.tokens(self.text)))]
        return [
            Fragment(tokens=list(sql.tokens(text, line=line)))
            for text, line in self._strings()
            if sql.looks_like_sql(text)
        ]

    def _strings(self) -> Iterator[tuple[str, int]]:
        inside = {id(part) for node in self.nodes if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        inside |= {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}  # docstrings
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                parts = (str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
                yield "".join(parts), node.lineno
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield node.value, node.lineno

    @cached_property
    def allowances(self) -> list[Allowance]:
        """What the author allows, with the line on which it is said."""
        found = ((number, _ALLOWANCE.search(line)) for number, line in enumerate(self.lines, start=1))
        return [
            Allowance(line=number, rule=match["rule"], reason=(match["reason"] or "").strip())
            for number, match in found
            if match
        ]

    def finding(self, line: int, rule: str, message: str) -> Finding:
        """Say that `line` breaks `rule`."""
        return Finding(path=self.path, line=line, rule=rule, message=message)


@dataclass(frozen=True, kw_only=True)
class Name:
    """Something that a module's SQL defines: a table, view, function, type or sequence."""

    name: str
    module: str
    kind: str
    published: bool


@dataclass(frozen=True, eq=False)
class House:
    """All files together. `layers` lists the modules from the top down; neighbours share a tuple."""

    sources: list[Source] = field(repr=False)
    layers: list[tuple[str, ...]] = field(repr=False, default_factory=lambda: layers_of(ROOT))

    @cached_property
    def height(self) -> Mapping[str, int]:
        """How high a module stands: the kernel is 0."""
        return {module: height for height, layer in enumerate(reversed(self.layers)) for module in layer}

    @cached_property
    def names(self) -> Mapping[str, Name]:
        """Everything that SQL or a Django model defines, by name."""
        defined = (name for source in self.sources if source.module in self.height for name in definitions(source))
        return {name.name: name for name in defined}


def layers_of(root: Path) -> list[tuple[str, ...]]:
    """The order of the modules, read from the one place that says it: the import contract in pyproject.toml."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return [tuple(part.strip(" ()") for part in layer.split("|")) for layer in layers]


def repository(root: Path = ROOT) -> House:
    """Every text file that git knows or would add, but the examples, which are bad on purpose."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = sorted(path for path in listed.stdout.split("\0") if path and not path.startswith("dev/lint/examples/"))
    return House([source for path in paths if (source := _read(root, path)) is not None])


def _read(root: Path, path: str) -> Source | None:
    try:
        return Source(path, (root / path).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
        return None


def definitions(source: Source) -> Iterator[Name]:
    """The tables, views, functions, types and sequences that a file creates."""
    for fragment in source.fragments:
        published = _published_lines(source)
        for statement in sql.statements(fragment.tokens):
            kind, name = created(statement)
            if name:
                public = f"{source.module}_public_" in name if kind == "view" else statement[0].line in published
                yield Name(name=name, module=source.module, kind=kind, published=public)
    if source.path.endswith("/models.py") or "/models/" in source.path:
        yield from _models(source)


def created(statement: list[sql.Token]) -> tuple[str, str]:
    """What a CREATE statement makes: ("table", "ledger_account"); two empty strings for other statements.

    A name in another schema than public keeps its schema ("rules.quest_7") and so belongs to nobody here.
    """
    if statement[0].word != "create":
        return "", ""
    kinds = {"table", "view", "function", "procedure", "type", "domain", "sequence", "aggregate"}
    words = [token.word for token in statement]
    for position, word in enumerate(words[:6]):
        if word in kinds:
            rest = [w for w in words[position + 1 : position + 7] if w not in {"if", "not", "exists"}]
            name = "".join(rest[:3]) if rest[1:2] == ["."] else "".join(rest[:1])
            return word, name.removeprefix("public.")
    return "", ""


def _published_lines(source: Source) -> set[int]:
    """The lines directly below a comment block that has a line beginning with "-- published"."""
    lines: set[int] = set()
    seen = False
    for number, (line, after) in enumerate(pairwise([*source.lines, ""]), start=1):
        comment = line.lstrip().startswith("--")
        seen = comment and (seen or line.lstrip().startswith("-- published"))
        if seen and not after.lstrip().startswith("--"):
            lines.add(number + 1)
    return lines


def _models(source: Source) -> Iterator[Name]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith(("Model", "User")) for base in node.bases):
            table = f"{source.module}_{node.name.lower()}"
            for part in ast.walk(node):
                if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "db_table":
                    table = str(ast.literal_eval(part.value))
            yield Name(name=table, module=source.module, kind="table", published=False)
