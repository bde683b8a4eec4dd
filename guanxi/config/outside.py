"""Systems outside, as the environment names them: mail, text messages, WeChat, an OpenID Connect provider.

Without any of these Guanxi runs all the same: mails and text messages are printed on the terminal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MAIL_TIMEOUT_S = 10
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_ANYBODYS = re.compile(r"https://login\.microsoftonline\.com/(common|organizations|consumers)\b", re.IGNORECASE)
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class Sms:
    """Who carries text messages: `provider` is console or aliyun."""

    provider: str
    key_id: str = ""
    key_secret: str = ""
    sign: str = ""
    template: str = ""
    endpoint: str = "https://dysmsapi.aliyuncs.com"


@dataclass(frozen=True, kw_only=True)
class WeChat:
    """An official account of a space: its id, its secret, and whether it may ask for name and picture."""

    app_id: str
    secret: str
    scope: str = "snsapi_base"


def mailer(environ: Mapping[str, str]) -> dict[str, object]:
    """GUANXI_MAIL_URL: `smtp+tls://user:password@host:587?from=Tea <tea@example.com>`; nothing means the terminal."""
    parts = urlsplit(environ.get("GUANXI_MAIL_URL", "console://"))
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        message = f"GUANXI_MAIL_URL begins with console://, {', '.join(f'{name}://' for name in SMTP_PORTS)}"
        raise ImproperlyConfigured(message)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or SMTP_PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": MAIL_TIMEOUT_S,
        },
    }


def sender(environ: Mapping[str, str]) -> str:
    """Whom mails come from: `from` in GUANXI_MAIL_URL, or a name at the mail server."""
    parts = urlsplit(environ.get("GUANXI_MAIL_URL", "console://"))
    return parse_qs(parts.query).get("from", [f"guanxi@{parts.hostname or 'localhost'}"])[0]


def sms(environ: Mapping[str, str]) -> Sms:
    """GUANXI_SMS_URL: `aliyun://KEY_ID:KEY_SECRET@dysmsapi.aliyuncs.com?sign=春山茶&template=SMS_123`."""
    parts = urlsplit(environ.get("GUANXI_SMS_URL", "console://"))
    if parts.scheme == "console":
        return Sms(provider="console")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "aliyun" or not parts.username or not parts.password or not {"sign", "template"} <= asked.keys():
        message = "GUANXI_SMS_URL is console:// or aliyun://KEY_ID:KEY_SECRET@HOST?sign=…&template=…"
        raise ImproperlyConfigured(message)
    return Sms(
        provider="aliyun",
        key_id=unquote(parts.username),
        key_secret=unquote(parts.password),
        sign=asked["sign"],
        template=asked["template"],
        endpoint=f"https://{parts.hostname or 'dysmsapi.aliyuncs.com'}",
    )


def wechat(environ: Mapping[str, str]) -> Mapping[str, WeChat]:
    """GUANXI_WECHAT: `tea=wx0123:SECRET owl=wx4567:SECRET:snsapi_userinfo`, by the short name of the space."""
    found = {}
    for entry in environ.get("GUANXI_WECHAT", "").split():
        slug, _, rest = entry.partition("=")
        app_id, _, secret = rest.partition(":")
        secret, _, scope = secret.partition(":")
        if not slug or not app_id or not secret or scope not in {"", "snsapi_base", "snsapi_userinfo"}:
            message = "GUANXI_WECHAT is SPACE=APP_ID:SECRET, several with blanks between them"
            raise ImproperlyConfigured(message)
        found[slug] = WeChat(app_id=app_id, secret=secret, scope=scope or "snsapi_base")
    return found


def openid_connect(environ: Mapping[str, str]) -> dict[str, object]:
    """GUANXI_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET and _NAME, as allauth wants them; nothing without an issuer.

    GUANXI_OIDC_DOMAINS names the domains of addresses for which the issuer's word is enough, where it does not say
    that it has verified them (Entra ID never does).
    """
    issuer = environ.get("GUANXI_OIDC_ISSUER", "").rstrip("/")
    domains = environ.get("GUANXI_OIDC_DOMAINS", "").lower().replace(",", " ").split()
    if not issuer:
        return {}
    if domains and _ANYBODYS.match(issuer):
        message = (
            "GUANXI_OIDC_DOMAINS trusts the issuer for addresses, and this GUANXI_OIDC_ISSUER signs in people of every"
            " company, who write their address themselves: use https://login.microsoftonline.com/YOUR-TENANT-ID/v2.0"
        )
        raise ImproperlyConfigured(message)
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        message = "GUANXI_OIDC_DOMAINS is one domain or several with blanks between them: example.com example.org"
        raise ImproperlyConfigured(message)
    app = {
        "provider_id": "company",
        "name": environ.get("GUANXI_OIDC_NAME", "OpenID Connect"),
        "client_id": environ.get("GUANXI_OIDC_CLIENT_ID", ""),
        "secret": environ.get("GUANXI_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "trusted_domains": domains},
    }
    return {"openid_connect": {"APPS": [app]}}


def company_origins(environ: Mapping[str, str]) -> list[str]:
    """Where the company's sign-in lives: at most one origin."""
    parts = urlsplit(environ.get("GUANXI_OIDC_ISSUER", ""))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
