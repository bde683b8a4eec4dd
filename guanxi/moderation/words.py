"""The closed lists of moderation: why something is reported, on what ground it is hidden, what is decided."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_noop

LOW, MIDDLE, HIGH = 1, 2, 3

HIDDEN = "hidden: "
"""How the reason begins with which what a hidden thing earned is taken back: the notice of the decision tells of it."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ad": gettext_noop("Advertising that does not say so"),
        "fraud": gettext_noop("Fraud or a trick"),
        "insult": gettext_noop("Insult, hate or threat"),
        "privacy": gettext_noop("Shows somebody’s personal details"),
        "sexual": gettext_noop("Sexual content"),
        "illegal": gettext_noop("Against the law"),
        "stolen": gettext_noop("Copied from somebody else"),
        "off_topic": gettext_noop("Does not belong here"),
        "other": gettext_noop("Something else"),
    }
)
"""Why a member reports something."""

SEVERITY: Mapping[str, int] = MappingProxyType(
    {
        "ad": MIDDLE,
        "fraud": HIGH,
        "insult": HIGH,
        "privacy": HIGH,
        "sexual": HIGH,
        "illegal": HIGH,
        "stolen": MIDDLE,
        "off_topic": LOW,
        "other": LOW,
    }
)
"""How soon each should be looked at; the worst that was reported counts."""

LEGAL_GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "law_forbidden": gettext_noop("Content that laws or regulations forbid"),
        "law_privacy": gettext_noop("Personal information of others (PIPL art. 10)"),
        "law_rights": gettext_noop("Infringes a copyright, a trade mark or a reputation"),
        "law_fake": gettext_noop(
            "A made-up or bought review (E-Commerce Law art. 17, Anti-Unfair Competition Law art. 9)"
        ),
        "law_fraud": gettext_noop("Fraud, or a link to it"),
    }
)
"""On what ground anything may be hidden, a review included (E-Commerce Law art. 39: no review is deleted otherwise)."""

HOUSE_GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "house_ad": gettext_noop("Advertising that does not say so"),
        "house_charter": gettext_noop("Breaks the charter of the circle"),
        "house_off_topic": gettext_noop("Does not belong here"),
        "house_double": gettext_noop("Posted twice"),
    }
)
"""On what further ground posts and comments may be hidden. Never a review."""

HIDE, KEEP, WARN, MUTE = "hide", "keep", "warn", "mute"
HIDING = (HIDE, MUTE)
"""The outcomes that hide."""

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        KEEP: gettext_noop("Keep it"),
        WARN: gettext_noop("Keep it and warn the author"),
        HIDE: gettext_noop("Hide it"),
        MUTE: gettext_noop("Hide it and mute the author"),
    }
)
"""What can be decided about a case."""

MUTE_DAYS = (1, 3, 7, 30)


def grounds(*, legal_only: bool) -> Mapping[str, str]:
    """The grounds that can be given, with their words."""
    return LEGAL_GROUNDS if legal_only else {**HOUSE_GROUNDS, **LEGAL_GROUNDS}
