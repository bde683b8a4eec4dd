"""All features of an ad, and what two kinds of them add together.

Kinds: a *contact* is a way out of here (a handle, a number, a link); a *call* asks readers to take it; an *offer*
names a price or an advantage; a *trade* is a business that lives on such posts; *grey* is what nobody may offer.
The points were set by hand on the training ads and on one half of the genuine reviews (docs/moderation.md).
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from guanxi.moderation.ad_check import offers, trades, ways

ALL = (*ways.CONTACTS, *ways.CALLS, *offers.OFFERS, *trades.TRADES, *trades.GREY)

WARNING = re.compile(
    r"(?<!不是)(?<!绝非)骗子|骗(?:人的|钱)|(?:不要|别|勿)(?:相信|轻信|信)|上当|冒充|举报|警惕|谨防|防骗|\b(?:scam\w*|beware|fraud"
    r"|do not (?:click|give|trust)|don'?t (?:click|give|trust)|reported)\b"
)
"""Somebody who warns of an ad repeats its words."""
WARNING_POINTS = -60
SPREAD_POINTS = 30
SPELLED_POINTS = 40
PAIRS: Mapping[tuple[str, str], int] = MappingProxyType(
    {
        ("contact", "call"): 20,
        ("contact", "offer"): 20,
        ("contact", "trade"): 40,
        ("call", "trade"): 30,
        ("call", "offer"): 20,
        ("trade", "offer"): 30,
        ("call", "grey"): 30,
        ("contact", "grey"): 30,
        ("grey", "offer"): 20,
        ("grey", "trade"): 10,
    }
)
"""What two kinds add together: a seller who can be reached is more than a seller and a way."""
