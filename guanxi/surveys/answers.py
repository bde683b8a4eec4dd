"""What was filled in, checked against what was asked. Pure functions; no refusal repeats an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from guanxi.members import values
from guanxi.surveys import places
from guanxi.surveys.questions import LARGEST_NUMBER, LONGEST_TEXT, PLATFORMS, Question, is_shown

type Answer = str | int | list[str] | dict[str, Any]

_LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What can be counted of an answer: an option, and its number where it is one."""

    question: str
    option: str
    number: Decimal | None = None


class _WrongError(Exception):
    """This answer cannot be kept, and why, in words."""


def checked(asked: Sequence[Question], given: Mapping[str, object]) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers as they are kept, and what is wrong with the others: question → words.

    A question that is not asked, because an earlier answer does not lead there, has no answer.
    """
    kept: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for question in asked:
        if not is_shown(question, kept):
            continue
        try:
            answer = _CHECKS[question.kind](question, given.get(question.key))
        except _WrongError as wrong:
            problems[question.key] = str(wrong)
            continue
        if answer is not None:
            kept[question.key] = answer
        elif question.required:
            problems[question.key] = gettext("Please answer this one.")
    return kept, problems


def picks(asked: Sequence[Question], kept: Mapping[str, Answer]) -> list[Pick]:
    """What is counted of the answers: where they are sealed only that there is one, and an account's reach."""
    found: list[Pick] = []
    for question in asked:
        answer = kept.get(question.key)
        if answer is None:
            continue
        if not question.is_counted:
            found.append(Pick(question=question.key, option=""))
            continue
        match question.kind, answer:
            case "account", {"platform": platform, **rest}:
                followers = rest.get("followers")
                found.append(Pick(question=question.key, option=platform, number=_decimal(followers)))
            case "place", {"province": province}:
                found.append(Pick(question=question.key, option=province))
            case (("scale" | "number"), _):
                found.append(Pick(question=question.key, option=str(answer), number=Decimal(str(answer))))
            case _, list(options):
                found += [Pick(question=question.key, option=option) for option in options]
            case "date", str(day):
                found.append(Pick(question=question.key, option=day[:7]))
            case _:
                found.append(Pick(question=question.key, option=str(answer)))
    return found


def for_field(question: Question, answer: Answer) -> object:
    """An answer as a profile field takes it."""
    match question.kind, answer:
        case "place", {"province": province, **rest}:
            return " ".join(str(part) for part in (province, rest.get("city")) if part)
        case "account", {"platform": platform, "name": name}:
            return f"{platform}: {name}"
        case "number", str(text):
            return int(text) if text.lstrip("-").isdigit() else text
        case _:
            return answer


def words(question: Question, answer: Answer) -> str:
    """An answer as one line of text."""
    match question.kind, answer:
        case "account", {"platform": platform, "name": name, **rest}:
            followers = rest.get("followers")
            return f"{platform}: {name}" + (f" ({followers})" if followers is not None else "")
        case "place", dict():
            return str(for_field(question, answer))
        case _, list(options):
            return gettext(", ").join(options)
        case _:
            return f"{answer} {question.unit}".strip() if question.kind == "number" else str(answer)


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _single(question: Question, given: object) -> Answer | None:
    if given in (None, ""):
        return None
    if not isinstance(given, str) or given not in question.options:
        raise _WrongError(gettext("Choose one of the options."))
    return given


def _multiple(question: Question, given: object) -> Answer | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple) or any(item not in question.options for item in given):
        raise _WrongError(gettext("Choose among the options."))
    chosen = [option for option in question.options if option in given]
    if not chosen:
        return None
    if question.least is not None and len(chosen) < question.least:
        raise _WrongError(gettext("Choose at least %(least)d.") % {"least": question.least})
    if question.most is not None and len(chosen) > question.most:
        raise _WrongError(gettext("Choose at most %(most)d.") % {"most": question.most})
    return chosen


def _scale(question: Question, given: object) -> Answer | None:
    if given in (None, ""):
        return None
    low, high = question.ends
    try:
        point = int(str(given))
    except ValueError:
        point = low - 1
    if not low <= point <= high:
        raise _WrongError(gettext("Choose a number from %(low)d to %(high)d.") % {"low": low, "high": high})
    return point


def _text(question: Question, given: object) -> Answer | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    text = values.clean_text(given, longest=LONGEST_TEXT)
    if text is None:
        raise _WrongError(gettext("At most %(most)d characters.") % {"most": LONGEST_TEXT})
    if question.least is not None and len(text) < question.least:
        raise _WrongError(
            gettext("At least %(least)d characters; you have %(n)d.") % {"least": question.least, "n": len(text)}
        )
    if question.most is not None and len(text) > question.most:
        raise _WrongError(
            gettext("At most %(most)d characters; you have %(n)d.") % {"most": question.most, "n": len(text)}
        )
    return text


def _number(question: Question, given: object) -> Answer | None:
    text = str(given).strip().replace(",", "").replace("，", "") if given is not None else ""
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > LARGEST_NUMBER or len(number.as_tuple().digits) > 15:  # noqa: PLR2004 - a double's
        raise _WrongError(gettext("Write a number in figures."))
    if question.least is not None and number < question.least:
        raise _WrongError(gettext("At least %(least)d.") % {"least": question.least})
    if question.most is not None and number > question.most:
        raise _WrongError(gettext("At most %(most)d.") % {"most": question.most})
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def _date(question: Question, given: object) -> Answer | None:
    del question
    if given in (None, ""):
        return None
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise _WrongError(gettext("Write a date such as 2026-03-20.")) from None


def _place(question: Question, given: object) -> Answer | None:
    part = given if isinstance(given, Mapping) else {}
    if question.detail == "free":
        return _text(question, part.get("city") if isinstance(given, Mapping) else given)
    province = str(part.get("province") or "")
    city = values.clean_text(part.get("city") or "", longest=_LONGEST_NAME) or ""
    if not province and not city:
        return None
    if province not in places.PROVINCES:
        raise _WrongError(gettext("Choose a province."))
    if question.detail == "province":
        return {"province": province}
    if not city and question.required:
        raise _WrongError(gettext("Write the city too."))
    return {"province": province, **({"city": city} if city else {})}


def _account(question: Question, given: object) -> Answer | None:
    del question
    part = given if isinstance(given, Mapping) else {}
    name = values.clean_text(part.get("name") or "", longest=_LONGEST_NAME)
    platform = str(part.get("platform") or "")
    followers = str(part.get("followers") or "").strip().replace(",", "")
    if not (name or followers):
        return None
    if platform not in PLATFORMS:
        raise _WrongError(gettext("Choose the platform."))
    if name is None:
        raise _WrongError(gettext("Write your name there."))
    if followers and not (followers.isascii() and followers.isdigit() and int(followers) <= LARGEST_NUMBER):
        raise _WrongError(gettext("Write the number of followers in figures."))
    return {"platform": platform, "name": name, **({"followers": int(followers)} if followers else {})}


def _picture(question: Question, given: object) -> Answer | None:
    del question
    if given in (None, ""):
        return None
    if not str(given).isascii() or not str(given).isdigit():
        raise _WrongError(gettext("This picture cannot be found; choose it again."))
    return int(str(given))


_CHECKS: Mapping[str, Callable[[Question, object], Answer | None]] = {
    "single": _single,
    "multiple": _multiple,
    "scale": _scale,
    "text": _text,
    "number": _number,
    "date": _date,
    "place": _place,
    "account": _account,
    "picture": _picture,
}
