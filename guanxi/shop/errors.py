"""What reviewing refuses."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class UnknownReview(Refusal):
    """The member has no review of that number."""

    code = "shop.unknown_review"
    text = gettext_noop("There is no such review.")


class TextUnreadable(Refusal):
    """A review has between `least` and `most` characters."""

    code = "shop.text_unreadable"
    text = gettext_noop("A review has %(least)s to %(most)s characters; there are %(length)s.")


class NothingReviewed(Refusal):
    """A review is about a product or an order; none was named."""

    code = "shop.nothing_reviewed"
    text = gettext_noop("Say what it is about: a product in a few words, or one of your orders.")


class UnknownOrder(Refusal):
    """The member has no delivered order of that name."""

    code = "shop.unknown_order"
    text = gettext_noop("This is no order that was delivered to you.")


class TooManyPictures(Refusal):
    """A review has `most` pictures at most."""

    code = "shop.too_many_pictures"
    text = gettext_noop("A review has at most %(most)s pictures.")


class PictureNotYours(Refusal):
    """A picture is not there, or somebody else sent it."""

    code = "shop.picture_not_yours"
    text = gettext_noop("One of the pictures is not there. Choose it again.")
