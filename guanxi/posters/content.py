"""What stands on a poster. Plain data: who draws it asks nothing."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

type Look = Literal["paper", "hills", "ticket", "bold", "night"]
type Size = Literal["tall", "card"]

LOOKS: tuple[Look, ...] = ("paper", "hills", "ticket", "bold", "night")
SIZES: Mapping[Size, tuple[int, int]] = {"tall": (1080, 1920), "card": (1080, 1350)}
DRAWN_AS = 2
"""Raised when posters are drawn otherwise, so that no older picture is shown."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A personal poster. `who` is a nickname or empty, `avatar` a picture or None: both only with consent.

    `may_gain`: whether a quest rewards bringing friends, so that the poster must say it (P-22). What runs decides that,
    no member and no switch; unsaid, it is said on the poster.
    """

    look: Look
    size: Size
    language: str
    space_name: str
    brand_colour: str
    title: str
    promise: str
    link: str
    who: str = ""
    avatar: bytes | None = None
    until: str = ""
    is_ad: bool = False
    from_staff: bool = False
    may_gain: bool = True

    @property
    def key(self) -> bytes:
        """What this poster is kept under: the same content is drawn once."""
        return hashlib.sha256(f"{DRAWN_AS}:{self.to_json()}".encode()).digest()

    def to_json(self) -> str:
        """The same as text, from which `from_json` reads it back."""
        plain: dict[str, Any] = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        plain["avatar"] = None if self.avatar is None else base64.b64encode(self.avatar).decode()
        return json.dumps(plain, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Invitation":
        """The invitation whose `to_json` this is."""
        plain = json.loads(text)
        plain["avatar"] = None if plain["avatar"] is None else base64.b64decode(plain["avatar"])
        return cls(**plain)
