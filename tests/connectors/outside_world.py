"""A system outside, played by a small server here: it answers what a test says and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class World:
    """`answers` are given in their order, the last one for ever: (status, JSON) or a raw text."""

    answers: list[tuple[int, object]]
    asked: list[Asked] = field(default_factory=list)
    address: str = ""
    by_path: dict[str, object] = field(default_factory=dict)

    def next(self, path: str) -> tuple[int, object]:
        if path in self.by_path:
            return 200, self.by_path[path]
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def world(*answers: tuple[int, object]) -> Iterator[World]:
    """Run the server for a block."""
    played = World(list(answers))

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            played.asked.append(Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers))
            status, told = played.next(parts.path)
            text = told if isinstance(told, str) else json.dumps(told)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *told: object) -> None:
            del told

    server = HTTPServer(("127.0.0.1", 0), Answering)
    played.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
