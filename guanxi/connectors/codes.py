"""Sending a member's code: by mail or by text message, from a job, in the language of the space."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext
from procrastinate.contrib.django import app

from guanxi import journal
from guanxi.connectors import sms
from guanxi.connectors.mail import delivery
from guanxi.kernel import tenancy
from guanxi.members import signin

TASK = "connectors.send_code"


def queue(*, space_id: int, token: str) -> None:
    """Have the code of this arrival sent once the transaction is committed.

    The job names the arrival by a hash; contact and code stay sealed in its row until they are sent.
    """
    reference = signin.reference(space_id=space_id, token=token)
    app.configure_task(TASK).defer(space_id=space_id, arrival=reference)


def are_printed(*, system: str) -> bool:
    """Whether codes for a contact of this kind are printed on the terminal of the installation and sent to nobody."""
    if system == "phone":
        return bool(settings.GUANXI_SMS.provider == "console")
    return "console" in str(settings.MAILERS["carrier"])


def send(*, space_id: int, arrival: str) -> bool:
    """Send the code that waits; False when none does (any more). Raises OutsideError, and then it waits again."""
    with tenancy.acting_in(space_id):
        letter = signin.letter(space_id=space_id, reference=arrival)
        if letter is None:
            return False
        if letter.system == "phone":
            sms.provider().send_code(phone=letter.to, code=letter.code, brand=letter.space_name, at=journal.real_now())
        else:
            delivery.deliver(_mail(letter))
    return True


def _mail(letter: signin.Letter) -> EmailMessage:
    facts = {"space": " ".join(letter.space_name.split()), "code": letter.code}
    with translation.override("zh-hans" if letter.locale.startswith("zh") else "en"):
        subject = gettext("%(code)s is your code for %(space)s") % facts
        body = gettext(
            "Your code for %(space)s: %(code)s\n\n"
            "It holds for 10 minutes and for the page on which you asked for it. None of us will ever ask you for it."
            " If you did not ask, you need not do anything.\n"
        )
        return EmailMessage(subject, body % facts, settings.DEFAULT_FROM_EMAIL, [letter.to])
