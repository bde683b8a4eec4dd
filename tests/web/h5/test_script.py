"""The phone page's script in a real browser: a form says that it is on its way, and photographs get smaller here."""

import io
import itertools
import re
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, sync_playwright

from dev import screenshots
from guanxi import web
from tests.media import attacks

CHROMIUM = screenshots.find_chromium()
SCRIPT = (Path(web.__file__).parent / "static" / "web" / "h5.js").read_text(encoding="utf-8")
FORM = """<!doctype html><html><head><script src="/h5.js" defer></script></head><body data-sending="Sending…">
<form method="post" action="/sent" enctype="multipart/form-data"><input name="text" value="tea">
<input type="file" name="pictures" accept="image/jpeg,image/png" multiple data-most="3" data-too-many="At most 3.">
<button class="btn" name="act" value="no">No</button><button class="btn" name="act" value="yes"><b>Yes</b></button>
</form></body></html>"""

if CHROMIUM is None:
    warnings.warn("NO BROWSER TEST RUNS: no Chromium found; install one or set GUANXI_CHROMIUM", stacklevel=1)
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install one or set GUANXI_CHROMIUM")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=screenshots.CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Server:
    """Answers the page, keeps what is sent, and is in no hurry with its answer."""

    def __init__(self, page: Page, before: str = "") -> None:
        self.bodies: list[bytes] = []
        self.before = before
        page.route("http://phone.test/**", self.answer)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://phone.test")
        if path == "/h5.js":
            route.fulfill(body=self.before + SCRIPT, content_type="text/javascript")
        elif path == "/sent":
            self.bodies.append(route.request.post_data_buffer or b"")
            if len(self.bodies) == 1:
                time.sleep(0.2)
            route.fulfill(body="<h1>There</h1>", content_type="text/html")
        else:
            route.fulfill(body=FORM, content_type="text/html; charset=utf-8")


def opened(browser: Browser, before: str = "") -> tuple[Page, Server]:
    page = browser.new_page()
    server = Server(page, before)
    page.goto("http://phone.test/")
    return page, server


def photograph(side: int = 3000) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "canary-description"
    return attacks.encoded("JPEG", Image.effect_noise((side, side * 2 // 3), 60).convert("RGB"), exif=exif.tobytes())


def chosen(page: Page, *contents: bytes) -> None:
    files: list[FilePayload] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": content} for n, content in enumerate(contents, start=1)
    ]
    page.set_input_files("input[type=file]", files)


def pictures(body: bytes) -> list[bytes]:
    parts = body.split(b"\r\n\r\n")
    return [
        part.rpartition(b"\r\n--")[0]
        for before, part in itertools.pairwise(parts)
        if b'filename="' in before.rpartition(b"\r\n--")[2] and part.startswith(b"\xff\xd8")
    ]


def test_is_written_for_old_browsers():
    code = re.sub(r"//.*|\"[^\"\n]*\"", "", SCRIPT)
    assert not re.search(r"=>|`|\?\.|\?\?|\b(let|const|async|await|class)\b|\.\.\.", code)


@in_a_browser
def test_says_that_it_is_on_its_way_until_another_page_is_there(browser):
    page, server = opened(browser)
    page.evaluate(
        "document.addEventListener('submit', function (e) {"
        " window.seen = [e.submitter.textContent, e.submitter.getAttribute('aria-busy')]; e.preventDefault(); })"
    )
    page.click("text=Yes")
    assert page.evaluate("window.seen") == ["Sending…", "true"]
    page.click("text=No")
    assert server.bodies == []
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert page.inner_html("button[value=yes]") == "<b>Yes</b>"
    assert page.get_attribute("button[value=yes]", "aria-busy") is None


@in_a_browser
def test_sends_once_and_with_what_the_button_says(browser):
    page, server = opened(browser)
    page.dblclick("text=Yes", no_wait_after=True)
    page.wait_for_selector("text=There")
    assert len(server.bodies) == 1
    assert b'name="act"\r\n\r\nyes' in server.bodies[0]


@in_a_browser
def test_makes_photographs_smaller_upright_and_silent(browser):
    page, server = opened(browser)
    chosen(page, photograph(), photograph(600))
    page.click("text=Yes", no_wait_after=True)
    page.wait_for_selector("text=There")
    (body,) = server.bodies
    assert b'name="act"\r\n\r\nyes' in body
    assert b"canary-description" not in body
    sizes = [Image.open(io.BytesIO(one)).size for one in pictures(body)]
    assert sizes == [(1067, 1600), (400, 600)]


@in_a_browser
@pytest.mark.parametrize(
    "lacking",
    [
        "HTMLCanvasElement.prototype.toBlob = undefined;",
        "window.DataTransfer = undefined;",
        "HTMLCanvasElement.prototype.getContext = function () { return null; };",
    ],
)
def test_sends_photographs_as_they_are_where_it_cannot(browser, lacking):
    page, server = opened(browser, lacking)
    taken = photograph()
    chosen(page, taken)
    page.click("text=Yes", no_wait_after=True)
    page.wait_for_selector("text=There")
    assert pictures(server.bodies[0]) == [taken]


@in_a_browser
def test_sends_what_is_no_picture_as_it_is(browser):
    page, server = opened(browser)
    chosen(page, b"\xff\xd8\xff broken")
    page.click("text=Yes", no_wait_after=True)
    page.wait_for_selector("text=There")
    assert pictures(server.bodies[0]) == [b"\xff\xd8\xff broken"]


@in_a_browser
def test_refuses_one_picture_too_many_at_once(browser):
    page, server = opened(browser)
    small = photograph(60)
    chosen(page, small, small, small, small)
    assert page.evaluate("document.querySelector('input[type=file]').validationMessage") == "At most 3."
    page.click("text=Yes")
    assert server.bodies == []
    chosen(page, small, small, small)
    page.click("text=Yes", no_wait_after=True)
    page.wait_for_selector("text=There")
    assert len(pictures(server.bodies[0])) == 3
