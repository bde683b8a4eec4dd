"""What circles refuse."""

from typing import ClassVar

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class UnknownCircle(Refusal):
    """This space has no circle of that name."""

    code = "circles.unknown_circle"
    text = gettext_noop("There is no circle “%(circle)s”.")


class UnknownPost(Refusal):
    """There is no such post, or not for this reader."""

    code = "circles.unknown_post"
    text = gettext_noop("There is no post %(post)s.")


class UnknownComment(Refusal):
    """There is no such comment under this post."""

    code = "circles.unknown_comment"
    text = gettext_noop("There is no comment %(comment)s.")


class UnknownPlace(Refusal):
    """The circle does not meet in such a place."""

    code = "circles.unknown_place"
    text = gettext_noop("There is no place %(place)s.")


class UnknownRequest(Refusal):
    """Nobody asked this, or it was decided before."""

    code = "circles.unknown_request"
    text = gettext_noop("There is no request %(request)s that waits for an answer.")


class CanvasMissing(Refusal):
    """No canvas, no circle: `part` is not filled in."""

    code = "circles.canvas_missing"
    text = gettext_noop("Say %(part)s first: a circle opens from its background, purpose and goal.")


class TextUnreadable(Refusal):
    """`what` is empty, too long, or has characters that cannot be kept."""

    code = "circles.text_unreadable"
    text = gettext_noop("%(what)s needs %(least)s to %(most)s characters.")


class SlugTaken(Refusal):
    """Another circle of the space has this short name."""

    code = "circles.slug_taken"
    text = gettext_noop("Another circle has the short name “%(slug)s”. Choose another one.")
    constraints: ClassVar[tuple[str, ...]] = ("circles_circle_slug_is_once",)


class SlugUnreadable(Refusal):
    """A short name is part of the address: small Latin letters, numerals, hyphens."""

    code = "circles.slug_unreadable"
    text = gettext_noop("A short name has 2 to 40 small letters, numerals or hyphens, and begins with a letter.")


class EntryUnclear(Refusal):
    """The entry rule does not say which survey or which ticket it asks for."""

    code = "circles.entry_unclear"
    text = gettext_noop("Say which survey or which ticket is asked for at the entry.")


class CircleArchived(Refusal):
    """A closed circle can be read, and nothing can be done in it."""

    code = "circles.archived"
    text = gettext_noop("This circle is closed. What was written can still be read.")


class ParentArchived(Refusal):
    """A child needs an open parent."""

    code = "circles.parent_archived"
    text = gettext_noop("The circle it should grow from is closed.")


class NotInside(Refusal):
    """Only who is in the circle may do this."""

    code = "circles.not_inside"
    text = gettext_noop("Enter the circle first; then you can take part.")


class AlreadyInside(Refusal):
    """The member is in the circle already."""

    code = "circles.already_inside"
    text = gettext_noop("Already in this circle.")


class CharterChanged(Refusal):
    """The charter that was accepted is not the one in force."""

    code = "circles.charter_changed"
    text = gettext_noop("The charter has new words. Read and accept them first.")


class EntryClosed(Refusal):
    """The entry rule is not met: `why` says what is missing."""

    code = "circles.entry_closed"
    text = gettext_noop("This circle cannot be entered yet: %(why)s.")


class InvitationUnknown(Refusal):
    """No member of the circle gave out this invitation."""

    code = "circles.invitation_unknown"
    text = gettext_noop("This invitation does not open the circle. Ask the person who sent it for a new one.")


class AlreadyAsked(Refusal):
    """One request at a time."""

    code = "circles.already_asked"
    text = gettext_noop("You have asked already. The host will answer.")
    constraints: ClassVar[tuple[str, ...]] = (
        "circles_entryrequest_one_at_a_time",
        "circles_proposal_one_at_a_time",
    )


class ReasonMissing(Refusal):
    """A decision about somebody says why."""

    code = "circles.reason_missing"
    text = gettext_noop("Say why, in 2 to 200 characters; the member will read it.")


class NotYours(Refusal):
    """Only the writer, the host, a moderator or the staff may do this."""

    code = "circles.not_yours"
    text = gettext_noop("Only the writer or the host of the circle can do this.")


class Muted(Refusal):
    """The member may not write in this circle until `until`."""

    code = "circles.muted"
    text = gettext_noop("You cannot write here until %(until)s: %(reason)s")


class MuteUnclear(Refusal):
    """A mute ends within a year, and later than now."""

    code = "circles.mute_unclear"
    text = gettext_noop("A mute lasts 1 to %(most)s days.")


class HostStays(Refusal):
    """The host of a circle is neither muted nor taken out; name another host first."""

    code = "circles.host_stays"
    text = gettext_noop("This is the host of the circle. Name another host first.")


class TooManyPictures(Refusal):
    """A post has at most `most` pictures."""

    code = "circles.too_many_pictures"
    text = gettext_noop("A post has at most %(most)s pictures.")


class PictureNotYours(Refusal):
    """A picture must have been uploaded by the one who shows it."""

    code = "circles.picture_not_yours"
    text = gettext_noop("One of the pictures cannot be used. Upload it again.")


class ProductLinkIsAd(Refusal):
    """A link to a shop makes a post an advertisement, and it must say so."""

    code = "circles.product_link_is_ad"
    text = gettext_noop("A post with a link to a shop (%(host)s) is an ad. Mark it as one, or take the link out.")


class TooManyTopics(Refusal):
    """A post is about at most `most` topics."""

    code = "circles.too_many_topics"
    text = gettext_noop("A post has at most %(most)s topics.")


class TooManyPinned(Refusal):
    """At most `most` posts are pinned in a circle."""

    code = "circles.too_many_pinned"
    text = gettext_noop("At most %(most)s posts can be pinned. Take another one down first.")


class TooLate(Refusal):
    """What was deleted can be brought back for `days` days."""

    code = "circles.too_late"
    text = gettext_noop("What was deleted can be brought back for %(days)s days; that time is over.")


class NotAQuestion(Refusal):
    """Only a question has an accepted answer, and only what stands directly under it answers it."""

    code = "circles.not_a_question"
    text = gettext_noop("Only a direct answer to a question can be accepted.")


class PollUnclear(Refusal):
    """A poll has 2 to 10 different options of 1 to 60 characters, and closes in the future."""

    code = "circles.poll_unclear"
    text = gettext_noop("A poll needs 2 to 10 different options of 1 to 60 characters, and an end in the future.")


class PollClosed(Refusal):
    """The time to vote is over."""

    code = "circles.poll_closed"
    text = gettext_noop("This poll is closed.")


class ChoiceUnclear(Refusal):
    """A vote chooses one option, or several where the poll allows it."""

    code = "circles.choice_unclear"
    text = gettext_noop("Choose one of the options.")


class AlreadyVoted(Refusal):
    """One ballot each, for good."""

    code = "circles.already_voted"
    text = gettext_noop("You have voted already.")


class OwnPost(Refusal):
    """Nobody applauds themselves."""

    code = "circles.own_post"
    text = gettext_noop("This is your own post; reactions are for others.")


class HeadcountUnclear(Refusal):
    """A headcount is a whole number from 0 to 1,000,000."""

    code = "circles.headcount_unclear"
    text = gettext_noop("A headcount is a whole number from 0 to 1,000,000.")


class AdIsNotFeatured(Refusal):
    """What is paid for is not put forward as one of the best."""

    code = "circles.ad_is_not_featured"
    text = gettext_noop("An ad cannot be featured.")
