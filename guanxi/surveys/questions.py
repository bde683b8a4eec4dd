"""What a survey can ask: kinds of questions, and when one of them is well made. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from django.utils.translation import gettext, gettext_noop

Kind = Literal["single", "multiple", "scale", "text", "number", "date", "place", "account", "picture"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ALWAYS_SEALED: frozenset[str] = frozenset({"text", "account", "picture"})
"""Free words, a name elsewhere and a photograph always may tell who somebody is."""
CHOOSING: frozenset[str] = frozenset({"single", "multiple"})
COUNTED: frozenset[str] = frozenset({"single", "multiple", "scale", "number", "date", "place", "account"})
"""Kinds of which something can be counted where the question is not personal; of an account, platform and followers."""
DETAILS = ("province", "city", "free")
PLATFORMS = (
    "wechat",
    "weibo",
    "xiaohongshu",
    "douyin",
    "bilibili",
    "zhihu",
    "instagram",
    "x",
    "youtube",
    "tiktok",
    "other",
)

MOST_QUESTIONS = 40
LONGEST_TITLE = 200
LONGEST_HELP = 400
LONGEST_OPTION = 80
LEAST_OPTIONS, MOST_OPTIONS = 2, 50
LONGEST_TEXT = 2000
SCALE_WIDEST = 10
LARGEST_NUMBER = 10**12

_INTO: Mapping[str, frozenset[str]] = {
    "single": frozenset({"choice", "text"}),
    "multiple": frozenset({"choices"}),
    "scale": frozenset({"integer"}),
    "number": frozenset({"integer"}),
    "text": frozenset({"text", "email", "phone", "url"}),
    "date": frozenset({"date"}),
    "place": frozenset({"text"}),
    "account": frozenset({"text"}),
    "picture": frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class ShowIf:
    """A question is asked only when the answer to an earlier one is among `values`."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `least` and `most` bound a text's length, a number, the ends of a scale, or how many are picked.

    `personal` answers are masked for the staff. `into` is the profile field that takes the answer.
    `detail` says how exact a place is: province, city or free words.
    """

    key: str
    kind: Kind
    title: str
    help: str = ""
    required: bool = False
    personal: bool = False
    options: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""
    low_label: str = ""
    high_label: str = ""
    detail: str = "province"
    into: str | None = None
    show_if: ShowIf | None = None

    @property
    def is_sealed(self) -> bool:
        """Whether the answer is kept under the member's key."""
        return self.personal or self.kind in ALWAYS_SEALED or (self.kind == "place" and self.detail == "free")

    @property
    def is_counted(self) -> bool:
        """Whether results count it: what is not sealed, and of an account its platform and followers."""
        return self.kind == "account" or (self.kind in COUNTED and not self.is_sealed)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last point of a scale: 1 to 5 unless told otherwise."""
        return (1 if self.least is None else self.least, 5 if self.most is None else self.most)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What keeps a question from being asked: the part of it, and why, in words."""

    part: str
    text: str


