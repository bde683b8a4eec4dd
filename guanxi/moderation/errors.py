"""What moderation refuses."""

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class UnknownSubject(errors.Refusal):
    """There is no such thing in this space, or it cannot be moderated."""

    code = "moderation.unknown_subject"
    text = gettext_noop("This is not there any more.")


class UnknownCase(errors.Refusal):
    """This space has no case `case`."""

    code = "moderation.unknown_case"
    text = gettext_noop("There is no case %(case)s.")


class OwnSubject(errors.Refusal):
    """Nobody reports what they wrote themselves."""

    code = "moderation.own_subject"
    text = gettext_noop("This is yours; you can delete it yourself.")


class TooManyReports(errors.Refusal):
    """The member has reported `limit` things today."""

    code = "moderation.too_many_reports"
    text = gettext_noop(
        "You have reported %(limit)s things today; go on tomorrow. What you reported is being looked at."
    )


class ReasonUnknown(errors.Refusal):
    """The reason is not on the list."""

    code = "moderation.reason_unknown"
    text = gettext_noop("Choose a reason from the list.")


class ReasonMissing(errors.Refusal):
    """A decision needs a reason in words, which the author is shown."""

    code = "moderation.reason_missing"
    text = gettext_noop("Say why, in 2 to %(most)s characters. The author will read it.")


class GroundMissing(errors.Refusal):
    """Hiding needs a ground from the list; for a review, one in law."""

    code = "moderation.ground_missing"
    text = gettext_noop("Choose the ground on which it is hidden.")


class GroundNotLegal(errors.Refusal):
    """A review may be hidden on a ground in law alone."""

    code = "moderation.ground_not_legal"
    text = gettext_noop("A review can be hidden only on a ground in law, never because it is unfavourable.")


class OutcomeUnclear(errors.Refusal):
    """The decision is not on the list, or it is to mute nobody, or for no known time."""

    code = "moderation.outcome_unclear"
    text = gettext_noop("Choose what is to be done.")


class AlreadyDecided(errors.Refusal):
    """Somebody has decided the case already."""

    code = "moderation.already_decided"
    text = gettext_noop("This has been decided already, by %(by)s.")


class DecidedByStaff(errors.Refusal):
    """A member takes back what the staff decided, or shows what they hid or have not looked at yet."""

    code = "moderation.decided_by_staff"
    text = gettext_noop("The staff hid this, or are still to look at it. Only they can show it again.")


class NothingToUndo(errors.Refusal):
    """The case has no decision that stands."""

    code = "moderation.nothing_to_undo"
    text = gettext_noop("There is no decision to take back.")


class NotYourCase(errors.Refusal):
    """Only the author can appeal, and only against something that was done to them."""

    code = "moderation.not_your_case"
    text = gettext_noop("There is nothing here that you could appeal against.")


class AppealedAlready(errors.Refusal):
    """An author can appeal once."""

    code = "moderation.appealed_already"
    text = gettext_noop("You have appealed already. A person reads it and answers.")


class NoAppeal(errors.Refusal):
    """There is no appeal that waits for an answer."""

    code = "moderation.no_appeal"
    text = gettext_noop("There is no appeal to answer.")
