"""The home folder: where this installation keeps its database, its secrets and its files.

- secrets.json: passwords and keys, readable by the owner only
- postgres: the data of the embedded PostgreSQL
- run: locks and sockets of what runs right now
- log: what the database says
"""

import hashlib
import json
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from guanxi.machine import errors, locks

_LONGEST_SOCKET_FOLDER = 85  # bytes: a socket's path ends at 103 (macOS; 107 on Linux), and its name needs some
_SECRET_NAMES = ("superuser", "owner", "app", "session")


@dataclass(frozen=True, kw_only=True)
class Home:
    """A home folder that exists and can be written to."""

    path: Path

    @property
    def run(self) -> Path:
        """Locks and sockets; nothing in it outlives a restart."""
        return self.path / "run"

    @property
    def log(self) -> Path:
        """The folder of the log files."""
        return self.path / "log"

    @property
    def mark(self) -> str:
        """Twelve characters that name this home and no other, for places shared with other homes."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:12]

    def secrets(self) -> dict[str, str]:
        """The secrets of this home by name, made on first use: three roles' passwords, a session key."""
        file = self.path / "secrets.json"
        with locks.exclusive(self.run / "secrets.lock", wait_seconds=10):
            known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
            missing = [name for name in _SECRET_NAMES if name not in known]
            if missing:
                known |= {name: secrets.token_hex(32) for name in missing}
                _write_private(file, json.dumps(known, indent=1))
        return known


def find(chosen: str | None = None) -> Home:
    """The home folder: the one chosen, or GUANXI_HOME, or the platform's place for a user's data; made when missing.

    Raises CannotStart when it cannot be made or written to.
    """
    asked = chosen or os.environ.get("GUANXI_HOME")
    path = (Path(asked).expanduser() if asked else _usual_place()).resolve()
    home = Home(path=path)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_root():
            path.chmod(0o711)  # PostgreSQL runs as somebody else and must be able to pass through
        for folder in (home.run, home.log):
            folder.mkdir(mode=0o711 if is_root() else 0o700, exist_ok=True)
    except OSError as error:
        raise errors.CannotStart(_why(path, error)) from error
    if not os.access(home.run, os.W_OK):
        message = f"no permission to write to the home folder {path}; choose another with --home"
        raise errors.CannotStart(message)
    return home


def is_root() -> bool:
    """Whether we may do everything on this computer, which PostgreSQL refuses to."""
    return sys.platform != "win32" and os.geteuid() == 0


def short_folder(home: Home, name: str) -> Path:
    """A private folder for sockets: in the home's run folder, or, where that path is too long, under the temporary one.

    Raises CannotStart when the place under the temporary folder belongs to somebody else.
    """
    inside = home.run / name
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    user = os.geteuid() if sys.platform != "win32" else 0
    return Path(tempfile.gettempdir()) / f"guanxi-{user}-{home.mark}-{name}"


def _usual_place() -> Path:
    if is_root() and sys.platform == "linux":
        return Path("/var/lib/guanxi")  # root's own folder is closed to the user that PostgreSQL runs as
    return Path(platformdirs.user_data_dir("guanxi", appauthor=False))


def _write_private(file: Path, text: str) -> None:
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"no permission to make the home folder {path}; choose another with --home"
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return f"the home folder {path} is not a folder; choose another with --home"
    return f"cannot make the home folder {path}: {error.strerror}"
