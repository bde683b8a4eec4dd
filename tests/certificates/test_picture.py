"""The picture of a certificate: its code leads to the page that checks it, it carries its credential, and fits."""

import io

import pytest
import zxingcpp
from PIL import Image

from guanxi.certificates import picture, queries

LINK = "https://community.spring-mountain-tea.example.com/c/0123456789abcdef0123456789abcdef/"
WORDS = {
    "brand": "北京市海淀区中关村国际茶文化交流与研究促进会",
    "brand_colour": "#8a3ab9",
    "heading": "荣誉证书",
    "title": "和春山茶一起早起：二十一天清晨饮茶与阅读打卡计划",
    "awarded": "兹授予",
    "name": "欧阳龘靐·阿不都热合曼·买买提明🌱",
    "text": "每天清晨五点到九点之间打卡，写下不少于三十个字的心得，连续二十一天。" * 2,
    "signer": "山长 林清源，早起读书会",
    "day": "2026年11月22日",
    "check": "扫码验证",
    "link": LINK,
}


def read(image):
    """What a phone reads in a picture; nothing when it finds no code."""
    found = zxingcpp.read_barcode(image)
    return found.text if found else None


@pytest.mark.parametrize("look", queries.LOOKS)
@pytest.mark.parametrize("shape", list(picture.SHAPES))
def test_leads_to_the_page_that_checks_it(look, shape):
    sheet = picture.draw(picture.Shown(look=look, shape=shape, **WORDS))

    assert sheet.image.size == picture.SHAPES[shape]
    assert read(sheet.image) == LINK
    small = sheet.image.resize((sheet.width // 2, sheet.height // 2))
    assert read(small) == LINK


def test_carries_its_credential():
    made = picture.baked(picture.draw(picture.Shown(look="wave", shape="wide", **WORDS)), '{"name": "早茶"}')

    assert Image.open(io.BytesIO(made)).info["openbadgecredential"] == '{"name": "早茶"}'
    assert len(made) < 400_000


def test_is_grey_and_says_so_when_it_is_revoked():
    standing = picture.draw(picture.Shown(look="laurel", shape="wide", **WORDS)).image
    revoked = picture.draw(picture.Shown(look="laurel", shape="wide", **WORDS, revoked="已撤销")).image

    corner = (42, 620)  # the frame, in the brand's colour
    assert colours_at(standing, corner) > 1
    assert colours_at(revoked, corner) == 1


def colours_at(image, place):
    """How many different parts the colour of a pixel has: one is grey."""
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return len(set(pixel))
