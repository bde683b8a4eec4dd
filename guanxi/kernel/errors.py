"""Refusals: what Guanxi will not do, and why, in words a person can act on.

A refusal is expected; anything else that is raised is a bug and is not dressed up.
"""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):
    """Something was asked that must not be done; nothing was changed.

    A subclass names itself with `code` (stable, for programs) and `text` (a gettext msgid with
    `%(name)s` places, filled from `facts`). Constraint names map to refusals through `constraints`.
    """

    code: ClassVar[str] = "refused"
    text: ClassVar[str] = "Refused."
    constraints: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        return gettext(self.text) % self.facts


class OutsideError(Exception):
    """A system outside failed. `transient` says whether trying again can help."""

    def __init__(self, message: str, *, transient: bool) -> None:
        super().__init__(message)
        self.transient = transient
