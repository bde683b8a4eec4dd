"""Text messages. A provider sends one code to one number; which one it is says the configuration.

Another provider is another file here with a class of the same shape, and its line in `provider()`.
"""

from datetime import datetime
from typing import Any, Protocol

from django.conf import settings

from guanxi.connectors.sms.aliyun import Aliyun
from guanxi.connectors.sms.console import Console


class Provider(Protocol):
    """Who carries text messages."""

    def send_code(self, *, phone: str, code: str, brand: str, at: datetime) -> None:
        """Send the code to a number in international form (+8613800138000). Raises OutsideError."""


def provider() -> Provider:
    """The provider of this installation."""
    place: Any = settings.GUANXI_SMS
    if place.provider == "aliyun":
        return Aliyun(
            key_id=place.key_id,
            key_secret=place.key_secret,
            sign=place.sign,
            template=place.template,
            endpoint=place.endpoint,
        )
    return Console()
