"""The brand's own app vouches for its user: a short token, signed with a key of which we know the public half.

A JSON Web Token with EdDSA (Ed25519): `aud` the space's short name, `sub` who the user is in the app, `exp` at most
five minutes ahead, `jti` never the same twice; `name` (what the user is called) if the app likes.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from guanxi import journal
from guanxi.kernel import crypto, statements, tenancy
from guanxi.members import errors
from guanxi.members.signin import arriving, settings
from guanxi.spaces import queries

SYSTEM = "app"
LONGEST_LIFE_S = 300
_LEEWAY_S = 30
_KEY_BYTES = 32
_MOST_KEYS = 2
_LONGEST_ID = 200
_LONGEST_NAME = 40
_LONGEST_TOKEN = 4000


@dataclass(frozen=True, kw_only=True)
class Handed:
    """Whom the app handed over: the browser's token of the proven arrival."""

    token: str


def public_keys(text: str) -> list[Ed25519PublicKey] | None:
    """The keys in a setting; None when it is not one or two Ed25519 public keys (32 bytes, base64)."""
    parts = text.split()
    if len(parts) > _MOST_KEYS:
        return None
    try:
        raw = [
            base64.b64decode(
                part + "=" * (-len(part) % 4), altchars=b"-_" if set(part) & set("-_") else None, validate=True
            )
            for part in parts
        ]
    except (binascii.Error, ValueError):
        return None
    return (
        [Ed25519PublicKey.from_public_bytes(key) for key in raw] if all(len(key) == _KEY_BYTES for key in raw) else None
    )


def hand_over(*, space_id: int, token: str) -> Handed:
    """Take a token of the brand's app, once, and let its user arrive. Refuses with SignInMethodOff, HandOverRefused."""
    with tenancy.acting_in(space_id):
        keys = public_keys(str(queries.setting(space_id=space_id, name=settings.HAND_OVER_KEY.name)))
        if not keys:
            raise errors.SignInMethodOff
        claims = _claims(keys, token, audience=queries.space(space_id=space_id).slug)
        subject, name = _who(claims)
        _spend(space_id, claims["jti"], expires_at=claims["exp"])
        arrived = arriving.arrive_proven(space_id=space_id, system=SYSTEM, value=subject, name=name)
    return Handed(token=arrived)


def _claims(keys: list[Ed25519PublicKey], token: str, *, audience: str) -> dict[str, Any]:
    if len(token) > _LONGEST_TOKEN:
        raise errors.HandOverRefused(reason="too long")
    reason = ""
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=audience,
                leeway=_LEEWAY_S,
                options={"require": ["aud", "sub", "exp", "iat", "jti"], "strict_aud": True},
            )
        except jwt.InvalidSignatureError as error:
            reason = str(error)  # perhaps the other key
        except (jwt.InvalidTokenError, ValueError) as error:
            raise errors.HandOverRefused(reason=str(error)) from error
        else:
            if claims["exp"] - claims["iat"] > LONGEST_LIFE_S:
                raise errors.HandOverRefused(reason="exp is more than five minutes after iat")
            return claims
    raise errors.HandOverRefused(reason=reason)


def _who(claims: dict[str, Any]) -> tuple[str, str]:
    subject, name, token_id = claims["sub"], claims.get("name", ""), claims["jti"]
    if not isinstance(subject, str) or not 1 <= len(subject.strip()) <= _LONGEST_ID or "\x00" in subject:
        raise errors.HandOverRefused(reason="sub is not a text of 1 to 200 characters")
    if not isinstance(token_id, str) or not token_id:
        raise errors.HandOverRefused(reason="jti is not a text")
    return subject.strip(), name.strip()[:_LONGEST_NAME] if isinstance(name, str) else ""


def _spend(space_id: int, token_id: str, *, expires_at: float) -> None:
    """Each jti once: the insert decides, also between two requests at the same instant."""
    fresh = statements.value(
        """
        INSERT INTO members_spent_token (space_id, token_hash, expires_at)
        VALUES (%s, %s, %s + interval '1 hour') ON CONFLICT DO NOTHING RETURNING 1
        """,
        [
            space_id,
            crypto.hmac128(journal.space_key(space_id), f"members.hand_over:{token_id}"),
            datetime.fromtimestamp(expires_at, tz=UTC),
        ],
    )
    if not fresh:
        raise errors.HandOverRefused(reason="this token was used before")
