"""What posters refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class TooBusy(Refusal):
    """Too many posters are being drawn at this moment; this one was put in the queue and will be there soon."""

    code = "posters.too_busy"
    text = gettext_noop("Your poster is being made. Please look again in a few seconds.")


class OriginUnreadable(Refusal):
    """An address that no link can begin with."""

    code = "posters.origin_unreadable"
    text = gettext_noop(
        "Links cannot begin with this. Write https:// and the name of the server, nothing behind it but perhaps a port:"
        " https://tea.example.com."
    )
