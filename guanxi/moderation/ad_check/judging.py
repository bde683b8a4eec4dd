"""The sum of the features, and the verdict."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.moderation.ad_check import disguise, features
from guanxi.moderation.ad_check.feature import Feature

HOLD_AT = 60
"""Points from which a post waits for a moderator: the check is sure."""
SUSPECT_AT = 50
"""Points from which a moderator is told, and nothing else happens."""
PASSAGE = 120
"""Characters within which features belong together."""
_LONGEST = 20_000
_LARGEST_SCORE = 300


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A feature that was found: its code, its points, and the words that showed it (as they were understood)."""

    code: str
    points: int
    found: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How much a text looks like an undeclared ad, in points, and why."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the post should wait for a person."""
        return self.score >= HOLD_AT

    @property
    def is_suspect(self) -> bool:
        """Whether a moderator should have a look."""
        return self.score >= SUSPECT_AT


def judge(text: str) -> Verdict:
    """The verdict on a text: that of its most telling passage.

    Within a passage each feature counts once, and an offer with a way to take it up counts more than their sum.
    A long story mentions many things; what does not stand close together does not belong together.
    """
    plain = disguise.undo(text[:_LONGEST])
    finds = sorted(
        (
            (found.start(), feature, found.group())
            for feature in features.ALL
            for found in feature.pattern.finditer(plain.text)
        ),
        key=lambda find: find[0],
    )
    warned = features.WARNING.search(plain.text) if finds else None
    best = Verdict(score=0, reasons=())
    end = 0
    for first, (begin, _, _) in enumerate(finds):
        while end < len(finds) and finds[end][0] < begin + PASSAGE:
            end += 1
        reasons = _reasons(finds[first:end], plain, warned)
        score = min(sum(reason.points for reason in reasons), _LARGEST_SCORE)
        if score > best.score:
            best = Verdict(score=score, reasons=reasons)
    return best


def _reasons(
    passage: Sequence[tuple[int, Feature, str]], plain: disguise.Plain, warned: re.Match[str] | None
) -> tuple[Reason, ...]:
    reasons: dict[str, Reason] = {}
    kinds: set[str] = set()
    for _, feature, words in passage:
        reasons.setdefault(feature.code, Reason(code=feature.code, points=feature.points, found=words.strip()[:40]))
        kinds.add(feature.kind)
    if kinds & {"contact", "call"}:
        for code, points, disguised in (
            ("spread", features.SPREAD_POINTS, plain.spread),
            ("spelled", features.SPELLED_POINTS, plain.spelled),
        ):
            if disguised:
                reasons[code] = Reason(code=code, points=points, found="")
    for (one, other), points in features.PAIRS.items():
        if one in kinds and other in kinds:
            reasons[f"{one}+{other}"] = Reason(code=f"{one}+{other}", points=points, found="")
    if reasons and warned:
        reasons["warning"] = Reason(code="warning", points=features.WARNING_POINTS, found=warned.group())
    return tuple(sorted(reasons.values(), key=lambda reason: -reason.points))
