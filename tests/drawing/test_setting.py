"""Type is set with every Chinese character, breaks where it may, and never shows an empty box."""

import pytest

from guanxi.drawing import colours, faces, setting
from guanxi.drawing.setting import Type

BODY = Type(size_px=40)


def test_has_every_character_of_the_unified_ideographs_and_extension_a():
    ranges = (range(0x3400, 0x4DB6), range(0x4E00, 0x9FF0))  # up to Unicode 12; the last twenty came later

    missing = [chr(number) for numbers in ranges for number in numbers if not faces.legible(chr(number))]

    assert not missing


@pytest.mark.parametrize("name", ["龘靐齉", "㐀㝵䶮", "𠮷野家", "彧翀喆旻", "陳鑫淼", "아침", "Müller", "Nguyễn"])
def test_shows_rare_and_foreign_names_whole(name):
    assert faces.legible(name) == name


def test_writes_a_letter_plainly_when_only_its_accent_is_missing():
    assert faces.legible("Łukasz Đorđe Ștefan") == "Lukasz Đorđe Stefan"


@pytest.mark.parametrize(
    ("name", "shown"), [("小满🌱", "小满"), ("👩‍👩‍👧 茶", "茶"), ("🎉🎉", ""), ("مرحبا tea", "tea"), ("a\u200db", "ab")]
)
def test_leaves_out_what_no_face_can_show(name, shown):
    assert faces.legible(name) == shown


def test_lets_the_wide_face_stand_in_for_a_bold_one():
    assert faces.able("serif", "龘") == "sans"
    assert faces.able("serif", "茶") == "serif"


def test_begins_no_line_with_a_closing_sign_and_ends_none_with_an_opening_one():
    text = "每天一杯茶，连续七天，送你一只手作茶杯（二百只，送完为止）。写下「茶」的味道，三十个字！"

    for width in range(120, 900, 20):
        for line in setting.lines(text, BODY, width_px=width, most=99):
            assert line[0] not in "，。！）」" or len(line) == 1
            assert line[-1] not in "（「" or len(line) == 1


def test_keeps_latin_words_whole_where_they_fit():
    lines = setting.lines("seven days of tea with friends", BODY, width_px=260, most=9)

    assert " ".join(lines) == "seven days of tea with friends"


def test_breaks_a_word_that_fits_nowhere():
    lines = setting.lines("w" * 80, BODY, width_px=300, most=99)

    assert "".join(lines) == "w" * 80
    assert all(setting.width(line, BODY) <= 300 for line in lines)


def test_shortens_with_dots_of_the_script():
    assert setting.lines("茶" * 80, BODY, width_px=300, most=2)[-1].endswith("…")
    assert setting.lines("tea " * 80, BODY, width_px=300, most=2)[-1].endswith("...")


def test_sets_a_title_as_large_as_it_can_be():
    large, lines = setting.fitting("七日饮茶", Type(face="serif", size_px=120), width_px=600, most=1, smallest_px=40)
    small, _ = setting.fitting(
        "七日饮茶打卡挑战", Type(face="serif", size_px=120), width_px=600, most=1, smallest_px=40
    )

    assert large.size_px == 120
    assert lines == ("七日饮茶",)
    assert 40 <= small.size_px < 120


@pytest.mark.parametrize(
    "brand", ["#000000", "#ffffff", "#ff0000", "#ffff00", "#00ff00", "#3458c9", "#2f6f5e", "nonsense"]
)
def test_makes_a_palette_that_can_be_read_out_of_any_colour(brand):
    found = colours.palette(brand)

    assert colours.contrast(found.ink, found.paper) >= 7
    assert colours.contrast("#ffffff", found.deep) >= colours.READABLE
    assert colours.contrast("#ffffff", found.night) >= 7
    assert colours.contrast("#ffffff", found.brand) >= 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the “tea-7” of today’s", 'the "tea-7" of today\'s'),
        ("证书“早茶”", "证书“早茶”"),
        ("“Tea” 和“茶”", '"Tea" 和“茶”'),
    ],
)
def test_sets_quotation_marks_by_the_script_they_stand_in(text, shown):
    assert faces.legible(text) == shown
