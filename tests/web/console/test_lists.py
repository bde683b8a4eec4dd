"""A law for every list of the console: filter, two orders both ways, pages by key both ways, and the whole as CSV.

The lists are found by walking the routes: a page is a list (its form carries `data-listing`), or it stands in NO_LIST
with the reason why it is none. Whoever adds a route adds it to one of the two.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi.web import listing
from tests.web import faces
from tests.web.console import furnished
from tests.web.test_access_matrix import OURS, classified

MOST_STATEMENTS = 15
PAGE = 3
REFUSED = 400
ONE_THING = "one thing, with its own parts beside it"
FORM = "a form, or a question before an act"
FIGURES = "figures, checks or words: nothing that grows with use"
BY_HAND = "cards that are read and decided one by one, in the order of the room; they have their own pages"
NO_LIST: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("members-tag", "members-export", "member-void", "member-reveal", "member-merge", "member-erase"),
            *("member-export", "segment-new", "segment", "segment-drop", "field-new", "field", "field-drop"),
            *("survey-new", "survey-about", "survey-delete", "survey-question", "survey-remove", "survey-take"),
            *("staff-remove", "settings", "quest-canvas", "quest-new", "quest-yaml", "quest-recipe", "quest-launch"),
            *("ledger-fund", "codes-new", "code-close", "certificate", "moderation-check", "circle-new"),
            *("circle-edit", "circle-archive", "circle-member"),
        ),
        FORM,
    ),
    **dict.fromkeys(
        ("members-work", "member-event", "survey", "import", "code", "moderation-case", "circle", "circle-place"),
        ONE_THING,
    ),
    "member": "the timeline of one member: what happened, in the order in which it happened, continued by key",
    "member-why": "a balance line by line, in the order that makes the sum; what is earlier is summed up",
    "fields": "the questions of the profile: a handful, in the order in which they are asked",
    "survey-results": "figures of one survey with a table of its own",
    "survey-answers": "one person's answers under the other, continued by key; the results hand them out as a table",
    "challenge-board": BY_HAND,
    "grants-held": BY_HAND,
    "circle-posts": BY_HAND,
    **dict.fromkeys(("home", "audit", "help"), FIGURES),
    "search": "the best few of each kind, with links to the lists",
}


NAMES: list[str] = []


def addresses(house: furnished.House) -> Iterator[tuple[str, str]]:
    """Every page of the console by name, with what the house has in each place of its address."""
    for _, pattern in OURS:
        if classified(pattern).face == "console" and pattern.name is not None:
            given = {name: house.places[name] for name in pattern.pattern.converters if name != "slug"}
            yield pattern.name, reverse(f"console:{pattern.name}", kwargs={"slug": house.slug, **given})


@pytest.fixture
def house(db) -> furnished.House:
    return furnished.house()


@pytest.fixture
def owner(house) -> Client:
    return faces.staff(house.owner)


@pytest.fixture
def lists(house, owner) -> dict[str, str]:
    """The lists by name, with their addresses; which pages are lists is looked up once."""
    if not NAMES:
        for name, address in addresses(house):
            response = owner.get(address)
            if not response.streaming and "data-listing" in response.content.decode(errors="ignore"):
                NAMES.append(name)
    return {name: address for name, address in addresses(house) if name in NAMES}


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    page = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", response.content.decode())
    return re.sub(r"(just now|\d+ (second|minute|hour)s? ago)", "", page)  # time passes between two pages


def rows(page: str) -> list[str]:
    return re.findall(r"<tr[^>]* data-row>.*?</tr>|<article class=\"card case\".*?</article>", page, re.DOTALL)


def link(page: str, what: str) -> str:
    found = re.search(rf'rel="{what}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def walked(client: Client, address: str, query: str, *, by: str = "next") -> tuple[list[list[str]], str]:
    """The rows page by page, and the address of the last page."""
    seen = []
    while True:
        page = text(client, address + query)
        seen.append(rows(page))
        assert len(seen[-1]) <= PAGE, address + query
        assert len(seen) < 40, address
        if not (follow := link(page, by)):
            return seen, query
        query = follow


def orders(page: str) -> set[str]:
    """The names of the orders that a list offers."""
    form = page[page.index("data-listing") :]
    offered = re.findall(r'<th[^>]*><a href="\?(?:[^"]*&amp;)?sort=-?([a-z]+)', form)
    if choice := re.search(r'<select class="form-select" name="sort">.*?</select>', form, re.DOTALL):
        offered += [one.removeprefix("-") for one in re.findall(r'value="([^"]+)"', choice[0])]
    return set(offered)


def test_knows_of_every_page_whether_it_is_a_list(house, owner):
    unknown, stale = [], []
    for name, address in addresses(house):
        response = owner.get(address)
        is_page = response.status_code == 200 and not response.streaming and "html" in response["Content-Type"]
        body = response.content.decode() if is_page else ""
        is_list = "data-listing" in body
        if is_page and "<main" in body and not is_list and name not in NO_LIST:
            unknown.append(name)
        if name in NO_LIST and is_list:
            stale.append(name)
    assert not unknown, f"put {unknown} on listing.Listing, or say in NO_LIST why they are no lists"
    assert not stale, "they are lists by now"
    assert NO_LIST.keys() <= {name for name, _ in addresses(house)}


def test_can_be_narrowed_put_in_order_and_taken_away(house, owner, lists):
    for name, address in lists.items():
        page = text(owner, address)
        assert len(rows(page)) > PAGE, f"furnish {name}"
        assert len(orders(page)) > 1, f"{name} has one order"
        form = page[page.index("data-listing") :].partition("</form>")[0]
        assert 'name="q"' in form or re.search(r'<select class="form-select" name="(?!sort)', form), name
        assert "format=csv" in form, name


def test_goes_through_all_of_it_in_every_order_both_ways(house, owner, lists, monkeypatch):
    whole = {name: len(rows(text(owner, address))) for name, address in lists.items()}
    monkeypatch.setattr(listing, "PAGE", PAGE)
    for name, address in lists.items():
        for order in sorted(orders(text(owner, address))):
            up, last = walked(owner, address, f"?sort={order}")
            down, _ = walked(owner, address, f"?sort=-{order}")
            flat = [one for page in up for one in page]
            assert len(flat) == whole[name], f"{name} by {order}"
            assert len(set(flat)) == len(flat), f"{name} by {order} shows something twice"
            assert [one for page in down for one in page] == flat[::-1], f"{name} by -{order}"
            back, _ = walked(owner, address, last, by="prev")
            assert [one for page in reversed(back) for one in page] == flat, f"{name} by {order} backwards"


def test_hands_out_the_whole_in_the_order_that_is_asked(house, owner, lists, monkeypatch):
    for name, address in lists.items():
        monkeypatch.setattr(listing, "PAGE", 50)
        page = text(owner, address)
        order = min(orders(page))
        monkeypatch.setattr(listing, "PAGE", PAGE)
        files = [table(owner, f"{address}?format=csv&sort={sign}{order}") for sign in ("", "-")]
        assert len(files[0]) == len(rows(page)), name
        assert files[0] == files[1][::-1], name


def table(client, address):
    response = client.get(address)
    assert response["Content-Type"].startswith("text/csv"), address
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    return [line for line in lines[1:] if len(line) == len(lines[0])]


def test_asks_a_bounded_number_of_statements(house, owner, lists):
    for name, address in lists.items():
        for query in ("", "?sort=x&after=x&before=WzFd&q=%00a'%25&state=x&who=x&kind=x&step=x&unit=x&quest=x"):
            with CaptureQueriesContext(connection) as seen:
                assert owner.get(address + query).status_code <= REFUSED, name + query
            count = len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])
            assert count <= MOST_STATEMENTS, f"{name} asks {count} times"
