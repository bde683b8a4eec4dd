"""From the first link in the terminal to a gift: a brand opens, its members come, check in, bring friends, and go."""

import re
from datetime import datetime, timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from guanxi import ledger
from guanxi.kernel import tenancy
from guanxi.members import queries as members
from guanxi.spaces import invitations
from guanxi.spaces import queries as spaces
from tests.journeys.conftest import Site

SLUG = "spring-tea"
TEXT = "今天第一泡是春茶，水温八十度，很安静的十五分钟。"


def fill(page: Page, **fields: object) -> None:
    """Fill in a form by the names of its fields, wherever they lie folded away."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']").first
        field.evaluate(
            "one => { for (let at = one; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true; }"
        )
        kind = field.get_attribute("type")
        if kind == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def send(page: Page, button: str = "main form button[type='submit'], main form button:not([type])") -> None:
    """Press the button of a form and wait for what comes of it."""
    with page.expect_navigation():
        page.locator(button).first.click()


class Brand:
    """The people of one story."""

    def __init__(self, site: Site, language: str, desk_device: str, phone_device: str) -> None:
        self.site, self.language, self.phone_device = site, language, phone_device
        self.desk = site.visitor(desk_device, language)
        self.number = 0

    @property
    def space(self) -> spaces.Space:
        return spaces.space_by_slug(slug=SLUG)

    def at_desk(self, path: str) -> Page:
        answer = self.desk.goto(f"{self.site.address}/s/{SLUG}/{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status)
        return self.desk

    def begin(self) -> None:
        """The first owner opens the space."""
        token = invitations.first_link()
        self.desk.goto(f"{self.site.address}/welcome/{token}/")
        fill(
            self.desk,
            name="林知夏",
            email="zhixia@spring.example",
            password="tea-at-eight-in-the-morning",
            space_name="春山茶",
            slug=SLUG,
        )
        send(self.desk)
        self.desk.goto(f"{self.site.address}/s/{SLUG}/")
        assert f"/s/{SLUG}/" in self.desk.url

    def open_circle(self) -> str:
        page = self.at_desk("circles/new/")
        ends = (datetime.now().date() + timedelta(days=90)).isoformat()  # noqa: DTZ005 - a day in a form
        fill(
            page,
            background="老客只和客服说话。",
            purpose="seed_users",
            goal="每周一百位茶友说话",
            goal_number=100,
            goal_date=ends,
        )
        send(page)
        fill(
            page,
            name="慢饮圈",
            trait="每天留十五分钟给一杯茶",
            rule="open",
            charter="像在一张桌子边喝茶那样说话。",
        )
        send(page, "button[name='step'][value='open']")
        assert "/new/" not in page.url, page.locator("main").inner_text()[:800]
        found = re.search(rf"/s/{SLUG}/circles/([a-z0-9-]+)/", page.url)
        assert found, page.url
        return found[1]

    def launch(self, recipe: str, **fields: object) -> str:
        """Launch a quest from a recipe; what the reserve lacks is added, what is not ready is reasoned."""
        page = self.at_desk(f"quests/new/{recipe}/")
        fill(page, **fields)
        send(page, "main button[name='next']")
        found = re.search(r"/quests/([a-z0-9-]+)/launch/", page.url)
        assert found, page.locator("main").inner_text()[:1500]
        if page.locator("[name='because']").count():
            fill(page, because="第一批茶友自己提出来的")
        if page.locator("[name='fund']").count():
            fill(page, fund=True)
        send(page, ".btn-launch")
        assert page.url.rstrip("/").endswith(f"/quests/{found[1]}"), page.locator("main").inner_text()[:1500]
        return found[1]

    def code_on_a_poster(self) -> str:
        """A channel code's link, read by a camera from the printed poster."""
        page = self.at_desk("codes/new/")
        fill(page, channel="shop-door", label="门店海报")
        send(page)
        code = page.url.rstrip("/").rsplit("/", 1)[1]
        shown = page.locator("a[href$='.png']")
        addresses = [shown.nth(index).get_attribute("href") for index in range(shown.count())]
        poster = next(one for one in addresses if one and "/code.png" not in one)
        content = self.desk.request.get(self.site.address + poster).body()
        link = read_code(content)
        assert code in link
        return link

    def join(self, link: str, name: str) -> Page:
        """Somebody follows a link, proves an address by a code, and is a member."""
        self.number += 1
        page = self.site.visitor(self.phone_device, self.language)
        page.goto(link)
        with page.expect_navigation():
            page.locator(f"main a[href*='/m/{SLUG}/join/'], main form button").first.click()
        if page.locator("[name='contact']").get_attribute("type") == "tel":
            page.goto(f"{self.site.address}/m/{SLUG}/join/?by=mail")
        fill(page, contact=f"friend{self.number}@example.com")
        send(page)
        fill(page, code=self.site.code_in_mail())
        send(page)
        fill(page, nickname=name, of_age=True, service=True)
        send(page)
        assert f"/m/{SLUG}/" in page.url, page.url
        assert "join" not in page.url, page.locator("main").inner_text()[:800]
        return page

    def check_in(self, page: Page) -> None:
        """The large button of the day."""
        page.goto(f"{self.site.address}/m/{SLUG}/today/")
        form = page.locator("main form[action*='/check-in/']").first
        form.locator("[name='text']").fill(TEXT)
        with page.expect_navigation():
            form.locator("button").click()

    def member_named(self, name: str) -> int:
        page = members.page(space_id=self.space.id, state=None, limit=100)
        faces = members.faces(space_id=self.space.id, member_ids=[one.id for one in page])
        return next(number for number, face in faces.items() if face.name == name)


