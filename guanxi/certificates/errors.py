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


class NameUnreadable(Refusal):
    """A name on a certificate has 1 to 40 characters that can be read."""

    code = "certificates.name_unreadable"
    text = gettext_noop("A name has 1 to %(longest)s characters.")
