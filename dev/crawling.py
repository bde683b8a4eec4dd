"""Walking through the pages by their links: one address for each route, found as a person would find it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

MOST_PAGES = 400
NOT_PAGES = ("text/csv", "application/", "image/")


def one_of_each(page: Page, starts: Iterable[str], *, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Open one page of each route that links lead to from `starts`; yields its name and address while it is open.

    `wanted` chooses by route name. What is a file, and not a page, is left out.
    """
    waiting, seen = deque(starts), set[str]()
    opened = 0
    while waiting and opened < MOST_PAGES:
        address = waiting.popleft()
        name = route_of(address)
        if name is None or name in seen or not wanted(name):
            continue
        seen.add(name)
        answer = page.goto(address, wait_until="load")
        kind = answer.headers.get("content-type", "") if answer else ""
        if answer is None or not answer.ok or any(kind.startswith(one) for one in NOT_PAGES):
            continue
        opened += 1
        yield name, page.url
        waiting.extend(links(page, address))


def route_of(address: str) -> str | None:
    """The name of the route of an address with its faces' name before it: "console:members"."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    return found.view_name or None


def links(page: Page, address: str) -> list[str]:
    """The links of the open page that stay on this server, in their order, without downloads."""
    here = urlsplit(address).netloc
    found: list[str] = page.evaluate(
        "Array.from(document.querySelectorAll('a[href]:not([download])'), one => one.getAttribute('href'))"
    )
    whole = (urljoin(page.url, link) for link in found if not link.startswith(("#", "mailto:", "tel:")))
    return [link.split("#")[0] for link in whole if urlsplit(link).netloc == here and "format=csv" not in link]
