"""The reject file: every row that was not imported, why, and the row itself, to be corrected and imported again."""

import csv
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from guanxi.connectors.intake import errors
from guanxi.connectors.intake.files import Broken

COLUMNS = ("line", "reason", "raw")


class Rejects:
    """Writes rows to `path` as they are refused; there is no file until there is such a row.

    The file may be read by its owner only, because the rows are people's. `append` continues the file of
    a run that was interrupted; otherwise an old file of this name is replaced.
    """

    def __init__(self, path: Path, *, append: bool) -> None:
        self.path = path
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

    @property
    def exists(self) -> bool:
        """Whether a row was refused, in this run or in the one that it continues."""
        return self._append or self._file is not None

    def add_all(self, rows: Iterable[Broken]) -> None:
        """Write refused rows, in the order of their lines. Raises FileMissing where the file cannot be written.

        To be called before the commit: after a crash a row may then stand here twice, but none is lost.
        """
        for row in sorted(rows, key=lambda row: row.line):
            file = self._file or self._begin()
            csv.writer(file).writerow((row.line, " ".join(str(row.reason).split()), row.raw))
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
