"""What a space calls its things: gifts, coupons, tickets, certificates, rights, tiers; never by the codes of its rules.

The names lie in the space's own row, so that a page that has found its space has them without asking again. Whoever
works in a space speaks its names (`speaking`); everybody below asks `title` and need not know which space it is.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from django.utils import translation

from guanxi.spaces import errors

LANGUAGES = ("zh-hans", "en")
LONGEST_TITLE = 40
LONGEST_CODE = 80

type Titles = Mapping[str, Mapping[str, str]]
"""By code, such as "item:cup" or "certificate:seven-days", the title in each language that there is one in."""

NONE: Titles = MappingProxyType({})
_spoken: ContextVar[Titles] = ContextVar("guanxi_things", default=NONE)


@contextmanager
def speaking(titles: Titles) -> Iterator[None]:
    """Call things by these names inside the block."""
    token = _spoken.set(titles)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Titles:
    """The names that hold here, to be spoken later on, when the page is over."""
    return _spoken.get()


def title(code: str) -> str:
    """What a thing is called in the language that is spoken; in another where there is only that; "" without a name."""
    said = _spoken.get().get(code)
    if not said:
        return ""
    language = translation.get_language() or LANGUAGES[-1]
    kin = (name for name in said if name.partition("-")[0] == language.partition("-")[0])
    return said.get(language) or said[next(kin, next(iter(said)))]


def checked(code: str, titles: Mapping[str, str]) -> dict[str, str]:
    """The titles as they are kept, without those that are empty. Refuses with ThingUnreadable, TitleUnreadable."""
    kind, _, name = code.partition(":")
    if not kind or not name or len(code) > LONGEST_CODE or not _is_readable(code):
        raise errors.ThingUnreadable(code=code)
    kept = {}
    for language in LANGUAGES:
        clean = " ".join(unicodedata.normalize("NFC", titles.get(language, "")).split())
        if len(clean) > LONGEST_TITLE or not _is_readable(clean):
            raise errors.TitleUnreadable(longest=LONGEST_TITLE)
        if clean:
            kept[language] = clean
    return kept


def language_of(text: str) -> str:
    """The language that a title is most likely in: Chinese where it has a Chinese character."""
    return "zh-hans" if any("\u3400" <= sign <= "\u9fff" or sign >= "\U00020000" for sign in text) else "en"


def _is_readable(text: str) -> bool:
    return not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in text)
