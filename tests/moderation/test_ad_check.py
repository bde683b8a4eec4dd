"""The check for undeclared ads finds those it has never seen, and lets genuine people speak."""

import hashlib
from pathlib import Path

import pytest

from guanxi.moderation import ad_check
from tests.connectors.samples import sample

HERE = Path(__file__).parent
# Written before the check existed and not changed since: docs/moderation.md tells how the sets were made.
HELD_OUT_SHA256 = "5ae260830d7c1a7e48349873782c5e22e71de5e0d750ac341b6ebe2b37c9e2f5"


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def share_flagged(texts: list[str]) -> float:
    return sum(ad_check.judge(text).is_sure for text in texts) / len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "需要的加我微信 chaye6688",
        "需要的加我薇❤ chaye6688",
        "需要的加 薇 x i n ： c h a y e 6 6 8 8",
        "需要的＋Ｖ：ｃｈａｙｅ６６８８",
        "需要的加我微\u200b信 chaye6688",
        "需要的加我威信号：chaye6688",
        "有意联系：一三八零零一三八零零零",
        "有意联系：①③⑧00①③⑧000",
        "有兴趣的朋友加企鹅 五 六 七 八 九 一 二",
        "複製這段話打開淘寶 ￥AbCdEfGh12￥ 領優惠券",
        "Message me on Whats\u200bApp +1 555 123 4567 for cheap handbags",
    ],
)
def test_sees_through_a_disguise(text):
    assert ad_check.judge(text).is_sure


def test_says_why():
    verdict = ad_check.judge("全场包邮，需要的加我微信 chaye6688")
    assert {"wechat_handle", "bargain", "contact+offer"} <= {reason.code for reason in verdict.reasons}
    assert verdict.score == min(300, sum(reason.points for reason in verdict.reasons))
    assert next(reason.found for reason in verdict.reasons if reason.code == "wechat_handle").endswith("chaye6688")


@pytest.mark.parametrize("text", ["", " ", "。", "\u200b", "好", "🍵" * 50])
def test_says_nothing_about_nothing(text):
    assert ad_check.judge(text) == ad_check.Verdict(score=0, reasons=())


def test_does_not_add_up_what_stands_far_apart():
    far = "本店新品上市。" + "今天的茶很香，我很喜欢。" * 30 + "有意联系我。"
    assert ad_check.judge(far).score < ad_check.judge("本店新品上市。有意联系我。").score


def test_lets_somebody_warn_of_an_ad():
    assert not ad_check.judge("不要相信加微信返现的，是骗子，大家注意").is_sure


def test_judges_a_long_text_quickly():
    assert ad_check.judge("加我微信 领红包 " * 5_000).is_sure  # 20,000 characters are read


def test_holds_none_of_the_genuine_posts():
    assert [text for text in lines("genuine_posts.txt") if ad_check.judge(text).is_sure] == []


def test_finds_the_ads_it_was_tuned_on():
    assert share_flagged(lines("ads_train.txt")) == 1


def test_finds_nine_of_ten_ads_it_was_not_tuned_on():
    assert hashlib.sha256((HERE / "ads_held_out.txt").read_bytes()).hexdigest() == HELD_OUT_SHA256
    assert share_flagged(lines("ads_held_out.txt")) >= 0.9


def test_has_no_ad_in_both_halves():
    assert set(lines("ads_train.txt")).isdisjoint(lines("ads_held_out.txt"))


def test_lets_real_reviews_stand():
    folder = sample("reviews_zh")
    reviews = [
        text
        for name in ("pos.txt", "neg.txt")
        for text in (folder / name).read_text(encoding="utf-8").splitlines()
        if text.strip()
    ]
    assert len(reviews) > 35_000
    assert share_flagged(reviews) <= 0.01
