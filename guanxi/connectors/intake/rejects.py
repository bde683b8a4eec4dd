"""The reject file: every row that was not imported, why, and the row itself, to be corrected and imported again."""

import csv
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from guanxi.connectors.intake import errors
from guanxi.kernel.errors import Refusal

COLUMNS = ("line", "reason", "raw")


class Rejects:
    """Writes rows to `path` as they are refused; there is no file until there is such a row.

    The file may be read by its owner only, because the rows are people's. `append` continues the file of
    a run that was interrupted; otherwise an old file of this name is replaced.
    """

    def __init__(self, path: Path, *, append: bool) -> None:
        self.path = path
        self.count = 0
        self._append = append and path.exists()
        self._open = ExitStack()
        self._file: IO[str] | None = None
        if not append:
            path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, *, line: int, reason: Refusal, raw: str) -> None:
        """Write one refused row. Raises FileMissing where the file cannot be written."""
        file = self._file or self._begin()
        csv.writer(file).writerow((line, " ".join(str(reason).split()), raw))
        self.count += 1

    def flush(self) -> None:
        """Hand what was added to the operating system, so that a crash of ours loses none of it."""
        if self._file is not None:
            self._file.flush()

    def _begin(self) -> IO[str]:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self._append else os.O_TRUNC)
        try:
            handle = os.open(self.path, flags, 0o600)
        except OSError as wrong:
            raise errors.FileMissing(path=self.path, reason=wrong.strerror or wrong) from wrong
        self._file = self._open.enter_context(os.fdopen(handle, "w", encoding="utf-8", newline=""))
        if not self._append:
            csv.writer(self._file).writerow(COLUMNS)
        return self._file


def path_for(source: Path, *, wanted: Path | None = None) -> Path:
    """Where the rejects of `source` go: `wanted`, else beside it, else (a folder that is not ours) here."""
    if wanted is not None:
        return wanted
    beside = source.with_name(f"{source.name}.rejects.csv")
    return beside if os.access(beside.parent, os.W_OK) else Path(beside.name)
