"""Opening every page as its visitors do, on the server's side: how long, and how many statements."""

from __future__ import annotations

import re
import secrets
import statistics
import time
from collections import deque
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.test import Client

MOST_ADDRESSES = 12
"""Addresses of one route that are opened in turn."""
WARM_UP = 3
"""Openings by each visitor that are not measured: their first visit makes a code of their own, a poster."""
_LINK = re.compile(r"""\bhref="([^"#]+)""")
_FACES = ("console:", "h5:")
_EMPTY_PAGE = "/health/"
_TOKEN = secrets.token_urlsafe(16)


class Opened:
    """What opening one route came to, in milliseconds and statements."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.addresses: list[str] = []
        self.times_ms: list[float] = []
        self.statements = 0

    def figures(self) -> dict[str, Any]:
        """The median, the 99th percentile and the most statements that one opening took."""
        ordered = sorted(self.times_ms)
        return {
            "median_ms": round(statistics.median(ordered), 2),
            "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
            "statements": self.statements,
        }


def measure(space_id: int, slug: str, regulars: Sequence[int], times: int) -> Callable[[], Any]:
    """Open each page of the console as the owner and each page of the phone as its members, `times` each."""

    def run() -> dict[str, Any]:
        owner = _browser(slug, "owner")
        members = [_browser(slug, "member", member) for member in regulars]
        console = list(_each_page([owner], [f"/s/{slug}/"], times))
        phone = list(_each_page(members, [f"/m/{slug}/today/", f"/m/{slug}/circles/", f"/m/{slug}/me/"], times))
        empty = Opened("empty")
        empty.addresses.append(_EMPTY_PAGE)
        _open(empty, [owner], times * 4)
        pages = {one.name.replace(":", "/"): one.figures() for one in (*console, *phone)}
        yardstick = empty.figures()
        return {
            "figures": {"pages": pages, "space": space_id},
            "yardstick": {"empty_page": yardstick},
            "ratio": round(
                statistics.median(one["median_ms"] for one in pages.values()) / max(yardstick["median_ms"], 0.001), 1
            ),
        }

    return run


def _browser(slug: str, role: str, member: int | None = None) -> Client:
    from django.test import Client, override_settings

    client = Client(headers={"host": "localhost", "accept-language": "zh-CN"})
    with override_settings(GUANXI_HERE=_TOKEN):  # as if it had been read on the terminal
        client.get(f"/here/{_TOKEN}/")
    answer = client.post(f"/demo/{slug}/enter/", {"as": role, "member": str(member or "")})
    if answer.status_code not in {302, 303}:
        message = f"nobody could be signed in as {role}: {answer.status_code}"
        raise RuntimeError(message)
    return client


def _each_page(visitors: Sequence[Client], starts: Iterable[str], times: int) -> Iterable[Opened]:
    """Every route of ours that links lead to, measured with the addresses that were found for it."""
    routes = _walk(visitors[0], starts)
    for opened in sorted(routes.values(), key=lambda one: one.name):
        _open(opened, visitors, times)
        if opened.times_ms:
            yield opened


def _walk(visitor: Client, starts: Iterable[str]) -> dict[str, Opened]:
    """The routes behind the links of the pages, each with some addresses; a route is followed by one of them."""
    found: dict[str, Opened] = {}
    waiting = deque(link for start in starts for link in (start, *_links(visitor, start)))
    while waiting:
        address = waiting.popleft()
        name = _route(address)
        if name is None or not name.startswith(_FACES):
            continue
        opened = found.setdefault(name, Opened(name))
        if address in opened.addresses or len(opened.addresses) >= MOST_ADDRESSES:
            continue
        opened.addresses.append(address)
        if len(opened.addresses) == 1:
            waiting.extend(_links(visitor, address))
    return found


def _links(visitor: Client, address: str) -> list[str]:
    answer = visitor.get(address)
    if answer.status_code != 200 or not str(answer.headers.get("content-type")).startswith("text/html"):  # noqa: PLR2004
        return []
    found = (urljoin(address, unescape(link)) for link in _LINK.findall(answer.content.decode()))
    return [link for link in found if not urlsplit(link).netloc and "format=csv" not in link]


def _route(address: str) -> str | None:
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(address).path).view_name or "none"
    except Resolver404:
        return None


def _open(opened: Opened, visitors: Sequence[Client], times: int) -> None:
    """Open the addresses in turn by the visitors in turn; what is no page (a file, a redirect) is left out."""
    warm_up = WARM_UP * len(visitors)
    for number in range(times + warm_up):
        visitor = visitors[number % len(visitors)]
        address = opened.addresses[number % len(opened.addresses)]
        count = _Count()
        with count.of_statements():
            began = time.perf_counter()
            answer = visitor.get(address)
            took_ms = (time.perf_counter() - began) * 1000
        if answer.status_code == 200 and not answer.streaming and number >= warm_up:  # noqa: PLR2004
            opened.times_ms.append(took_ms)
            opened.statements = max(opened.statements, count.number)


class _Count:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.number = 0

    def of_statements(self) -> Any:  # noqa: ANN401 - Django's context manager
        from django.db import connection

        return connection.execute_wrapper(self)

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:  # noqa: ANN401 - Django's
        self.number += 1
        return execute(sql, params, many, context)
