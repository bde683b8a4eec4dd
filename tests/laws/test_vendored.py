"""What was copied from elsewhere is what its table says: name, version, licence, and every byte."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = [ROOT / "guanxi/web/static/vendor/README.md", ROOT / "tests/journeys/vendor/README.md"]
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| ([0-9.]+) \| ([\w.-]+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.parent.parent.name)
def test_holds_every_byte_of_what_was_vendored(table):
    rows = {name: digest for name, _, _, _, digest in _ROW.findall(table.read_text(encoding="utf-8"))}
    files = {path.name: path for path in table.parent.iterdir() if path.suffix != ".md"}

    assert rows.keys() == files.keys()
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == rows[name], name


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.parent.parent.name)
def test_names_no_other_place_in_what_was_vendored(table):
    for path in table.parent.iterdir():
        assert b"sourceMappingURL" not in path.read_bytes(), path.name
