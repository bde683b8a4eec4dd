"""What media refuses. Every refusal says what would be accepted."""

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class TooLarge(errors.Refusal):
    """The file has more than `most_mb` megabytes."""

    code = "media.too_large"
    text = gettext_noop("The picture has more than %(most_mb)s MB. Make it smaller, or send a photo of the photo.")


class NotAPicture(errors.Refusal):
    """The content is not one of the formats that are read, whatever its name says."""

    code = "media.not_a_picture"
    text = gettext_noop("This is not a picture that can be read. Send a JPEG, PNG, WebP or GIF.")


class TooManyPixels(errors.Refusal):
    """The picture says it has more pixels (`width` × `height`) than are unpacked."""

    code = "media.too_many_pixels"
    text = gettext_noop(
        "The picture is %(width)s × %(height)s pixels; that is too many. Make it smaller and send it again."
    )


class Damaged(errors.Refusal):
    """The file begins like a picture and cannot be read to its end."""

    code = "media.damaged"
    text = gettext_noop("The picture is damaged or was not sent completely. Send it again.")


class TooManyToday(errors.Refusal):
    """The member has uploaded `limit` pictures today."""

    code = "media.too_many_today"
    text = gettext_noop("You have sent %(limit)s pictures today; go on tomorrow.")


class UnknownPicture(errors.Refusal):
    """This space has no picture `picture`, or not in this size, or no longer."""

    code = "media.unknown_picture"
    text = gettext_noop("There is no picture %(picture)s.")