def to_json(asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions as they are stored."""
    return [asdict(question) for question in asked]


def from_json(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions as they were stored."""
    return tuple(_question(dict(item)) for item in stored)


def _question(item: dict[str, Any]) -> Question:
    condition = item.pop("show_if", None)
    show_if = ShowIf(key=condition["key"], values=tuple(condition["values"])) if condition else None
    return Question(**{**item, "options": tuple(item["options"])}, show_if=show_if)


def new_key(asked: Sequence[Question]) -> str:
    """A name for one more question that no version has used: q1, then q2."""
    used = [int(question.key[1:]) for question in asked]
    return f"q{max(used, default=0) + 1}"


def problem(question: Question, *, earlier: Sequence[Question], fields: Mapping[str, str]) -> Problem | None:
    """The first thing that is wrong with a question, None when it can be asked.

    `earlier` are the questions before it; `fields` the space's profile fields with their types.
    """
    for part, text in (*_heading(question), *_options(question), *_bounds(question)):
        return Problem(part=part, text=text)
    if question.into is not None:
        kinds = fields.get(question.into)
        if kinds is None:
            return Problem(
                part="into", text=gettext("There is no profile field “%(field)s”.") % {"field": question.into}
            )
        if kinds not in _INTO[question.kind]:
            return Problem(part="into", text=gettext("An answer of this kind does not fit into that profile field."))
    return _condition(question, earlier)


def fits(kind: str, field_type: str) -> bool:
    """Whether an answer of this kind of question can go into a profile field of that type."""
    return field_type in _INTO[kind]


def is_shown(question: Question, given: Mapping[str, object]) -> bool:
    """Whether the question is asked, given the answers to those before it."""
    if question.show_if is None:
        return True
    answer = given.get(question.show_if.key)
    picked = answer if isinstance(answer, list) else [answer]
    return any(str(item) in question.show_if.values for item in picked if item is not None)


def _heading(question: Question) -> list[tuple[str, str]]:
    found = []
    if not 1 <= len(question.title) <= LONGEST_TITLE:
        found.append(("title", gettext("A question needs 1 to %(most)d characters.") % {"most": LONGEST_TITLE}))
    if len(question.help) > LONGEST_HELP:
        found.append(("help", gettext("At most %(most)d characters.") % {"most": LONGEST_HELP}))
    return found


def _options(question: Question) -> list[tuple[str, str]]:
    options = question.options
    if question.kind not in CHOOSING:
        return []
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        words = gettext("Give %(least)d to %(most)d options, one a line.")
        return [("options", words % {"least": LEAST_OPTIONS, "most": MOST_OPTIONS})]
    if len(set(options)) < len(options):
        return [("options", gettext("Two options are the same."))]
    if any(not 1 <= len(option) <= LONGEST_OPTION for option in options):
        return [("options", gettext("An option needs 1 to %(most)d characters.") % {"most": LONGEST_OPTION})]
    return []


_BOUNDS: Mapping[str, tuple[int, int, str]] = {
    "text": (0, LONGEST_TEXT, gettext_noop("A text has 0 to 2000 characters; the lower bound comes first.")),
    "number": (-LARGEST_NUMBER, LARGEST_NUMBER, gettext_noop("The lower bound comes first.")),
    "scale": (0, SCALE_WIDEST, gettext_noop("A scale goes from 0 or 1 up to at most 10.")),
    "multiple": (0, MOST_OPTIONS, gettext_noop("Fewer can be picked than have to be.")),
}


def _bounds(question: Question) -> list[tuple[str, str]]:
    if question.kind == "place" and question.detail not in DETAILS:
        return [("detail", gettext("Choose how exact the place is."))]
    if question.kind not in _BOUNDS:
        return []
    lowest, highest, words = _BOUNDS[question.kind]
    low, high = question.ends if question.kind == "scale" else (question.least, question.most)
    given = [bound for bound in (low, high) if bound is not None]
    if question.kind == "scale" and (low not in {0, 1} or low == high):
        return [("most", gettext(words))]
    if given != sorted(given) or any(not lowest <= bound <= highest for bound in given):
        return [("most", gettext(words))]
    return []


def _condition(question: Question, earlier: Sequence[Question]) -> Problem | None:
    if question.show_if is None:
        return None
    asked = next((item for item in earlier if item.key == question.show_if.key), None)
    if asked is None or asked.kind not in {"single", "multiple", "scale"}:
        return Problem(
            part="show_if", text=gettext("Only an earlier choice or scale can decide whether this is asked.")
        )
    known = set(asked.options) if asked.kind != "scale" else {str(n) for n in range(asked.ends[0], asked.ends[1] + 1)}
    if not question.show_if.values or not set(question.show_if.values) <= known:
        return Problem(part="show_if", text=gettext("Choose which answers of the earlier question lead here."))
    return None
