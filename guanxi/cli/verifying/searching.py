"""Asking the documented questions, and judging the answers by what a person expects."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_FIRST = 10
_PAGE = 50
_MOST_PAGES = 6
_ROUNDS = 5
_USUAL_SHARE = 0.9


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, what each of the first answers must say, how many must, and what share of all must be found."""

    ask: str
    expects: tuple[str, ...]
    share: float
    recall: float | None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of a question: the share of good ones among the first, and of all that there are; the time it took."""

    ask: str
    first: int
    precision: float
    wanted_precision: float
    recall: float | None
    wanted_recall: float | None
    median_ms: float
    is_met: bool


def questions(path: Path | None = None) -> tuple[Question, ...]:
    """The documented questions, or those of a file in the same form."""
    from ruamel.yaml import YAML

    source = path or files("guanxi.cli.verifying").joinpath("search_queries.yaml")
    read: list[dict[str, Any]] = YAML(typ="safe").load(source.read_text(encoding="utf-8"))
    return tuple(
        Question(
            ask=str(one["ask"]),
            expects=tuple(str(pattern) for pattern in one["expects"]),
            share=float(one.get("share", _USUAL_SHARE)),
            recall=None if "recall" not in one else float(one["recall"]),
        )
        for one in read
    )


def ask_all(
    asked: Sequence[Question],
    *,
    space_id: int,
    circle_id: int,
    texts: Sequence[str],
    tell: Callable[[int], None],
) -> tuple[tuple[Answered, ...], list[float]]:
    """Ask every question in rounds; returns what came of each, and all times in milliseconds, the first included."""
    from guanxi.kernel import folding

    folded = [folding.fold(text) for text in texts]
    answered, times = [], []
    for question in asked:
        taken = []
        for _ in range(_ROUNDS):
            begun = time.perf_counter()
            _find(space_id, circle_id, question.ask)
            taken.append((time.perf_counter() - begun) * 1000)
        times += taken
        answered.append(_judged(question, space_id, circle_id, folded, statistics.median(taken)))
        tell(1)
    return tuple(answered), times


def yardstick() -> list[float]:
    """What the shortest statement takes on this machine at this moment, in milliseconds: a hundred times."""
    from guanxi.kernel import statements

    taken = []
    for _ in range(100):
        begun = time.perf_counter()
        statements.value("SELECT 1", [])
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 questions stay below."""
    return statistics.quantiles(times, n=20)[-1]


def _find(space_id: int, circle_id: int, text: str, **more: Any) -> Any:  # noqa: ANN401 - a Found, known once Django is
    from guanxi.circles import search

    return search.find(space_id=space_id, text=text, circle_ids=[circle_id], **more)


def _judged(question: Question, space_id: int, circle_id: int, folded: Sequence[str], median_ms: float) -> Answered:
    patterns = [re.compile(pattern) for pattern in question.expects]

    def good(text: str) -> bool:
        return all(pattern.search(text) for pattern in patterns)

    found = _texts(space_id, circle_id, question.ask, pages=1 if question.recall is None else _MOST_PAGES)
    there_are = sum(good(text) for text in folded)
    first = [good(text) for text in found[: min(_FIRST, there_are)]]
    precision = sum(first) / len(first) if first else 0.0
    recall = None
    if question.recall is not None:
        wanted = {text for text in folded if good(text)}
        recall = len(wanted & set(found)) / len(wanted) if wanted else 0.0
    return Answered(
        ask=question.ask,
        first=len(first),
        precision=round(precision, 2),
        wanted_precision=question.share,
        recall=None if recall is None else round(recall, 3),
        wanted_recall=question.recall,
        median_ms=round(median_ms, 1),
        is_met=precision >= question.share and (recall is None or recall >= (question.recall or 0)),
    )


def _texts(space_id: int, circle_id: int, ask: str, *, pages: int) -> list[str]:
    """The folded texts that are found, in their order."""
    from guanxi.circles import queries
    from guanxi.kernel import folding

    found: list[str] = []
    after = None
    for _ in range(pages):
        page = _find(space_id, circle_id, ask, limit=_PAGE, after=after)
        posts = queries.posts(space_id=space_id, post_ids=[hit.post_id for hit in page.hits], member_id=None)
        found += [folding.fold(posts[hit.post_id].text) for hit in page.hits if hit.post_id in posts]
        after = page.next
        if after is None:
            break
    return found
