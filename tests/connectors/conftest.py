"""A tea house that imports, and what its journal holds."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from guanxi.kernel.tenancy import acting_in
from tests import cast

type Journal = Callable[[str], list[tuple[int | None, dict[str, Any]]]]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Reasons are checked in English, whatever language the program speaks by default."""
    with translation.override("en"):
        yield


@pytest.fixture
def tea(db: None) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def journal_of(tea: cast.House) -> Journal:
    """The events of one type in the order of recording: member, props."""

    def read(kind: str) -> list[tuple[int | None, dict[str, Any]]]:
        with acting_in(tea.space_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT member_id, props::text FROM journal_public_event WHERE space_id = %s AND type = %s ORDER BY id",
                [tea.space_id, kind],
            )
            return [(member_id, json.loads(props)) for member_id, props in cursor.fetchall()]

    return read


def rejects(path: Path) -> list[tuple[str, str, str]]:
    """The reject file: line, reason, raw."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason", "raw"]
    return [(line, reason, raw) for line, reason, raw in rows[1:]]
