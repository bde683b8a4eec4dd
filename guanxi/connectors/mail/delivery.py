"""Handing a mail to whoever carries it: a mail server, or the terminal."""

import smtplib

from django.core.mail import EmailMessage, mailers

from guanxi.kernel.errors import OutsideError

CARRIER = "carrier"
_PERMANENT = 500


def deliver(message: EmailMessage) -> None:
    """Send a mail now. Raises OutsideError, which says whether trying again can help; never with the mail's text."""
    try:
        mailers[CARRIER].send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        message_ = f"the mail server refuses the recipient ({max(codes)})"
        raise OutsideError(message_, transient=max(codes) < _PERMANENT) from None
    except smtplib.SMTPResponseException as error:
        message_ = f"the mail server answered {error.smtp_code}"
        raise OutsideError(message_, transient=error.smtp_code < _PERMANENT) from None
    except (smtplib.SMTPException, OSError) as error:
        message_ = f"the mail server does not answer ({type(error).__name__})"
        raise OutsideError(message_, transient=True) from None
