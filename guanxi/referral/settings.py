"""What a space decides about its referrals. Protection and validity are two numbers (RE-1)."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from guanxi.spaces import queries
from guanxi.spaces.settings import Setting, declare

VALIDITY_DAYS = declare(
    Setting(
        name="referral.validity_days",
        kind="integer",
        default=30,
        least=1,
        most=3650,
        meaning=gettext_noop("For how many days a touch can still become a binding."),
    )
)
PROTECTION_DAYS = declare(
    Setting(
        name="referral.protection_days",
        kind="integer",
        default=7,
        least=0,
        most=3650,
        meaning=gettext_noop("For how many days a valid touch holds its place against later ones."),
    )
)
BINDING_HOURS = declare(
    Setting(
        name="referral.binding_hours",
        kind="integer",
        default=24,
        least=1,
        most=24 * 366,
        meaning=gettext_noop("For how many hours after joining a member counts as new and can be bound."),
    )
)
TOUCH_WINDOW_MINUTES = declare(
    Setting(
        name="referral.touch_window_minutes",
        kind="integer",
        default=30,
        least=1,
        most=24 * 60,
        meaning=gettext_noop("Clicks of one visitor on one code within so many minutes are one touch."),
    )
)
GUESSES_PER_HOUR = declare(
    Setting(
        name="referral.guesses_per_hour",
        kind="integer",
        default=10,
        least=1,
        most=10_000,
        meaning=gettext_noop("How many unknown codes one visitor or address may try in an hour."),
    )
)
RETAINED_DAYS = declare(
    Setting(
        name="referral.retained_days",
        kind="integer",
        default=28,
        least=1,
        most=366,
        meaning=gettext_noop("After how many days an invitee who still does something counts as retained."),
    )
)


def number(space_id: int, setting: Setting) -> int:
    """What the space has set, or the default."""
    value = queries.setting(space_id=space_id, name=setting.name)
    assert isinstance(value, int)  # noqa: S101 - the declaration says integer
    return value


def days(space_id: int, setting: Setting) -> timedelta:
    """A setting in days as a duration."""
    return timedelta(days=number(space_id, setting))
