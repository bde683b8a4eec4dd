"""The rooms of the house stand in one order, and an import that goes up is caught."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dev.lint import house

LINT = Path(sys.executable).with_name("lint-imports")


def _contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    skipped = shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "static", "templates", "*.sql")
    shutil.copytree(house.ROOT / "guanxi", tmp_path / "guanxi", ignore=skipped)
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down_only():
    outcome = _contracts(house.ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("file", "imported"),
    [
        ("kernel/errors.py", "guanxi.journal"),
        ("journal/__init__.py", "guanxi.ledger"),
        ("ledger/__init__.py", "guanxi.quests"),
        ("machine/__init__.py", "guanxi.kernel.errors"),
        ("quests/__init__.py", "guanxi.machine"),
        ("web/__init__.py", "guanxi.cli"),
    ],
)
def test_catches_an_import_that_goes_up(copy: Path, file: str, imported: str):
    path = copy / "guanxi" / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")
    outcome = _contracts(copy)
    assert outcome.returncode == 1
    assert "BROKEN" in outcome.stdout


def test_catches_a_room_that_nobody_placed(copy: Path):
    (copy / "guanxi" / "attic").mkdir()
    (copy / "guanxi" / "attic" / "__init__.py").touch()
    outcome = _contracts(copy)
    assert outcome.returncode == 1
    assert "attic" in outcome.stdout


def test_names_every_room_in_the_contracts_that_list_them():
    rooms = {f"guanxi.{path.parent.name}" for path in (house.ROOT / "guanxi").glob("*/__init__.py")}
    read = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"]: contract for contract in read["tool"]["importlinter"]["contracts"]}
    assert set(contracts["machine-stands-alone"]["forbidden_modules"]) == rooms - {"guanxi.machine"}
    assert set(contracts["kernel-has-no-domain-word"]["forbidden_modules"]) == rooms - {"guanxi.kernel"}
    others = rooms - {"guanxi.machine", "guanxi.cli", "guanxi.config"}
    assert set(contracts["machine-is-for-the-command-line"]["source_modules"]) == others
