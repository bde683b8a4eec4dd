"""What sealing refuses."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class StillWriting(Refusal):
    """A transaction that was open when sealing began did not end within `seconds`; nothing was sealed."""

    code = "insight.still_writing"
    text = gettext_noop(
        "A transaction is still writing after %(seconds)d seconds; nothing was sealed. Try again when it is done."
    )
