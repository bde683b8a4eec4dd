"""A survey as a form: its questions with what was typed and what needs another look, and back from a request.

The same on the member's phone and in the console's preview.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from guanxi.surveys import places
from guanxi.surveys.questions import PLATFORMS, Question

_PLATFORM_NAMES = {
    "wechat": gettext_noop("WeChat"),
    "weibo": gettext_noop("Weibo"),
    "xiaohongshu": gettext_noop("Xiaohongshu"),
    "douyin": gettext_noop("Douyin"),
    "bilibili": gettext_noop("Bilibili"),
    "zhihu": gettext_noop("Zhihu"),
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "other": gettext_noop("Elsewhere"),
}


def platform(code: str) -> str:
    """The name of a platform."""
    return gettext(_PLATFORM_NAMES[code]) if code in _PLATFORM_NAMES else code


def fields(
    asked: Sequence[Question], given: Mapping[str, Any], problems: Mapping[str, str]
) -> list[Mapping[str, object]]:
    """The questions in their order, each with what its template part needs."""
    titles = {question.key: question.title for question in asked}
    return [
        {
            "number": number,
            "key": question.key,
            "kind": question.kind,
            "title": question.title,
            "help": question.help,
            "required": question.required,
            "problem": problems.get(question.key, ""),
            "only_if": _only_if(question, titles),
            "show_key": question.show_if.key if question.show_if else "",
            "show_values": "\n".join(question.show_if.values) if question.show_if else "",
            "least": question.least,
            "most": question.most,
            "unit": question.unit,
            "low_label": question.low_label,
            "high_label": question.high_label,
            **_input(question, given.get(question.key)),
        }
        for number, question in enumerate(asked, start=1)
    ]


def given(asked: Sequence[Question], sent: QueryDict) -> dict[str, Any]:
    """What was typed, as answers take it; pictures come in another way."""
    found: dict[str, Any] = {}
    for question in asked:
        key = question.key
        match question.kind:
            case "multiple":
                found[key] = sent.getlist(key)
            case "place":
                found[key] = {"province": sent.get(f"{key}-province", ""), "city": sent.get(f"{key}-city", "")}
            case "account":
                parts = ("platform", "name", "followers")
                found[key] = {part: sent.get(f"{key}-{part}", "") for part in parts}
            case _:
                found[key] = sent.get(key, "")
    return found


def _input(question: Question, value: Any) -> Mapping[str, object]:  # noqa: ANN401 - as it was typed
    match question.kind:
        case "single":
            return {"options": [(option, option, option == value) for option in question.options]}
        case "multiple":
            chosen = value if isinstance(value, list) else []
            return {"options": [(option, option, option in chosen) for option in question.options]}
        case "scale":
            low, high = question.ends
            return {"options": [(str(n), str(n), str(n) == str(value)) for n in range(low, high + 1)]}
        case "place":
            part = value if isinstance(value, dict) else {}
            return {
                "detail": question.detail,
                "provinces": [(name, name == part.get("province")) for name in places.PROVINCES],
                "city": part.get("city", ""),
            }
        case "account":
            part = value if isinstance(value, dict) else {}
            return {
                "platforms": [(code, platform(code), code == part.get("platform")) for code in PLATFORMS],
                "name": part.get("name", ""),
                "followers": part.get("followers", ""),
            }
        case _:
            return {"value": "" if value is None else str(value)}


def _only_if(question: Question, titles: Mapping[str, str]) -> str:
    """Under which answer the question is asked, for who sees all of them at once."""
    if question.show_if is None:
        return ""
    facts = {
        "question": titles.get(question.show_if.key, ""),
        "answers": gettext(", ").join(question.show_if.values),
    }
    return gettext("Only if you answered “%(answers)s” to “%(question)s”.") % facts
