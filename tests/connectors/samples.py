"""Where the real data is, and small dumps of our own."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ("Users", "Posts", "Comments", "Votes", "Badges", "Tags")


def sample(name: str) -> Path:
    """A file or folder of real data; the test is skipped, and says so, where it is absent."""
    folder = Path(os.environ.get("GUANXI_SAMPLES") or ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.exists():
        pytest.skip(f"NOT TESTED AGAINST REAL DATA: {path} is absent; set GUANXI_SAMPLES to the folder of samples")
    return path


def write_dump(folder: Path, **rows: Iterable[Mapping[str, object]]) -> Path:
    """A dump with these rows: Users=[{"Id": 1, …}], …; files that are not named are empty."""
    folder.mkdir(exist_ok=True)
    for name in FILES:
        lines = [
            "  <row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />"
            for row in rows.get(name, ())
        ]
        body = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{name.lower()}>", *lines, f"</{name.lower()}>"])
        (folder / f"{name}.xml").write_text("\ufeff" + body + "\n", encoding="utf-8")
    return folder
