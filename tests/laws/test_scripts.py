"""The commands that a newcomer meets: bash that parses, that may be run, and locks with a hash for each package."""

import re
import subprocess

import pytest

from dev.lint import house

SCRIPTS = sorted(path.relative_to(house.ROOT).as_posix() for path in (house.ROOT / "script").iterdir())
LOCKS = sorted(path.name for path in house.ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("script", [*SCRIPTS, ".ci/run"])
def test_may_be_run_and_parses(script: str):
    path = house.ROOT / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)


@pytest.mark.parametrize("script", SCRIPTS)
def test_says_in_its_second_line_what_it_is_for(script: str):
    first, second = (house.ROOT / script).read_text(encoding="utf-8").splitlines()[:2]
    assert first == "#!/usr/bin/env bash"
    assert re.match(rf"# {script}( \[.+\])?: \w", second)


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_every_package_with_a_hash_and_no_address(lock: str):
    text = (house.ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^\S+==\S+.*(?:\n[ ].*)*", text, re.MULTILINE)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_gives_ci_the_same_command_as_everybody():
    lines = (house.ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ['exec "$(dirname "$0")/../script/test"']
