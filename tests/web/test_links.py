"""Every route that the code names is there: `links.to` and `words.link` answer a wrong name with nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from guanxi import web
from guanxi.web.h5 import messages_page, today_page

SOURCES = Path(web.__file__).parent
NAMED = re.compile(r"\"((?:console|h5):[a-z0-9-]+)\"")
OF_THE_PHONE = re.compile(r"words\.link\(\s*\"([a-z0-9-]+)\"")


def known(patterns: list[URLPattern | URLResolver], within: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from known(pattern.url_patterns, pattern.namespace or within)
        else:
            yield f"{within}:{pattern.name}" if within else str(pattern.name)


def test_names_no_route_that_is_not_there():
    there = set(known(get_resolver().url_patterns))
    named = {
        (path.name, name)
        for path in SOURCES.rglob("*.py")
        for text in [path.read_text(encoding="utf-8")]
        for name in [*NAMED.findall(text), *(f"h5:{short}" for short in OF_THE_PHONE.findall(text))]
    }

    assert len(named) > 100
    assert {(where, name) for where, name in named if name not in there} == set()


def test_leads_quests_and_messages_to_pages_of_the_phone_that_are_there():
    there = set(known(get_resolver().url_patterns))

    assert {f"h5:{name}" for name in (*today_page.PLACES.values(), *messages_page._PLACES.values())} <= there
