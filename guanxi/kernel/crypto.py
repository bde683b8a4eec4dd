"""Sealing of single fields, and the keys for it: master key -> space key -> a key per person.

A key opens only what was sealed with it and with the same context, so a sealed value that is copied
to another row, field or space is refused. Destroying a person's key is erasing the person.

The master key is 32 random bytes, given as GUANXI_MASTER_KEY (base64 or hex) or kept in the file
`master.key` (mode 0600) in the home folder. From each key a separate one is derived for sealing,
for wrapping and for hashing, so that no use can weaken another.
"""

import base64
import binascii
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import platformdirs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_noop

from guanxi.kernel import errors

KEY_BYTES = 32
HASH_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_FORMAT = b"\x01"
_MASTER_FILE = "master.key"


class SealBroken(errors.Refusal):
    """The key or the context is not the one it was sealed with, or the value was changed."""

    code = "crypto.seal_broken"
    text = gettext_noop("This value cannot be opened: wrong key, or it was changed.")


class MasterKeyUnusable(errors.Refusal):
    """`source` names where the master key comes from, `reason` what is wrong with it."""

    code = "crypto.master_key_unusable"
    text = gettext_noop("The master key in %(source)s cannot be used: %(reason)s.")


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Encrypt and authenticate `plaintext`; `context` says where the value belongs and is not secret.

    The result is 29 bytes longer than the plaintext: format, nonce, tag.
    """
    return _encrypt(_derive(key, b"seal"), plaintext, context)


def open_sealed(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What `seal` was given. Refuses with SealBroken."""
    return _decrypt(_derive(key, b"seal"), sealed, context)


def wrap(key: bytes, *, by: bytes, context: bytes) -> bytes:
    """Encrypt the key `key` with the key `by` (61 bytes); `context` says whose key it is."""
    return _encrypt(_derive(by, b"wrap"), _checked(key), context)


def unwrap(wrapped: bytes, *, by: bytes, context: bytes) -> bytes:
    """The key that `wrap` was given. Refuses with SealBroken."""
    return _decrypt(_derive(by, b"wrap"), wrapped, context)


def hmac128(key: bytes, text: str | bytes) -> bytes:
    """A keyed hash of 16 bytes: equal texts are recognised, and nobody without the key can guess them."""
    return hmac.digest(_hash_key(key), _bytes(text), "sha256")[:HASH_BYTES]


def hmac128_many(key: bytes, texts: Iterable[str | bytes]) -> list[bytes]:
    """`hmac128` of each text, in their order."""
    hash_key = _hash_key(key)
    return [hmac.digest(hash_key, _bytes(text), "sha256")[:HASH_BYTES] for text in texts]


def same(left: bytes, right: bytes) -> bool:
    """Whether two hashes are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)


def master_key() -> bytes:
    """The key that wraps the spaces' keys; on the very first call a new one is written to the home folder.

    Refuses with MasterKeyUnusable when it has the wrong length or others may read its file.
    """
    given = os.environ.get("GUANXI_MASTER_KEY")
    if given:
        return _decoded(given, source="GUANXI_MASTER_KEY")
    path = _home() / _MASTER_FILE
    if not path.exists():
        _write_once(path, base64.b64encode(new_key()))
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise MasterKeyUnusable(source=path, reason="others can read the file (chmod 600)")
    return _decoded(path.read_text(encoding="ascii", errors="replace"), source=str(path))


def _home() -> Path:
    given = os.environ.get("GUANXI_HOME")
    return Path(given) if given else Path(platformdirs.user_data_path("guanxi", appauthor=False))


def _write_once(path: Path, content: bytes) -> None:
    """Two first runs at once must agree on one key, and nobody may read half a file: link is atomic."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _decoded(text: str, *, source: str) -> bytes:
    text = text.strip()
    try:
        key = (
            bytes.fromhex(text)
            if len(text) == 2 * KEY_BYTES
            else base64.b64decode(text, altchars=b"-_" if set(text) & set("-_") else None, validate=True)
        )
    except (ValueError, binascii.Error) as error:
        raise MasterKeyUnusable(source=source, reason="it is neither base64 nor hexadecimal") from error
    if len(key) != KEY_BYTES:
        raise MasterKeyUnusable(source=source, reason=f"it has {len(key)} bytes instead of {KEY_BYTES}")
    return key


def _encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    sealed = bytes(sealed)
    body = 1 + _NONCE_BYTES
    if len(sealed) < body + _TAG_BYTES or sealed[:1] != _FORMAT:
        raise SealBroken
    try:
        return AESGCM(key).decrypt(sealed[1:body], sealed[body:], context)
    except InvalidTag as error:
        raise SealBroken from error


def _derive(key: bytes, use: bytes) -> bytes:
    return hmac.digest(_checked(key), b"guanxi " + use, "sha256")


@lru_cache(maxsize=64)
def _hash_key(key: bytes) -> bytes:
    # Only space keys hash, and they live in the process anyway; a stream hashes every event's key.
    return _derive(key, b"hash")


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        message = f"a key has {KEY_BYTES} bytes, not {len(key)}"
        raise ValueError(message)
    return key


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
