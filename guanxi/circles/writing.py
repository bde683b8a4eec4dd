"""What members write, read by a machine: links, topics, links to shops. Pure functions.

A text is kept as it was typed. It becomes parts, which a template shows one by one; nothing of it is ever markup.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from guanxi.circles import errors

LONGEST_POST, LONGEST_COMMENT = 5000, 1000
MOST_TOPICS, LONGEST_TOPIC = 10, 20
LONGEST_LINK = 2000

SHOP_HOSTS = (
    "taobao.com", "tb.cn", "tmall.com", "1688.com", "jd.com", "3.cn", "pinduoduo.com", "yangkeduo.com", "vip.com",
    "suning.com", "dangdang.com", "youzan.com", "weidian.com", "weimob.com", "jinritemai.com", "haohuo.jinritemai.com",
    "amazon.com", "amazon.cn", "amazon.co.jp", "amazon.de", "amzn.to", "ebay.com", "etsy.com", "aliexpress.com",
    "shopee.com", "lazada.com", "shein.com", "temu.com", "myshopify.com", "xhslink.com/m",
)  # fmt: skip
"""Hosts that sell. A path after a host means that this part of it does."""

# A link ends where Chinese text or punctuation goes on; what may close a sentence or a bracket is not part of it.
_TOKEN = re.compile(
    r"(?P<link>https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)|#(?P<topic>[^#\n]{1,40}?)#", re.IGNORECASE
)
_TAIL = re.compile(r"[.,;:!?'\")\]]+$")
_KEPT_CONTROLS = {"\n", "\t"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a text as a page shows it: plain, a link with its address, or a topic by its name."""

    kind: Literal["text", "link", "topic"]
    text: str
    href: str = ""


def clean(text: str, *, what: str, most: int, least: int = 1) -> str:
    """A text without blanks around it and without signs that nobody sees. Refuses with TextUnreadable."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in {"Cc", "Cs"})
    kept = re.sub(r"\n{3,}", "\n\n", kept).strip()
    if not least <= len(kept) <= most:
        raise errors.TextUnreadable(what=what, least=least, most=most)
    return kept


def parts(text: str) -> tuple[Part, ...]:
    """The text as plain pieces, links and topics, in their order; joined they are the text again."""
    return tuple(_parts(text))


def topics(text: str) -> tuple[str, ...]:
    """The topics of a text, each once, in their order. Refuses with TooManyTopics."""
    found: dict[str, str] = {}
    for part in _parts(text):
        if part.kind == "topic":
            found.setdefault(folded(part.text.strip("#")), part.text.strip("#").strip())
    if len(found) > MOST_TOPICS:
        raise errors.TooManyTopics(most=MOST_TOPICS)
    return tuple(found.values())


def folded(topic: str) -> str:
    """The form by which a topic is found: 普洱, ＴＥＡ and tea are written in many ways."""
    return unicodedata.normalize("NFKC", topic).strip().casefold()


def shop_linked(text: str) -> str | None:
    """The host of the first link that leads to a shop, or None."""
    for part in _parts(text):
        if part.kind == "link":
            address = urlsplit(part.href)
            host = (address.hostname or "").lower()
            if any(_sells(host, address.path, shop) for shop in SHOP_HOSTS):
                return host
    return None


def length(text: str) -> int:
    """How many characters a reader sees: blanks count as one, links not at all."""
    plain = "".join(part.text for part in _parts(text) if part.kind != "link")
    return len(" ".join(plain.split()))


def _sells(host: str, path: str, shop: str) -> bool:
    name, _, below = shop.partition("/")
    return (host == name or host.endswith(f".{name}")) and path.startswith(f"/{below}")


def _parts(text: str) -> Iterator[Part]:
    begin = 0
    for found in _TOKEN.finditer(text):
        part, end = _read(found)
        if part is None:
            continue
        if found.start() > begin:
            yield Part(kind="text", text=text[begin : found.start()])
        yield part
        begin = end
    if begin < len(text):
        yield Part(kind="text", text=text[begin:])


def _read(found: re.Match[str]) -> tuple[Part | None, int]:
    topic = found.group("topic")
    if topic is not None:
        fits = bool(topic.strip()) and len(topic.strip()) <= LONGEST_TOPIC and bool(folded(topic))
        return (Part(kind="topic", text=found.group()) if fits else None), found.end()
    link = _TAIL.sub("", found.group("link"))
    if not _is_address(link):
        return None, found.end()
    return Part(kind="link", text=link, href=link), found.start() + len(link)


def _is_address(link: str) -> bool:
    if len(link) > LONGEST_LINK:
        return False
    try:
        address = urlsplit(link)
        return address.scheme in {"http", "https"} and bool(address.hostname) and address.username is None
    except ValueError:  # a port that is no number, a bracket that never closes
        return False
