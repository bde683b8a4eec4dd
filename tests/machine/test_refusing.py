"""It says on one line why it cannot start."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from guanxi.machine import cluster, errors, home, ports, postgres

only_root = pytest.mark.skipif(not home.is_root(), reason="needs root")


def reason(place: home.Home) -> str:
    with pytest.raises(errors.CannotStart) as refused, postgres.start(place):
        pass
    message = str(refused.value)
    assert "\n" not in message
    return message


@pytest.fixture
def started(place: home.Home) -> home.Home:
    with postgres.start(place):
        return place


def test_refuses_a_home_that_may_not_be_made(tmp_path: Path):
    closed = Path("/sys") if home.is_root() else tmp_path / "closed"
    closed.mkdir(mode=0o500, exist_ok=True)
    with pytest.raises(errors.CannotStart, match="no permission to make the home folder"):
        home.find(str(closed / "guanxi"))


def test_refuses_a_home_below_a_file(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.CannotStart, match="is not a folder"):
        home.find(str(tmp_path / "file" / "home"))


def test_refuses_data_of_another_version(started: home.Home):
    file = started.path / "postgres" / "PG_VERSION"
    found = file.read_text()
    file.write_text("16\n")
    try:
        assert "written by PostgreSQL 16, this is PostgreSQL 18" in reason(started)
    finally:
        file.write_text(found)


def test_refuses_secrets_that_are_not_those_of_the_data(started: home.Home):
    file = started.path / "secrets.json"
    found = file.read_text()
    file.write_text(found.replace(started.secrets()["superuser"], "0" * 64))
    try:
        assert "are not those of its database" in reason(started)
    finally:
        file.write_text(found)
        with postgres.start(started):  # and stop what the refused start has left running
            pass


def test_tells_what_postgresql_said(started: home.Home):
    control = started.path / "postgres" / "global" / "pg_control"
    aside = control.with_name("pg_control.aside")
    control.rename(aside)
    try:
        assert "PostgreSQL does not start: " in reason(started)
    finally:
        aside.rename(control)


def test_recognises_a_full_disk_in_what_postgresql_said():
    said = '2026-01-01 FATAL:  could not write lock file "postmaster.pid": No space left on device'
    assert cluster.explain(said).startswith("disk full")


@only_root
def test_refuses_a_full_disk(place: home.Home):
    small = place.path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(small)], check=False).returncode != 0:
        pytest.skip("may not mount here")
    try:
        small.chmod(0o711)
        assert "disk full" in reason(home.find(str(small / "home")))
    finally:
        subprocess.run(["umount", str(small)], check=True)


@only_root
def test_places_the_data_where_its_account_can_reach_it(place: home.Home, monkeypatch: pytest.MonkeyPatch):
    """Root's own folder is closed; the home in it links to a place that is open."""
    closed = place.path / "closed"
    closed.mkdir(mode=0o700)
    reach = cluster._can_reach
    monkeypatch.setattr(cluster, "_can_reach", lambda path, who: "site-packages" not in str(path) and reach(path, who))
    monkeypatch.setattr(cluster, "_OPEN_TO_ALL", place.path / "open")
    inside = home.find(str(closed / "home"))
    with postgres.start(inside) as server:
        assert server.is_alive()
        assert cluster.prepare(inside).programs.is_relative_to(place.path / "open")
    assert (inside.path / "postgres").resolve() == place.path / "open" / inside.mark / "postgres"


def test_refuses_a_socket_folder_of_somebody_else(place: home.Home):
    deep = home.find(str(place.path / ("s" * 90)))
    taken = home.short_folder(deep, "socket")
    taken.symlink_to(place.path)
    try:
        assert "belongs to somebody else" in reason(deep)
    finally:
        taken.unlink()


def test_refuses_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(errors.CannotStart, match=f"port {port} is taken by another program"):
            ports.check_free("127.0.0.1", port)
    ports.check_free("127.0.0.1", port)


@pytest.mark.skipif(home.is_root() or os.name == "nt", reason="root may listen anywhere")
def test_refuses_a_port_that_needs_rights():
    with pytest.raises(errors.CannotStart, match="no permission to listen on port 80"):
        ports.check_free("127.0.0.1", 80)
