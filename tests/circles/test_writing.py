"""Texts as parts: links, topics, nothing else (CI-16 to CI-19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.circles import errors, writing


def _links(text):
    return [part.href for part in writing.parts(text) if part.kind == "link"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("看https://a.com/x，好", ["https://a.com/x"]),
        ("(http://a.com/x).", ["http://a.com/x"]),
        ("https://a.com/x?b=1&c=%E8%8C%B6#d!", ["https://a.com/x?b=1&c=%E8%8C%B6#d"]),
        ("javascript:alert(1)", []),
        ("ftp://a.com data:text/html,x", []),
        ("https://user:pw@a.com/", []),
        ("https://", []),
        ("https://[::1", []),
        ('https://a.com/"onmouseover="x', ["https://a.com/"]),
        ("https://a.com/<script>", ["https://a.com/"]),
    ],
)
def test_makes_links_of_web_addresses_only(text, links):
    assert _links(text) == links


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("#普洱# 和 #生 茶#", ("普洱", "生 茶")),
        ("#普洱 没有合上", ()),
        ("## #", ()),
        ("#Tea# #tea# #ＴＥＡ#", ("Tea",)),
        ("https://a.com/#x#y", ()),
        ("#" + "长" * 21 + "#", ()),
    ],
)
def test_finds_topics_between_two_signs(text, topics):
    assert writing.topics(text) == topics


@given(st.text(max_size=300))
def test_loses_nothing_of_a_text(text):
    assert "".join(part.text for part in writing.parts(text)) == text


@given(st.text(alphabet="htps:/.#ab茶 <>\"'@?", max_size=80))
def test_never_makes_an_address_of_another_kind(text):
    assert all(link.lower().startswith(("http://", "https://")) for link in _links(text))


def test_takes_out_what_nobody_sees():
    assert writing.clean("  a\x00b\r\n\r\n\r\n\r\nc\ud800 ", what="x", most=10) == "ab\n\nc"
    with pytest.raises(errors.TextUnreadable):
        writing.clean("\x00\x01", what="x", most=10)
