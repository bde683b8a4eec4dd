"""What certificates refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class UnknownCertificate(Refusal):
    """There is no such certificate here, or it is somebody else's."""

    code = "certificates.unknown_certificate"
    text = gettext_noop("There is no such certificate.")


class WordsRefused(Refusal):
    """A template's title, text or signer is missing or too long."""

    code = "certificates.words_refused"
    text = gettext_noop("A certificate needs a title of at most %(title)s characters; its text has at most %(text)s.")


class LookUnknown(Refusal):
    """There is no such look."""

    code = "certificates.look_unknown"
    text = gettext_noop("There is no look called %(look)s.")


class NameTakenOff(Refusal):
    """Staff took the name off this certificate; it shows none until they decide otherwise."""

    code = "certificates.name_taken_off"
    text = gettext_noop(
        "The brand took the name off this certificate, so it shows none. Your messages say why, and how to object."
    )


class TooBusy(Refusal):
    """Too many pictures are being drawn at this moment."""

    code = "certificates.too_busy"
    text = gettext_noop("The picture is being drawn. Please look again in a few seconds.")
