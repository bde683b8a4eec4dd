"""Planting a bug where the code is installed: in the text of an SQL function, in a table, in a Python function.

A patch that does not apply any more is an error of its own (DoesNotApply), never a bug that was quietly not planted.
"""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol

import psycopg

type Owner = psycopg.Connection[Any]

_INSTALLED = """
SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s AND pronamespace = 'public'::regnamespace
"""


class DoesNotApply(Exception):
    """The code has changed: the words that a plant wants to replace are not there exactly once."""


class Plant(Protocol):
    """Something that is wrong for the time of a `with`."""

    def planted(self, owner: Owner) -> Any: ...


@dataclass(frozen=True)
class InSql:
    """`right` becomes `wrong` in the installed SQL function `name`."""

    name: str
    right: str
    wrong: str

    @contextmanager
    def planted(self, owner: Owner) -> Iterator[None]:
        found = owner.execute(_INSTALLED, [self.name]).fetchall()
        if len(found) != 1:
            message = f"there are {len(found)} functions {self.name}"
            raise DoesNotApply(message)
        healthy = str(found[0][0])
        owner.execute(_literal(replaced(self.name, healthy, self.right, self.wrong)))
        try:
            yield
        finally:
            owner.execute(_literal(healthy))


@dataclass(frozen=True)
class InTable:
    """The owner runs `wrong`, and afterwards `right`, which undoes it."""

    wrong: str
    right: str

    @contextmanager
    def planted(self, owner: Owner) -> Iterator[None]:
        owner.execute(_literal(self.wrong))
        try:
            yield
        finally:
            owner.execute(_literal(self.right))


@dataclass(frozen=True)
class InPython:
    """`right` becomes `wrong` in the source of the function `name` ("guanxi.ledger.actions:spend").

    The function keeps its identity and gets other code, so that whoever imported it has the bug too.
    """

    name: str
    right: str
    wrong: str

    @contextmanager
    def planted(self, owner: Owner) -> Iterator[None]:
        del owner
        where, _, attribute = self.name.partition(":")
        function = getattr(importlib.import_module(where), attribute)
        source = textwrap.dedent(inspect.getsource(function))
        scope: dict[str, Any] = {}
        code = compile(replaced(self.name, source, self.right, self.wrong), self.name, "exec")
        exec(code, vars(sys.modules[where]).copy(), scope)  # noqa: S102 - our own source
        healthy, function.__code__ = function.__code__, scope[attribute].__code__
        try:
            yield
        finally:
            function.__code__ = healthy


@dataclass(frozen=True, kw_only=True)
class Bug:
    """`story` says in one sentence what goes wrong; `probe` passes when healthy and fails with `shows` when sick.

    `given` holds for both: what is taken away first, so that another line of defence does not answer instead.
    """

    name: str
    story: str
    plants: tuple[Plant, ...]
    probe: Callable[[], None]
    shows: str
    given: tuple[Plant, ...] = ()
    commits: bool = False


@contextmanager
def planted(owner: Owner, plants: tuple[Plant, ...]) -> Iterator[None]:
    """All of `plants` at once, and none of them afterwards."""
    with ExitStack() as stack:
        for plant in plants:
            stack.enter_context(plant.planted(owner))
        yield


def replaced(name: str, text: str, right: str, wrong: str) -> str:
    """`text` with its one `right` replaced."""
    if text.count(right) != 1:
        message = f"{name} says {text.count(right)} times: {right}"
        raise DoesNotApply(message)
    return text.replace(right, wrong)


def _literal(statement: str) -> LiteralString:
    return statement
