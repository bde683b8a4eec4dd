"""A whole installation in one process: pages on a port, jobs done when asked, the clock of a space in our hands."""

import asyncio
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dev import screenshots
from guanxi import journal
from guanxi.machine import postgres
from guanxi.spaces import queries as spaces
from tests import databases
from tests.conftest import SESSION_DATABASE
from tests.journeys.serving import QuietHandler

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = screenshots.find_chromium()
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "laptop": {"viewport": {"width": 1440, "height": 900}},
}

_TOKEN = "printed-on-the-terminal"

if CHROMIUM is None:
    warnings.warn("NO JOURNEY RUNS: no Chromium found; install one or set GUANXI_CHROMIUM", stacklevel=1)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running installation, and what a person at its terminal or its mailbox would see."""

    address: str
    entrance: str
    browser: Browser
    owner_url: str
    complaints: list[str] = field(default_factory=list)

    def visitor(self, device: str, language: str, *, script: str = "") -> Page:
        """Somebody with a browser of their own, in each of whose pages `script` runs. Its complaints are kept."""
        context: BrowserContext = self.browser.new_context(locale=language, **DEVICES[device])
        if script:
            context.add_init_script(script)
        context.set_default_timeout(45_000)  # a page may share its two cores with the other tests
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def code_in_mail(self) -> str:
        """The six figures of the newest mail."""
        self.work()
        found = re.findall(r"(?<!\d)\d{6}(?!\d)", str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        return str(found[-1])

    def work(self) -> None:
        """Do every job that waits, as the worker would; in a thread, because playwright's loop has this one."""
        worker = threading.Thread(target=lambda: asyncio.run(_all_jobs()))
        worker.start()
        worker.join()

    def let_time_pass(self, slug: str, *, to: Callable[[datetime], datetime]) -> datetime:
        """Move the clock of a space on; only a test may, where the space is no demo."""
        space = spaces.space_by_slug(slug=slug)
        now = journal.now(space_id=space.id).astimezone(space.zone)
        later = to(now)
        assert later >= now
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(
                "UPDATE journal_head SET ahead = coalesce(ahead, interval '0') + %s WHERE space_id = %s",
                [later - now, space.id],
            )
        return later

    def next_morning(self, slug: str) -> datetime:
        """Eight o'clock of the next local day."""
        return self.let_time_pass(
            slug, to=lambda now: (now + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium. While it is there, Django's reads are let through playwright's loop."""
    if CHROMIUM is None:
        pytest.skip("no Chromium found; install one or set GUANXI_CHROMIUM")
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=screenshots.CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(browser, committed_db, server) -> Iterator[Site]:
    """Pages that commit for real."""
    with serving(browser, server) as made:
        yield made


@contextmanager
def serving(browser: Browser, server: postgres.Server) -> Iterator[Site]:
    """The pages of the session's database on a port, while a block runs."""
    mail.outbox = []
    pages = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    pages.set_app(get_wsgi_application())
    thread = threading.Thread(target=pages.serve_forever, daemon=True)
    thread.start()
    address = f"http://localhost:{pages.server_address[1]}"
    made = Site(
        address=address,
        entrance=f"{address}/here/{_TOKEN}/",
        browser=browser,
        owner_url=databases.in_database(server.owner_url, SESSION_DATABASE),
    )
    mailers = {name: {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"} for name in settings.MAILERS}
    with override_settings(GUANXI_HERE=_TOKEN, MAILERS=mailers):
        yield made
        for context in browser.contexts:
            context.close()
        pages.shutdown()
        thread.join()
        pages.server_close()
        connections.close_all()


async def _all_jobs() -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415 - once Django is set up
    from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: PLC0415

    assert isinstance(app.connector, DjangoConnector)
    running = app.with_connector(app.connector.get_worker_connector())
    async with running.open_async():
        await running.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