def read_code(content: bytes) -> str:
    import io  # noqa: PLC0415 - only here

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)).convert("RGB"))
    assert found, "no camera could read the code"
    return str(found[0].text)


@pytest.mark.parametrize(
    ("language", "desk_device", "phone_device"), [("zh-CN", "laptop", "phone"), ("en", "phone", "laptop")]
)
def test_a_brand_begins(site, language, desk_device, phone_device):
    brand = Brand(site, language, desk_device, phone_device)
    brand.begin()
    circle = brand.open_circle()
    challenge = brand.launch("checkin", gift="手作盖碗", stock=200, makeup_cards=1)
    invite = brand.launch("invite", gift="茶礼", stock=100)
    link = brand.code_on_a_poster()

    alice = brand.join(link, "小满")
    days_of_seven(brand, alice, challenge)
    friends_come(brand, alice, invite)
    a_friend_goes(brand, alice)
    order_is_kept(brand, alice, circle)
    alice_goes(brand, alice)

    assert [text for text in site.complaints if "favicon" not in text and "404" not in text] == []


def days_of_seven(brand: Brand, alice: Page, challenge: str) -> None:
    """Checks in over local days, misses one, makes it up, and holds the bowl."""
    who = brand.member_named("小满")
    for day in range(1, 8):
        if day != 4:
            brand.check_in(alice)
        if day == 5:
            alice.goto(f"{brand.site.address}/m/{SLUG}/challenge/{challenge}/")
            form = alice.locator("#make-up form")
            form.locator("[name='text']").fill(TEXT)
            with alice.expect_navigation():
                form.locator("button").click()
        if day < 7:
            brand.site.next_morning(SLUG)

    assert len(gifts_of(brand, who)) == 1
    alice.goto(f"{brand.site.address}/m/{SLUG}/today/")
    expect(alice.locator("main")).to_contain_text("7")


def friends_come(brand: Brand, alice: Page, invite: str) -> None:
    """Three friends come by her link and check in; with the third the gift is hers."""
    alice.goto(f"{brand.site.address}/m/{SLUG}/invite/")
    link = alice.locator("main input[readonly]").first.input_value()
    who = brand.member_named("小满")
    for number, name in enumerate(("谷雨", "白露", "霜降"), start=1):
        page = brand.join(link, name)
        brand.check_in(page)
        gifts = gifts_of(brand, who)
        assert len(gifts) == (2 if number == 3 else 1), (name, gifts)
        page.context.close()
    alice.goto(f"{brand.site.address}/m/{SLUG}/wallet/rewards/")
    expect(alice.locator("main")).to_contain_text("茶礼")


def gifts_of(brand: Brand, who: int) -> list[str]:
    with tenancy.acting_in(brand.space.id):
        balances = ledger.balances(space_id=brand.space.id, member_id=who)
    return [
        unit for (unit, kind), amount in balances.items() if kind == "wallet" and unit.startswith("item:") and amount
    ]


def a_friend_goes(brand: Brand, alice: Page) -> None:
    """A friend who had counted is erased on request; what was promised for them stays."""
    friend = brand.member_named("白露")
    page = brand.at_desk(f"members/{friend}/erase/")
    fill(page, reason="asked", number=friend)
    send(page, "main form[method='post'] button.btn-danger")  # not the one that foretells, which may still be there
    page.wait_for_url(f"**/members/{friend}/")

    assert len(gifts_of(brand, brand.member_named("小满"))) == 2
    assert members.member(space_id=brand.space.id, member_id=friend).state == "erased"


def order_is_kept(brand: Brand, alice: Page, circle: str) -> None:
    """A post that advertises in secret is hidden with a reason, which its writer reads."""
    alice.goto(f"{brand.site.address}/m/{SLUG}/circles/{circle}/about/")
    fill(alice, accepted=True)
    send(alice)
    alice.goto(f"{brand.site.address}/m/{SLUG}/circles/{circle}/write/")
    fill(alice, text="家里多囤了几盒岩茶想转让，喜欢的私聊我。")
    send(alice)
    page = brand.at_desk(f"circles/{circle}/posts/")
    expect(page.locator("main")).to_contain_text("岩茶")
    send(page, "form[action$='/moderate/'] button")
    fill(page, reason="未标明的广告，群公约第一条。", ground="house_ad")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("button[name='outcome'][value='hide']").first.click()
    alice.goto(f"{brand.site.address}/m/{SLUG}/messages/")
    expect(alice.locator("main")).to_contain_text("群公约第一条")


def alice_goes(brand: Brand, alice: Page) -> None:
    """She takes her data with her, and is erased."""
    who = brand.member_named("小满")
    alice.goto(f"{brand.site.address}/m/{SLUG}/me/data/")
    with alice.expect_download() as taken:
        alice.locator("form[action*='/export/'] button").click()
    assert taken.value.suggested_filename.endswith(".zip")
    alice.goto(f"{brand.site.address}/m/{SLUG}/me/data/erase/")
    for field in alice.locator("main form input:not([type='hidden'])").all():
        if field.get_attribute("type") == "checkbox":
            field.check()
        else:
            asked = alice.locator("main form .hint, main form label").all_inner_texts()
            quoted = re.findall(r"[“「”\"]([^”」\"]+)[”」\"]", " ".join(asked))
            field.fill(quoted[0] if quoted else "erase")
    send(alice, "main form .btn.bad")

    assert members.member(space_id=brand.space.id, member_id=who).state == "erased"
    alice.goto(f"{brand.site.address}/m/{SLUG}/today/")
    assert "/join/" in alice.url
