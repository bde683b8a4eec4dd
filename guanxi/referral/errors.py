"""What referral refuses, in words for the person who asked."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class CodeUnknown(Refusal):
    """There is no such code here. A code of another space answers with this very refusal."""

    code = "referral.code_unknown"
    text = gettext_noop("There is no code %(code)s.")


class CodeClosed(Refusal):
    """The code existed and was closed; touches from before it was closed still count."""

    code = "referral.code_closed"
    text = gettext_noop("The code %(code)s is closed.")


class TooManyGuesses(Refusal):
    """This visitor or address asked for too many codes that do not exist; right ones are refused too."""

    code = "referral.too_many_guesses"
    text = gettext_noop("Too many unknown codes were tried. Please try again in an hour.")


class MemberUnknown(Refusal):
    """The space has no such member."""

    code = "referral.member_unknown"
    text = gettext_noop("There is no member %(member)s.")


class NoTouch(Refusal):
    """Neither a code nor a valid touch: there is nothing to bind to."""

    code = "referral.no_touch"
    text = gettext_noop("Member %(member)s came by no code that is still valid.")


class SelfReferral(Refusal):
    """Somebody came by a code of their own (F01)."""

    code = "referral.self_referral"
    text = gettext_noop("Nobody can invite themselves.")
    constraints = ("referral_binding_not_self",)


class AlreadyBound(Refusal):
    """The member's inviter is written, and is written once (RE-2)."""

    code = "referral.already_bound"
    text = gettext_noop("Member %(member)s already came by a code; that does not change.")
    constraints = ("referral_binding_pkey",)


class NotNew(Refusal):
    """The person had been here before: joined too long ago, left, or returned after an erasure (RE-5)."""

    code = "referral.not_new"
    text = gettext_noop("Member %(member)s is not new here.")


class InviterYounger(Refusal):
    """The owner of the code joined after the member (A4, F14)."""

    code = "referral.inviter_younger"
    text = gettext_noop("The inviter joined after member %(member)s.")
    constraints = ("referral_binding_inviter_is_older",)


class WouldMakeCycle(Refusal):
    """The inviter was, at whatever depth, brought by the member (A2, F14)."""

    code = "referral.would_make_cycle"
    text = gettext_noop("The inviter was brought here by member %(member)s.")


class InviterGone(Refusal):
    """The owner of the code has left or was erased."""

    code = "referral.inviter_gone"
    text = gettext_noop("The owner of the code %(code)s is no longer a member.")


class ReasonMissing(Refusal):
    """A decision about somebody's inviter needs a reason in words (RE-2)."""

    code = "referral.reason_missing"
    text = gettext_noop("Give the reason for this decision.")


class SameInviter(Refusal):
    """The decision would change nothing."""

    code = "referral.same_inviter"
    text = gettext_noop("Member %(member)s is bound to this code already.")


class MergeAlongTheChain(Refusal):
    """One of the two brought the other, at whatever depth: they cannot be one person (RE-6)."""

    code = "referral.merge_along_the_chain"
    text = gettext_noop("Members %(kept)s and %(absorbed)s stand in one chain of invitations.")


class SettingsRefused(Refusal):
    """A number is out of its range, or the protection is longer than the validity."""

    code = "referral.settings_refused"
    text = gettext_noop("These referral settings do not fit together: %(reason)s.")
    constraints = ("referral_settings_protection_within_validity", "referral_settings_ranges")


class BaitCostRefused(Refusal):
    """The bait's cost is negative or absurd, in cents."""

    code = "referral.bait_cost_refused"
    text = gettext_noop("A bait costs between 0 and %(most)s cents.")
    constraints = ("referral_code_bait_cost_range",)


class EventTypesRefused(Refusal):
    """A qualifying act must be of a declared event type, and not one that referral records itself."""

    code = "referral.event_types_refused"
    text = gettext_noop("An invitee cannot qualify by %(type)s.")


class WordingInduces(Refusal):
    """A text rewards or forces the act of sharing, which the platforms forbid (`wording`)."""

    code = "referral.wording_induces"
    text = gettext_noop("“%(words)s” cannot be said: %(why)s.")


class LandingRefused(Refusal):
    """A landing page is for a channel's open code, with a title of 60 and a text of 400 characters at most."""

    code = "referral.landing_refused"
    text = gettext_noop("A landing page has a title of at most 60 and a text of at most 400 characters.")
