"""A place in the file while it is read: what stands there, how it is called, and what is wrong with it.

Every reader takes a cursor, reports to it and returns something usable all the same, so that one run
finds everything that is wrong.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from guanxi.kernel.predicates.refusal import near
from guanxi.quests.errors import Problem
from guanxi.quests.language.marks import Marked, Place

BIGINT_MAX = 2**63 - 1
TEXT_CHARS_MAX = 4_000
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
CODE = re.compile(r"[^\W_](?:[\w ·-]{0,61}[^\W_])?")
"""The name of a thing is the brand's own word for it, in whatever script: members read it."""
LOCALE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
ANY_LOCALE = "und"
"""The locale of a text that was given without one: it is shown to everybody."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """One value of the file, its path, and the list that all cursors of the file report to."""

    marked: Marked
    path: str
    problems: list[Problem]

    @property
    def place(self) -> Place:
        """Where the value begins."""
        return self.marked.place

    def report(self, reason: str, suggestion: str = "", *, place: Place | None = None) -> None:
        """Note what is wrong here (or at `place`) and what to do about it."""
        at = place or self.place
        self.problems.append(Problem(at.line, at.column, self.path or "file", reason, suggestion))

    def get(self, key: str) -> "Cursor | None":
        """The value of `key`, None where there is none or the value is not a mapping."""
        value = self.marked.value
        if not isinstance(value, dict) or key not in value:
            return None
        return Cursor(value[key], f"{self.path}.{key}" if self.path else key, self.problems)

    def entry(self, part: str | int) -> "Cursor | None":
        """The value of the key or index `part`, None where there is none."""
        value = self.marked.value
        if isinstance(part, str):
            return self.get(part)
        if not isinstance(value, list) or part >= len(value):
            return None
        return Cursor(value[part], f"{self.path}[{part}]", self.problems)

    def need(self, key: str, sample: str) -> "Cursor | None":
        """Like `get`, reporting that `key` is missing; `sample` shows how it is written."""
        found = self.get(key)
        if found is None and isinstance(self.marked.value, dict):
            reason = gettext("%(key)s is missing") % {"key": key}
            self.report(reason, gettext("write %(sample)s") % {"sample": sample})
        return found

    def items(self, *, most: int) -> Iterator["Cursor"]:
        """The entries of a list; reports anything else, and a list longer than `most`."""
        value = self.marked.value
        if not isinstance(value, list):
            self.report(gettext("this must be a list"), gettext("begin each entry with “- ”"))
            return
        if len(value) > most:
            self.report(gettext("this list has more than %(most)d entries") % {"most": most}, gettext("split it"))
        for index, entry in enumerate(value[:most]):
            yield Cursor(entry, f"{self.path}[{index}]", self.problems)

    def entries(self) -> Iterator[tuple[str, "Cursor"]]:
        """The keys and values of a mapping; reports anything else."""
        value = self.marked.value
        if not isinstance(value, dict):
            self.report(gettext("this must be a mapping"), gettext("write key: value"))
            return
        for key, entry in value.items():
            yield key, Cursor(entry, f"{self.path}.{key}" if self.path else key, self.problems)

    def only(self, known: Collection[str]) -> bool:
        """Whether this is a mapping; reports every key that is not in `known`."""
        if not isinstance(self.marked.value, dict):
            self.report(gettext("this must be a mapping"), gettext("write key: value"))
            return False
        for key, place in self.marked.keys:
            if key not in known:
                reason = gettext("there is no word %(word)s here") % {"word": key}
                self.report(reason, near(key, known), place=place)
        return True

    def text(self, *, most: int = TEXT_CHARS_MAX) -> str:
        """A text that is not blank; a number or a day must be quoted to be one."""
        value = self.marked.value
        if not isinstance(value, str) or self.marked.plain:
            self.report(gettext("this must be a text"), gettext("put it between quotation marks"))
            return ""
        if not value.strip() or len(value) > most:
            self.report(gettext("this must be a text of 1 to %(most)d characters") % {"most": most})
        return value

    def name(self, pattern: re.Pattern[str], sample: str) -> str:
        """A name of the shape `pattern`."""
        value = self.text()
        if value and not pattern.fullmatch(value):
            reason = gettext("“%(value)s” is not a name like %(sample)s") % {"value": value[:80], "sample": sample}
            named = gettext("use letters, digits, spaces and hyphens, at most 63")
            self.report(
                reason, named if pattern is CODE else gettext("use letters a to z, digits and hyphens, at most 63")
            )
        return value

    def slug(self) -> str:
        """A name in small letters, digits and hyphens."""
        return self.name(SLUG, "spring-2027")

    def whole(self, *, least: int = 1, most: int = BIGINT_MAX) -> int:
        """A whole number from `least` to `most`, both included; `least` where there is none."""
        value = self.marked.value
        if not isinstance(value, int) or isinstance(value, bool):
            self.report(gettext("this must be a whole number"), gettext("write it in digits, without a fraction"))
            return least
        if value < least:
            self.report(
                gettext("%(value)s is less than %(least)d") % {"value": value, "least": least}, self._reach(least, most)
            )
            return least
        if value > most:
            self.report(
                gettext("%(value)s is more than %(most)d") % {"value": value, "most": most}, self._reach(least, most)
            )
            return least
        return value

    @staticmethod
    def _reach(least: int, most: int) -> str:
        return gettext("write a number from %(least)d to %(most)d") % {"least": least, "most": most}

    def choice[Word: str](self, words: tuple[Word, ...]) -> Word:
        """One of `words`; the first where it is none."""
        value = self.marked.value
        for word in words:
            if value == word:
                return word
        shown = str(value) if isinstance(value, (str, int)) else "…"
        self.report(gettext("“%(value)s” is not a choice here") % {"value": shown}, near(shown, words))
        return words[0]

    def day(self) -> date | None:
        """A local day such as 2026-12-31."""
        found = self.edge()
        if isinstance(found, datetime):
            self.report(gettext("this must be a day, without a time"), gettext("write 2026-12-31"))
            return None
        return found

    def edge(self) -> datetime | date | None:
        """A local day, or an instant with its offset."""
        value = self.marked.value
        text = value if isinstance(value, str) else ""
        try:
            found = datetime.fromisoformat(text) if len(text) > len("2026-12-31") else date.fromisoformat(text)
        except ValueError:
            self.report(
                gettext("this is neither a day nor an instant"),
                gettext("write 2026-12-31 or 2026-12-31T18:00:00+08:00"),
            )
            return None
        if isinstance(found, datetime) and found.tzinfo is None:
            self.report(gettext("this instant has no offset"), gettext("write 2026-12-31T18:00:00+08:00"))
        return found

    def localized(self) -> dict[str, str]:
        """A text for everybody, or one for each locale."""
        if isinstance(self.marked.value, dict):
            return {locale: entry.text() for locale, entry in self.entries() if entry.is_locale(locale)}
        return {ANY_LOCALE: self.text()}

    def is_locale(self, key: str) -> bool:
        """Whether `key` names a locale; reports that it does not."""
        if LOCALE.fullmatch(key):
            return True
        self.report(gettext("“%(key)s” is not a locale") % {"key": key}, gettext("write en or zh-hans"))
        return False
