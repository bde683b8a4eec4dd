"""A quest is told to members in one sentence of their language (QL-25)."""

# ruff: noqa: E501 - a message stands in one piece, as people get it

import pytest

from guanxi.quests.language import sentence
from guanxi.quests.language.sentence import localized
from tests.quests.language import samples


def examples():
    text = (samples.EXAMPLES / "tea-brand.yaml").read_text(encoding="utf-8")
    return {read.slug: read for read in samples.read(text)}


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        (
            "checkin-7",
            (
                "Seven days of tea: check in on 3 days in a row and get 10 points (good for 365 days); "
                "check in on 7 days in a row and get 30 points (good for 365 days), 1 × “cup”; "
                "under the conditions of the terms; once per member; from 1 Oct 2026; until 31 Mar 2027; "
                "12,000 points in all, while they last; 200 × “cup” in all, while they last."
            ),
        ),
        (
            "points-per-yuan",
            (
                "A point for every yuan: each time you receive an order you get 1 point for every 1.00 (good for 365 days); "
                "each time you receive an order you get 1 growth for every 10.00; at most 1,000 points per member and day."
            ),
        ),
        (
            "tea-tiers",
            (
                "Tiers: collect 50 growth in other quests and get the tier “bronze”; "
                "collect 200 growth in other quests and get the tier “silver”; "
                "collect 600 growth in other quests and get the tier “gold”; counted over the last 365 days."
            ),
        ),
    ],
)
def test_tells_members_what_to_do_and_what_for(slug, told):
    assert sentence(examples()[slug], "en") == told


def test_tells_an_instant_as_it_tells_a_day():
    read = samples.definition(window="{from: 2026-10-01, to: 2026-12-31T18:00:00+08:00}")
    assert "from 1 Oct 2026; until 31 Dec 2026 18:00 UTC+08:00" in sentence(read, "en")
    assert "2026年12月31日 18:00 UTC+08:00" in sentence(read, "zh-hans")


@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_tells_every_example_in_both_languages(locale):
    for read in examples().values():
        told = sentence(read, locale)
        assert told.startswith(read.title[locale])
        assert "%(" not in told


def test_tells_it_in_chinese():
    told = sentence(examples()["checkin-7"], "zh-hans")
    assert "连续 7 天" in told
    assert "30 积分" in told


def test_chooses_the_nearest_language():
    texts = {"zh-hant": "茶", "en": "Tea"}
    assert localized(texts, "zh-hans") == "茶"
    assert localized(texts, "en-gb") == "Tea"
    assert localized({"und": "Cha"}, "fr") == "Cha"
    assert localized({"de": "Tee"}, "fr") == "Tee"
    assert localized({}, "fr") == ""
