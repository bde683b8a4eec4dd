"""Wording that a quest must not use: it would reward the sharing instead of what follows, or buy praise.

WeChat's rules for outside links forbid to induce sharing by money, goods or virtual prizes, to make sharing the key to
something, and assist, bargain and collect mechanics; the law of online trade forbids to buy good reviews. This reads
what operators type themselves, with its own patterns and with those of posters (`referral.wording`, which also reads
through blanks and signs between the characters); what the recipes write is tested against both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from guanxi.referral import wording

_SHARING = gettext_noop("this rewards the sharing; reward what the friend does of their own wish")
_PRAISE = gettext_noop("this buys praise; a reward must not depend on what somebody writes")
_PRESSURE = gettext_noop("this presses people into sharing")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (
            r"(分享|转发|转到|发到|发送到).{0,8}(朋友圈|微信群|好友|群聊|群).{0,10}(得|领|送|奖|返|赢|红包|积分|解锁)",
            _SHARING,
        ),
        (r"(分享|转发)(即|就|后|可|并|才|立)?(能|可|可以)?(得|领|送|获|赢|返|抽|解锁|查看)", _SHARING),
        (r"(转发|分享)(抽奖|有奖|有礼|红包)", _SHARING),
        (
            (
                r"集(满)?\s*\d*\s*个?(赞|卡)|求(转发|扩散|赞)|(好友|帮我|请).{0,4}助力|助力(得|领|解锁)"
                r"|砍(一刀|价)|帮.{0,3}砍"
            ),
            _SHARING,
        ),
        (r"不转(发)?不是|转疯了|必转|是.{0,4}就转", _PRESSURE),
        (r"(好评(?!差评)|五星|5\s*星|满分).{0,6}(返|送|得|领|奖|红包)", _PRAISE),
        (r"\b(share|repost|forward)\b.{0,30}\b(to|and|then)\b.{0,20}\b(get|win|earn|unlock|receive|claim)\b", _SHARING),
        (
            (
                r"\b(get|win|earn|unlock|receive)\b.{0,40}"
                r"\b(for|by|when you|after)\b.{0,12}\b(sharing|reposting|share|repost)\b"
            ),
            _SHARING,
        ),
        (
            (
                r"\b(five|5)[- ]?stars?\b.{0,30}\b(get|reward|refund|cash|gift)\b"
                r"|\bpositive reviews?\b.{0,30}\b(get|reward|cash)\b"
            ),
            _PRAISE,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Inducement:
    """Words that a quest must not use, as they stand in the text, and why."""

    words: str
    why: str


def found(texts: Iterable[str]) -> list[Inducement]:
    """Every inducing wording in `texts`, in their order, each with its reason once."""
    return [one for text in texts for one in _found(text)]


def _found(text: str) -> list[Inducement]:
    own = [
        Inducement(words=match.group(), why=gettext(why))
        for pattern, why in _PATTERNS
        for match in pattern.finditer(text)
    ]
    known = "".join(one.words for one in own)
    posters = [Inducement(words=one.words, why=one.why) for one in wording.findings(text)]
    return [*own, *(one for one in posters if one.words not in known)]
