"""Whether an address can be listened on, asked before anything is started."""

import contextlib
import errno
import socket
import time

from guanxi.machine import errors


def check_free(host: str, port: int) -> None:
    """Raise CannotStart when nobody can listen at this address now, with the reason."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise errors.CannotStart(_why(host, port, error)) from error


def wait_until_open(host: str, port: int, *, wait_seconds: float) -> bool:
    """Whether somebody answers at this address within the wait."""
    deadline = time.monotonic() + wait_seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return True
        time.sleep(0.05)
    return False


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; choose another with --port"
    if error.errno == errno.EACCES:
        return f"no permission to listen on port {port}; choose one above 1023 with --port"
    return f"cannot listen on {host} port {port}: {error.strerror}"
