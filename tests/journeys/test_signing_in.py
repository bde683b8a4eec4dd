"""Coming in, as people do it: the first owner from the terminal, a colleague by a link, a member by a code."""

import pytest
from playwright.sync_api import Page

from guanxi.spaces import invitations, queries
from tests.journeys import looking
from tests.journeys.conftest import AXE, Site

PASSWORD = "eleven tea leaves in may"


def looked_at(page: Page) -> list[str]:
    """What is wrong with the page: by axe, at 320 pixels, by its language."""
    wrong = [f"{page.url} {fault}" for fault in looking.faults(page)]
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 700})
    if page.evaluate(looking.TOO_WIDE):
        wrong.append(f"{page.url} is wider than 320 pixels")
    page.set_viewport_size(size)
    return wrong


def say(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.fill(f"main [name={name}]", value)


def press(page: Page) -> None:
    page.locator("main form button[type=submit], main form > button").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("device", "language", "scheme"), [("laptop", "zh-CN", "light"), ("phone", "en", "dark")])
def test_lets_the_first_owner_in_and_shows_every_door(site: Site, device, language, scheme):
    owner = site.visitor(device, language, script=AXE)
    owner.emulate_media(color_scheme=scheme)
    wrong: list[str] = []
    owner.goto(f"{site.address}/welcome/{invitations.first_link()}/")
    wrong += looked_at(owner)
    say(owner, name="林知夏", email="lin@example.com", password=PASSWORD, space_name="春山茶", slug="spring-tea")
    press(owner)
    assert "/second-factor/" in owner.url
    wrong += looked_at(owner)
    owner.locator("main a.btn-primary").click()
    owner.wait_for_load_state()
    assert "/2fa/totp/activate/" in owner.url
    pages = [
        "/account/2fa/totp/activate/",
        "/account/me/",
        "/account/sessions/",
        "/account/password/change/",
        "/account/2fa/",
    ]
    pages += ["/s/spring-tea/staff/", "/s/spring-tea/settings/", "/spaces/new/", "/account/logout/"]
    for path in pages:
        owner.goto(site.address + path)
        wrong += looked_at(owner)

    stranger = site.visitor(device, language, script=AXE)
    for path in (
        "/account/login/",
        "/account/login/code/",
        "/account/password/reset/",
        "/account/signup/",
        "/welcome/0-x/",
    ):
        stranger.goto(site.address + path)
        wrong += looked_at(stranger)
    stranger.goto(site.address + "/account/login/")
    say(stranger, login="lin@example.com", password="wrong")
    press(stranger)
    wrong += looked_at(stranger)

    assert wrong == []
    assert [line for line in site.complaints if "410" not in line] == []


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "dark"), ("en", "light")])
def test_lets_a_member_in_with_one_thumb(site: Site, language, scheme):
    from tests import cast  # noqa: PLC0415 - the database is there by now

    tea = cast.spring_tea()
    phone = site.visitor("phone", language, script=AXE)
    phone.emulate_media(color_scheme=scheme)
    wrong: list[str] = []
    phone.goto(f"{site.address}/m/spring-tea/join/?by=phone")
    wrong += looked_at(phone)
    phone.goto(f"{site.address}/m/spring-tea/join/?by=mail&next=/m/spring-tea/me/consents/")
    say(phone, contact="xiaoman@example.com")
    press(phone)
    say(phone, code="1")
    press(phone)
    wrong += looked_at(phone)
    say(phone, code=site.code_in_mail())
    press(phone)
    wrong += looked_at(phone)
    press(phone)
    wrong += looked_at(phone)  # with what is missing beside the boxes
    say(phone, nickname="小满")
    phone.check("[name=of_age]")
    phone.check("[name=service]")
    phone.locator("main form.stack > button").click()
    phone.wait_for_url("**/me/consents/")
    wrong += looked_at(phone)
    phone.locator("#marketing button").click()
    phone.wait_for_load_state()
    phone.goto(f"{site.address}/m/spring-tea/me/devices/")
    wrong += looked_at(phone)

    assert wrong == []
    assert [line for line in site.complaints if "422" not in line] == []
    assert queries.space(space_id=tea.space_id).slug == "spring-tea"
