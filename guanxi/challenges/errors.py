"""What challenges refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class UnknownChallenge(Refusal):
    """The space has no challenge `challenge` that this member can see."""

    code = "challenges.unknown_challenge"
    text = gettext_noop("There is no challenge “%(challenge)s”.")


class NoCheckins(Refusal):
    """The quest `challenge` counts something else than check-ins."""

    code = "challenges.no_checkins"
    text = gettext_noop("“%(challenge)s” does not count check-ins, so it cannot be a challenge.")


class RulesUnreadable(Refusal):
    """The rules of a challenge cannot be: `problem` says why."""

    code = "challenges.rules_unreadable"
    text = gettext_noop("The challenge cannot be set up: %(problem)s.")


class NotRunning(Refusal):
    """The challenge `title` takes no check-ins today."""

    code = "challenges.not_running"
    text = gettext_noop("“%(title)s” takes no check-ins today. Nothing was recorded.")


class NotForYou(Refusal):
    """The challenge is for others: the member is not in its audience."""

    code = "challenges.not_for_you"
    text = gettext_noop("“%(title)s” is for other members, so a check-in would not count. Nothing was recorded.")


class OutsideCircle(Refusal):
    """The challenge is for the members of a circle, in which the member is not."""

    code = "challenges.outside_circle"
    text = gettext_noop("“%(title)s” is for members of the circle “%(circle)s”. Enter it first. Nothing was recorded.")


class OutsideHours(Refusal):
    """A check-in counts between two hours of the day only; it is `hour` now."""

    code = "challenges.outside_hours"
    text = gettext_noop("A check-in counts from %(from)s until %(until)s, and it is %(now)s. Come back then.")


class TextTooShort(Refusal):
    """The text has fewer characters than the challenge asks for."""

    code = "challenges.text_too_short"
    text = gettext_noop("Write at least %(least)s characters; there are %(length)s.")


class TextTooLong(Refusal):
    """The text has more characters than fit."""

    code = "challenges.text_too_long"
    text = gettext_noop("At most %(most)s characters fit; there are %(length)s.")


class PictureMissing(Refusal):
    """The challenge asks for a picture."""

    code = "challenges.picture_missing"
    text = gettext_noop("A picture belongs to this check-in. Add one and try again.")


class TooManyPictures(Refusal):
    """A check-in has `most` pictures at most."""

    code = "challenges.too_many_pictures"
    text = gettext_noop("A check-in has at most %(most)s pictures.")


class WouldNotCount(Refusal):
    """The quest's own condition does not hold for this check-in."""

    code = "challenges.would_not_count"
    text = gettext_noop("This check-in would not count by the terms of “%(title)s”. Nothing was recorded.")


class NothingToMakeUp(Refusal):
    """The day cannot be made up: `problem` says why."""

    code = "challenges.nothing_to_make_up"
    text = gettext_noop("%(day)s cannot be made up: %(problem)s.")


class NoCardLeft(Refusal):
    """The member has no make-up card."""

    code = "challenges.no_card_left"
    text = gettext_noop("You have no make-up card left. Nothing was recorded.")


class NothingToUndo(Refusal):
    """There is no check-in of today that the member could take back."""

    code = "challenges.nothing_to_undo"
    text = gettext_noop("There is no check-in of today to take back. Earlier days stay as they are.")


class UnknownCheckin(Refusal):
    """There is no such check-in on a board of this space."""

    code = "challenges.unknown_checkin"
    text = gettext_noop("This check-in is not on a board.")


class Muted(Refusal):
    """The member may show nothing to others until `until`; keeping it to themselves stays possible."""

    code = "challenges.muted"
    text = gettext_noop(
        "You can show nothing to others until %(until)s. Take the tick off the board and check in for yourself."
    )


class ReasonMissing(Refusal):
    """Taking something off a board needs a reason that its author will read."""

    code = "challenges.reason_missing"
    text = gettext_noop("Say why, in 5 to 200 characters; the author reads it.")
