"""Words that WeChat forbids on pages and posters: those that reward or force the act of sharing (law 2, P-30).

What may be said is the result: a friend joins and takes part. What may not be said is "share this and get …". Texts
are read without blanks and signs, in full and half width, so that "分 享 后 领 取" is found too. The list is ours,
drawn from WeChat's published rules on external links; it errs on the safe side and knows no more than its words.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

_SHARE = r"(?:分享|转发|轉發|转载|轉載|群发|群發|发圈|发朋友圈|發朋友圈|晒朋友圈)"
_GAIN = (
    r"(?:领|領|(?<![心值觉记懂舍难显])得|送|获|獲|赢|贏|解锁|解鎖|抽奖|抽獎|红包|紅包|返现|返現|优惠|優惠|免单|免單|免费|免費|奖励|獎勵"
    r"|可见|查看|观看)"
)
_WITHIN = r"[^。；;.!?！？]{0,14}"
_PLACE = r"(?:朋友圈|微信群|[0-9一二两三四五六七八九十几]+个?(?:微信)?群|[0-9一二两三四五六七八九十几]+[个位名]?好友)"

SHARING = gettext_noop("it rewards the act of sharing; say what the friend has to do instead")
FORCING = gettext_noop("it asks for sharing before something can be seen or had")
GATHERING = gettext_noop("collecting likes, helping hands and bargaining are not allowed inside WeChat")
PRESSING = gettext_noop("it puts people under pressure to pass it on")
RATING = gettext_noop("it buys a good rating; a reward never depends on the rating")

_RULES: tuple[tuple[str, str], ...] = (
    (rf"{_SHARE}(?:到|给|至)?{_WITHIN}{_GAIN}", SHARING),
    (rf"{_GAIN}{_WITHIN}(?:需|要|须|必须|请|先){_WITHIN}{_SHARE}", FORCING),
    (rf"(?:先|须|必须|需要|需){_SHARE}", FORCING),
    (rf"{_SHARE}(?:后|之后|即可|就|立即|马上|才)", FORCING),
    (rf"{_SHARE}{_WITHIN}{_PLACE}", SHARING),
    (
        r"集(?:满)?[0-9一二两三四五六七八九十百]*个?赞|集齐[0-9一二两三四五六七八九十百]*个?赞|攒赞|求赞|点赞满|赞满",
        GATHERING,
    ),
    (r"助力|砍价|砍價|砍一刀|帮我砍|帮砍|拼手气|拆红包|瓜分", GATHERING),
    (r"不转不是|不轉不是|必转|必轉|速转|速轉|转疯|转发好运|转发保平安|不看后悔|快转", PRESSING),
    (r"好评返|好評返|五星返|5星返|好评有礼|五星好评|5星好评|晒图返", RATING),
    (r"\bshar(?:e|ing)\b[^.!?;]{0,40}\b(?:get|win|earn|receive|unlock|free|reward)", SHARING),
    (
        r"\b(?:get|win|earn|receive|unlock|free|reward)[^.!?;]{0,40}\b(?:by|for|when you|if you|once)\s+(?:re)?shar",
        SHARING,
    ),
    (r"\b(?:collect|gather|get)\s+\d+\s+likes\b", GATHERING),
    (r"\bfive[- ]star reviews?\b[^.!?;]{0,30}\b(?:get|win|cash|refund|reward)", RATING),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), why) for pattern, why in _RULES)
_CHINESE_GAPS = re.compile(r"(?<=[\u3400-\u9fff0-9])[\s\-_·•*~～]+(?=[\u3400-\u9fff0-9])")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Words that may not be said, and why."""

    words: str
    why: str


def findings(text: str) -> tuple[Finding, ...]:
    """What in a text rewards, forces or begs for sharing; nothing for a text that may be published."""
    plain = _CHINESE_GAPS.sub("", unicodedata.normalize("NFKC", text))
    found: dict[str, Finding] = {}
    for pattern, why in _COMPILED:
        match = pattern.search(plain)
        if match is not None:
            found.setdefault(why, Finding(words=match.group().strip(), why=gettext(why)))
    return tuple(found.values())
