"""Aliyun's short message service: SendSms of Dysmsapi 2017-05-25, signed with ACS3-HMAC-SHA256.

https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from guanxi.connectors import calling
from guanxi.kernel.errors import OutsideError

_ALGORITHM = "ACS3-HMAC-SHA256"
_TRANSIENT = ("Throttling", "ServiceUnavailable", "InternalError", "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR")
_CHINA = "+86"


@dataclass(frozen=True, kw_only=True)
class Aliyun:
    """An access key, the signature and the template of the message; the template has one place, `code`."""

    key_id: str
    key_secret: str
    sign: str
    template: str
    endpoint: str

    def send_code(self, *, phone: str, code: str, brand: str, at: datetime) -> None:
        """Send the code. Raises OutsideError; permanent when the number, the template or the account is refused."""
        del brand  # the signature that the authority has approved names the brand
        query = {
            "PhoneNumbers": phone.removeprefix(_CHINA) if phone.startswith(_CHINA) else phone.removeprefix("+"),
            "SignName": self.sign,
            "TemplateCode": self.template,
            "TemplateParam": json.dumps({"code": code}),
        }
        headers = signed_headers(
            key_id=self.key_id,
            key_secret=self.key_secret,
            method="POST",
            host=urlsplit(self.endpoint).netloc,
            action="SendSms",
            version="2017-05-25",
            query=query,
            at=at,
            nonce=secrets.token_hex(16),
        )
        answer = calling.json_answer(
            f"{self.endpoint}/?{canonical_query(query)}", method="POST", headers=headers, body=b""
        )
        outcome = str(answer.get("Code", "no code"))
        if outcome != "OK":
            message = f"Aliyun answered {outcome}"
            raise OutsideError(message, transient=outcome.startswith(_TRANSIENT))


def signed_headers(
    *,
    key_id: str,
    key_secret: str,
    method: str,
    host: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    at: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers of a request without a body, the signature among them.

    1. The canonical request: method, path, sorted query, the signed headers with their values, the body's hash.
    2. The text to sign: the algorithm and the hash of that.
    3. HMAC-SHA256 of the text with the secret key, in hexadecimal.
    """
    body_hash = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": body_hash,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join([method, "/", canonical_query(query), lines, names, body_hash])
    text = f"{_ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return headers | {"Authorization": f"{_ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}


def canonical_query(query: Mapping[str, str]) -> str:
    """The query in the one form that is signed and sent: sorted, and escaped by RFC 3986."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
