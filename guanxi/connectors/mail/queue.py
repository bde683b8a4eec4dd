"""Django's way to send a mail, which ends in a job: it is sent if and only if the transaction is committed."""

import base64
import json
from collections.abc import Sequence
from typing import override

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate.contrib.django import app

from guanxi.kernel import crypto

TASK = "connectors.mail.send"
_PLACE = b"connectors.mail"


class QueuedMail(BaseEmailBackend):
    """EMAIL_BACKEND. What waits in the queue is sealed: a mail may hold a code, and always holds an address."""

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            app.configure_task(TASK).defer(sealed=seal(message))
        return len(email_messages)


def seal(message: EmailMessage) -> str:
    """A mail as a job keeps it. Attachments are not among what we send."""
    told = {
        "subject": str(message.subject),
        "body": str(message.body),
        "sender": message.from_email,
        "to": list(message.to),
    }
    return base64.b64encode(crypto.seal(crypto.master_key(), json.dumps(told).encode(), _PLACE)).decode()


def unseal(sealed: str) -> EmailMessage:
    """The mail that was sealed."""
    told = json.loads(crypto.open_sealed(crypto.master_key(), base64.b64decode(sealed), _PLACE))
    return EmailMessage(told["subject"], told["body"], told["sender"], told["to"])
