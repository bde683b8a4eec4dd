"""Every look of a poster: the code is read as a phone would read it, and what the law wants stands there."""

import io
from time import perf_counter
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from guanxi.drawing.sheet import Sheet
from guanxi.posters import content, looks, words
from guanxi.posters.looks import parts

LINK = "https://community.spring-mountain-tea.example.com/i/ABCDEFGHJK/"
LONGEST_LINK = LINK + "?q=" + "a-quest-of-tea-" * 4 + "abc"
"""With the longest name that a quest can have."""
PLAIN: dict[str, Any] = {
    "language": "en",
    "space_name": "春山茶",
    "brand_colour": "#2f6f5e",
    "title": "七日饮茶打卡",
    "promise": "每天一杯茶，连续七天，送你一只手作茶杯。",
    "link": LINK,
}
LONG: dict[str, Any] = {
    **PLAIN,
    "space_name": "北京市海淀区中关村国际茶文化交流与研究促进会",
    "title": "和春山茶一起早起：二十一天清晨饮茶与阅读打卡计划（第三期）",
    "promise": "每天清晨五点到九点之间打卡，写下不少于三十个字的心得，连续二十一天可得证书一张。" * 2,
    "who": "欧阳龘靐·阿不都热合曼·买买提明🌱",
    "until": "31 Dec 2026",
    "is_ad": True,
    "link": LONGEST_LINK,
}
LOOKS = [(look, size) for look in content.LOOKS for size in content.SIZES]


def read(picture):
    """What a phone reads in a picture; nothing when it finds no code."""
    found = zxingcpp.read_barcode(picture)
    return found.text if found else None


def invitation(look, size, **other):
    return content.Invitation(look=look, size=size, **{**PLAIN, **other})


@pytest.mark.parametrize(("look", "size"), LOOKS)
@pytest.mark.parametrize("case", [PLAIN, LONG], ids=["short", "long"])
def test_is_read_by_a_phone_also_small_and_badly_compressed(look, size, case):
    sheet = looks.draw(content.Invitation(look=look, size=size, **case))

    picture = Image.open(io.BytesIO(sheet.jpeg()))
    small = io.BytesIO()
    picture.resize((390, round(390 * picture.height / picture.width))).save(small, "JPEG", quality=60)

    assert picture.size == content.SIZES[size]
    assert read(picture) == case["link"]
    assert read(Image.open(small)) == case["link"]


@pytest.mark.parametrize(("look", "size"), LOOKS)
def test_says_on_every_look_that_the_inviter_may_gain(look, size, monkeypatch):
    written = []
    write = Sheet.write

    def noted(self, x, y, lines, *rest):
        written.extend(lines)
        return write(self, x, y, lines, *rest)

    monkeypatch.setattr(Sheet, "write", noted)
    looks.draw(invitation(look, size))

    assert words.disclosure("en").replace(" ", "") in "".join(written).replace(" ", "")


def written_on(monkeypatch, **other):
    """Every line of a poster, without blanks."""
    written = []
    write = Sheet.write

    def noted(self, x, y, lines, *rest):
        written.extend(lines)
        return write(self, x, y, lines, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(Sheet, "write", noted)
        looks.draw(invitation("bold", "tall", **other))
    return "".join(written).replace(" ", "")


def test_says_that_the_inviter_may_gain_only_where_they_can(monkeypatch):
    said, staff = (one("en").replace(" ", "") for one in (words.disclosure, words.staff_disclosure))

    assert said in written_on(monkeypatch)
    assert said not in written_on(monkeypatch, may_gain=False)
    assert staff in written_on(monkeypatch, may_gain=False, from_staff=True)


@pytest.mark.parametrize(("look", "size"), LOOKS)
def test_marks_an_ad(look, size):
    plain = looks.draw(invitation(look, size)).image
    marked = looks.draw(invitation(look, size, is_ad=True)).image

    assert plain.tobytes() != marked.tobytes()


@pytest.mark.parametrize(("look", "size"), LOOKS)
def test_keeps_inside_the_sheet_and_apart(look, size, monkeypatch):
    """No line leaves the sheet, and no line of text lies on another."""
    boxes = []
    write = Sheet.write

    def noted(self, x, y, lines, type_, side="left"):
        from guanxi.drawing import setting  # noqa: PLC0415

        for number, line in enumerate(lines):
            width = setting.width(line, type_)
            left = x - {"left": 0, "middle": width / 2, "right": width}[side]
            top = y + number * type_.line_px + (type_.line_px - type_.size_px) / 2
            if self.width == content.SIZES[size][0]:
                boxes.append((left, top, left + width, top + type_.size_px, line))
        return write(self, x, y, lines, type_, side)

    monkeypatch.setattr(Sheet, "write", noted)
    looks.draw(content.Invitation(look=look, size=size, **LONG))

    width, height = content.SIZES[size]
    assert all(box[0] >= 20 and box[1] >= 20 and box[2] <= width - 20 and box[3] <= height - 20 for box in boxes), boxes
    crossing = [
        (one[4], other[4])
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 4 and min(one[3], other[3]) - max(one[1], other[1]) > 4
    ]
    assert not crossing


def test_draws_the_same_picture_for_the_same_words():
    one, other = (looks.draw(invitation("hills", "tall")).jpeg() for _ in range(2))

    assert one == other


def test_is_quick_once_the_ground_is_there():
    looks.draw(invitation("hills", "tall"))
    begun = perf_counter()
    looks.draw(invitation("hills", "tall", who="谷雨")).jpeg()

    assert perf_counter() - begun < 1.0  # a tenth of it on a quiet machine


def test_shows_a_picture_of_who_invites_and_a_seal_otherwise():
    held = io.BytesIO()
    Image.new("RGB", (300, 200), "#ff0000").save(held, "PNG")

    with_picture = looks.draw(invitation("paper", "tall", who="小满", avatar=held.getvalue())).image
    broken = looks.draw(invitation("paper", "tall", who="小满", avatar=b"no picture")).image
    nameless = looks.draw(invitation("paper", "tall")).image

    middle = (104 + 56, 1920 - parts.FOOT_PX - 92 + 56)
    assert with_picture.getpixel(middle) == (255, 0, 0)
    assert broken.getpixel(middle) != (255, 0, 0)
    assert nameless.tobytes() != broken.tobytes()


def test_reads_an_order_back_as_it_was_written():
    asked = invitation("night", "card", avatar=b"\x00\xff", who="小满")

    assert content.Invitation.from_json(asked.to_json()) == asked
    assert content.Invitation.from_json(asked.to_json()).key == asked.key
