"""The words that every poster says by itself, in the language of the poster."""

from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanxi.drawing import faces
from guanxi.posters.content import Invitation

LONGEST_NAME = 28
"""In Latin letters; a Chinese character takes the room of two."""
_SEAL_SIGNS = 2


def disclosure(language: str) -> str:
    """That the inviter may gain something (P-22): said wherever a quest rewards bringing friends. It has no switch."""
    with translation.override(language):
        return gettext("Whoever shares this may get a reward once you have joined and taken part.")


def staff_disclosure(language: str) -> str:
    """The same for somebody who works for the brand (P-22)."""
    with translation.override(language):
        return gettext("Shared by somebody who works for the brand.")


def seal(name: str) -> str:
    """What is cut into the seal of a name: two Chinese characters where it begins with them, else its first letter."""
    text = "".join(sign for sign in faces.legible(name) if sign.isalnum())
    chinese = [sign for sign in text[:_SEAL_SIGNS] if faces.is_chinese(sign)]
    return "".join(chinese) if len(chinese) == _SEAL_SIGNS else text[:1].upper()[:1] or "·"


def _short(name: str) -> str:
    """A name as a poster has room for it: a long one loses its end, never the words around it."""
    room, kept = LONGEST_NAME, ""
    for sign in name:
        room -= 2 if faces.is_chinese(sign) else 1
        if room < 0:
            return kept.rstrip() + "…"
        kept += sign
    return name


def invites(invitation: Invitation) -> str:
    """Who invites: by the name they chose, or nobody in particular."""
    with translation.override(invitation.language):
        if invitation.who:
            return gettext("%(name)s invites you") % {"name": _short(invitation.who)}
        return gettext("You are invited")


def call(language: str) -> str:
    """What to do with the code."""
    with translation.override(language):
        return gettext("Press and hold the code, or scan it")


def scan(language: str, *, bait: str) -> str:
    """The same on paper, which nobody can press and hold; with what whoever joins gets."""
    with translation.override(language):
        if bait:
            return gettext("Scan, join, and get: %(bait)s") % {"bait": bait}
        return gettext("Scan the code with your phone")


def until(invitation: Invitation) -> str:
    """How long it is open; nothing when it has no end."""
    if not invitation.until:
        return ""
    with translation.override(invitation.language):
        return gettext("Open until %(day)s") % {"day": invitation.until}


def ad_mark(language: str) -> str:
    """The mark of an advertisement, which the law wants to be seen."""
    with translation.override(language):
        return pgettext("mark on a poster", "Ad")
