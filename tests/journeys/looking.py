"""Every page of the demo, as its people see it: nothing overflows or is refused, everybody can read and reach it."""

import json
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Page

from dev import crawling
from guanxi.cli import demonstration
from tests.journeys.conftest import AXE, DEVICES, Site

SLUG = demonstration.SLUG
STARTS = {
    "owner": [f"/s/{SLUG}/"],
    "member": [f"/m/{SLUG}/{place}/" for place in ("circles", "today", "invite", "wallet", "me")],
}
FACES = {"owner": "console:", "member": "h5:"}
ROUNDS = [
    ("owner", "laptop", "zh-CN", "light"),
    ("owner", "phone", "en", "dark"),
    ("member", "phone", "zh-CN", "dark"),
    ("member", "laptop", "en", "light"),
]
LEAST_PAGES = {"owner": 25, "member": 18}
NARROW = 320
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# One question for all of it: a locator would bring half a megabyte of playwright's own into each page.
PAGE = f"""({{
    wide: {TOO_WIDE}, language: document.documentElement.lang, styles: document.querySelectorAll('[style]').length,
}})"""


def enter(site: Site, role: str, device: str, language: str, scheme: str) -> Page:
    """Somebody who looks around in the demo."""
    page = site.visitor(device, language, script=AXE)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(site.entrance)
    page.locator(f"form[action='/demo/{SLUG}/enter/'] button[value='{role}']").click()
    page.wait_for_url(f"**/{SLUG}/**")
    return page


def pages(site: Site, page: Page, role: str) -> Iterator[tuple[str, str]]:
    starts = [site.address + start for start in STARTS[role]]
    return crawling.one_of_each(page, starts, wanted=lambda name: name.startswith(FACES[role]) or name == "overview")


def faults(page: Page) -> list[str]:
    """What axe finds, one line each, with the first place of it. The page's visitor has it as their script."""
    found = json.loads(
        page.evaluate("axe.run({resultTypes: ['violations']}).then(one => JSON.stringify(one.violations))")
    )
    return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:160]})" for one in found]


def look_round(demo: Site, role: str, device: str, language: str, scheme: str) -> list[str]:
    """What is wrong with the pages that one person opens, a line each."""
    page = enter(demo, role, device, language, scheme)
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    for name, address in pages(demo, page, role):
        seen[name] += 1
        is_so = page.evaluate(PAGE)
        if is_so["styles"]:
            wrong.append(f"{name}: a style inside an element")
        wrong += [f"{name}: {fault}" for fault in faults(page)]
        if is_so["wide"]:
            wrong.append(f"{name}: wider than the screen ({address})")
        if is_so["language"] != {"zh-CN": "zh-Hans", "en": "en"}[language]:
            wrong.append(f"{name}: in another language")
        if role == "member":
            page.set_viewport_size({"width": NARROW, "height": 568})
            if page.evaluate(TOO_WIDE):
                wrong.append(f"{name}: wider than the smallest phone ({address})")
            page.set_viewport_size(DEVICES[device]["viewport"])
    assert len(seen) >= LEAST_PAGES[role], sorted(seen)
    page.context.close()
    return wrong


def look(demo: Site, role: str) -> list[str]:
    """What is wrong on the pages of a role, in each of its rounds; one demo serves all of them."""
    rounds = [one for one in ROUNDS if one[0] == role]
    found = [f"{' '.join(one)}: {line}" for one in rounds for line in look_round(demo, *one)]
    # axe tries styles of its own, which the policy of our pages rightly refuses; ours are looked for above.
    return found + [one for one in demo.complaints if not one.startswith("Applying inline style violates")]
