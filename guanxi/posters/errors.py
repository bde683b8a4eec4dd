"""What posters refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class TooBusy(Refusal):
    """Too many posters are being drawn at this moment; this one was put in the queue and will be there soon."""

    code = "posters.too_busy"
    text = gettext_noop("Your poster is being made. Please look again in a few seconds.")
