"""Short runs in every session; `--long` (script/chaos) makes them hours of the same, from a seed that is printed."""

import time

import pytest

from tests.chaos import report


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`, `--chaos-seed` and `--chaos-seconds` exist when this folder is named on the command line."""
    group = parser.getgroup("chaos")
    group.addoption("--long", action="store_true", help="run the long variant of every chaos test")
    group.addoption("--chaos-seed", type=int, default=None, help="begin with this seed (default: the time)")
    group.addoption("--chaos-seconds", type=int, default=0, help="stop a long run after this time; 0: when it is done")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the runs did."""
    if report.FIGURES:
        terminalreporter.section("chaos")
        for line in report.FIGURES:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this session is the long run."""
    return bool(request.config.getoption("--long", default=False))


@pytest.fixture(scope="session")
def first_seed(request: pytest.FixtureRequest, is_long: bool) -> int:
    """Where randomness begins: the same in every short run, another in each long one."""
    chosen = request.config.getoption("--chaos-seed", default=None)
    return int(chosen) if chosen is not None else int(time.time()) if is_long else 20260501


@pytest.fixture(scope="session")
def patience_seconds(request: pytest.FixtureRequest) -> float:
    """How long a long run may take."""
    return float(request.config.getoption("--chaos-seconds", default=0) or 10**9)
