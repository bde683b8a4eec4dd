"""The first page in a real browser: nothing overflows, nothing is refused by the policy, the keyboard finds its way."""

import threading
import warnings
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright

from dev import screenshots
from guanxi.insight import overview
from guanxi.spaces import queries
from guanxi.web import this_machine
from tests.web import samples

CHROMIUM = screenshots.find_chromium()
SIZES = {"small phone": (320, 640), "phone": (390, 844), "laptop": (1440, 900), "laptop at 200 %": (720, 450)}

if CHROMIUM is None:
    warnings.warn("NO BROWSER TEST RUNS: no Chromium found; install one or set GUANXI_CHROMIUM", stacklevel=1)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install one or set GUANXI_CHROMIUM")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the session: while playwright's loop runs in this thread, Django refuses the database to other tests.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=screenshots.CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server that shows one busy space; what the page counts is proven elsewhere, so it needs no database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overview, "read", lambda **_: samples.AN_OVERVIEW)
        patch.setattr(queries, "spaces", lambda: samples.SPACES)
        patch.setattr(queries, "staff_of", lambda **_: ())
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
        server.server_close()


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_: object) -> None:
        return


def opened(browser: Browser, address: str, *, size="laptop", language="en", scheme="light") -> tuple[Page, list[str]]:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language, color_scheme=scheme)
    context.add_cookies([{"name": this_machine.COOKIE, "value": this_machine.cookie(), "url": address}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(address)
    return page, complaints


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_fits_its_screen_and_breaks_no_policy(browser, address, size, language):
    page, complaints = opened(browser, address, size=size, language=language)

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []
    assert page.locator("html").get_attribute("lang") == {"zh-CN": "zh-Hans", "en": "en"}[language]


def test_draws_the_bars_of_one_list_on_tracks_of_one_length(browser, address):
    page, _ = opened(browser, address)

    tracks = page.evaluate("[...document.querySelectorAll('.expiring svg')].map(bar => bar.clientWidth)")

    assert len(tracks) == len(samples.AN_OVERVIEW.expiring)
    assert len(set(tracks)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_can_be_read_in_light_and_in_the_dark(browser, address, scheme):
    page, _ = opened(browser, address, scheme=scheme)

    ratios = page.evaluate(CONTRASTS)

    assert ratios
    assert min(ratio for ratio, _ in ratios) >= 4.5, sorted(ratios)[:3]


def test_shows_where_the_keyboard_is(browser, address):
    page, _ = opened(browser, address)

    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert seen == ["solid"] * 6


def test_sets_an_english_heading_in_a_latin_face(browser, address):
    page, _ = opened(browser, address)
    families = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    page.context.close()
    assert families.index("Liberation Serif") < families.index("Songti SC"), "or its apostrophe is a full width wide"


def test_changes_the_language_by_keyboard(browser, address):
    page, _ = opened(browser, address, language="en")

    page.get_by_role("button", name="中文").press("Enter")
    page.wait_for_load_state()

    assert page.get_by_role("heading", name="增长循环").is_visible()


def test_says_in_a_table_what_the_chart_shows(browser, address):
    page, _ = opened(browser, address)

    weeks, years = page.locator("figure").all()
    weeks.locator("summary").press("Enter")
    years.locator("summary").press("Enter")

    assert weeks.locator("tbody tr:visible").count() == 8
    assert years.locator("tbody tr:visible").count() == 2


# The contrast of every visible text with the nearest opaque ground behind it (WCAG 2).
CONTRASTS = """
() => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const ratios = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility() || node.closest('.hidden, .skip')) continue;
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    ratios.push([(a + 0.05) / (b + 0.05), walker.currentNode.textContent.trim()]);
  }
  return ratios;
}
"""
