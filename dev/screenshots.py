"""Pictures of every page of the demo, on a phone and on a laptop, in both languages, light and dark.

    python -m dev.screenshots FOLDER [ADDRESS]

ADDRESS is the one that `guanxi serve` printed, which lets whoever has it look around. Without it, starts `guanxi serve
--demo` in a temporary home, and stops it again.
"""

import contextlib
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import django
from playwright.sync_api import Browser, sync_playwright

from dev import crawling

type Scheme = Literal["light", "dark"]

SCREENS = {"phone": (390, 844), "laptop": (1440, 900)}
LANGUAGES = ("zh-CN", "en")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SPACE = "spring-mountain"
STARTS = {
    "owner": [f"/s/{SPACE}/"],
    "member": [f"/m/{SPACE}/{place}/" for place in ("circles", "today", "invite", "wallet", "me")],
}
FACES = {"owner": "console:", "member": "h5:"}
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page is open for less time than an optimising compiler of its scripts would save.
    "--js-flags=--no-opt --no-maglev",
)
# Without the windows, menus and extensions that nobody sees here, a page costs half as much.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
START_SECONDS = 180


def main() -> int:
    """Take all pictures; says where they are."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    django.setup()  # the addresses of the pages are resolved as the server does
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium found: install one, or set GUANXI_CHROMIUM to its path", file=sys.stderr)
        return 1
    with served(sys.argv[2:]) as entrance, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for role, screen, language, scheme in itertools.product(STARTS, SCREENS, LANGUAGES, SCHEMES):
            for file in _take_all(browser, entrance, folder, role, screen=screen, language=language, scheme=scheme):
                print(file)
        browser.close()
    return 0


def find_chromium() -> str | None:
    """The Chromium named by GUANXI_CHROMIUM, or one that is installed."""
    named = os.environ.get("GUANXI_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@contextlib.contextmanager
def served(addresses: list[str]) -> Iterator[str]:
    """The address that was given, or one of a server that lives as long as the block; both let look around."""
    if addresses:
        yield addresses[0]
        return
    with tempfile.TemporaryDirectory(prefix="guanxi-") as home:
        port = _free_port()
        command = [sys.executable, "-m", "guanxi.cli.main", "serve", "--demo", "--port", str(port)]
        token = secrets.token_urlsafe(16)
        server = subprocess.Popen(command, env=os.environ | {"GUANXI_HOME": home, "GUANXI_HERE": token})
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            yield f"{address}/here/{token}/"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def _take_all(
    browser: Browser, entrance: str, folder: Path, role: str, *, screen: str, language: str, scheme: Scheme
) -> Iterator[Path]:
    """A picture of each page that links lead to, as somebody who looks around in the demo; yields the files."""
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=language,
        color_scheme=scheme,
        device_scale_factor=2 if screen == "phone" else 1,
    )
    page = context.new_page()
    page.goto(entrance)
    page.locator(f"form[action='/demo/{SPACE}/enter/'] button[value='{role}']").click()
    page.wait_for_url(f"**/{SPACE}/**")
    starts = [urljoin(entrance, start) for start in STARTS[role]]
    for name, _ in crawling.one_of_each(page, starts, wanted=lambda name: name.startswith((FACES[role], "overview"))):
        file = folder / f"{name.replace(':', '-')}-{screen}-{language}-{scheme}.png"
        page.screenshot(path=file, full_page=True)
        yield file
    context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=10):  # noqa: S310 - our own server
            return
        time.sleep(0.3)
    message = f"the server at {address} does not answer"
    raise RuntimeError(message)


if __name__ == "__main__":
    raise SystemExit(main())
