"""A feature of an ad, and how one is written down."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Something to be found once in a text. `points` are out of 100 that make the check sure."""

    code: str
    kind: str
    points: int
    pattern: re.Pattern[str]


def feature(code: str, kind: str, points: int, *alternatives: str) -> Feature:
    """A feature that is there when any of the alternatives is found."""
    return Feature(code=code, kind=kind, points=points, pattern=re.compile("|".join(alternatives)))
