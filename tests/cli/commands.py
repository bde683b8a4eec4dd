"""Commands that run in the process and the transaction of a test: as fast as a function call, as real as the shell."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.utils import translation

from guanxi.cli import main
from tests import cast


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


type Guanxi = Callable[..., Done]


@pytest.fixture
def guanxi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Guanxi:
    """A function that runs `guanxi WORDS`. What a command does to its process is undone after the test."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"])
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GUANXI_SECRET_KEY", "of the tests")

    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["guanxi", *map(str, words)])
        monkeypatch.setattr(signal, "signal", lambda *_: None)
        with pytest.raises(SystemExit) as left, translation.override(translation.get_language()):
            main.main()
        said = capsys.readouterr()
        return Done(left.value.code if isinstance(left.value.code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
def house() -> cast.House:
    """Alice's tea house, called "tea". The test asks for the database by its mark."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # the first command imports much
    return cast.spring_tea("tea")
