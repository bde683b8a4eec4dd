"""Signing with Ed25519: as an embedded Data Integrity proof (eddsa-jcs-2022) and as a compact JWT (EdDSA).

Sources: W3C "Data Integrity EdDSA Cryptosuites v1.0" section 3.3, RFC 8785 (canonical JSON), RFC 8037 (EdDSA in JOSE),
Open Badges 3.0 section 8 ("Proofs"). The proof was checked by hand against the W3C's published test vectors.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guanxi import journal
from guanxi.certificates import models
from guanxi.kernel import crypto, tenancy

SUITE = "eddsa-jcs-2022"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"  # multicodec: an Ed25519 public key follows


@dataclass(frozen=True, kw_only=True)
class Key:
    """A signing key of a space, by its number."""

    number: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self.private.public_key().public_bytes_raw()


def key_of(*, space_id: int, at: datetime) -> Key:
    """The space's newest key; the first call makes one. Its private half is sealed under the space's key."""
    with tenancy.acting_in(space_id):
        row = models.SigningKey.objects.filter(space_id=space_id).order_by("-number").first()
        if row is None:
            private = Ed25519PrivateKey.generate()
            sealed = crypto.seal(journal.space_key(space_id), private.private_bytes_raw(), _context(space_id, 1))
            models.SigningKey.objects.bulk_create(
                [
                    models.SigningKey(
                        space_id=space_id,
                        number=1,
                        public=private.public_key().public_bytes_raw(),
                        sealed_private=sealed,
                        made_at=at,
                    )
                ],
                ignore_conflicts=True,  # two first looks at once must agree on one key
            )
            row = models.SigningKey.objects.get(space_id=space_id, number=1)
    opened = crypto.open_sealed(journal.space_key(space_id), bytes(row.sealed_private), _context(space_id, row.number))
    return Key(number=row.number, private=Ed25519PrivateKey.from_private_bytes(opened))


def public_keys(*, space_id: int) -> dict[int, bytes]:
    """The public halves of all keys that the space ever had, by number."""
    with tenancy.reading_in(space_id):
        rows = models.SigningKey.objects.filter(space_id=space_id).order_by("number")
        return {row.number: bytes(row.public) for row in rows}


def with_proof(
    document: Mapping[str, object], *, key: Ed25519PrivateKey, method: str, at: datetime
) -> dict[str, object]:
    """The document with an embedded proof. `method` is the address of the public key."""
    proof: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    signature = key.sign(_hashed(document, proof))
    return {**document, "proof": [{**proof, "proofValue": "z" + base58(signature)}]}


def proof_holds(document: Mapping[str, object], *, public: bytes) -> bool:
    """Whether the first embedded proof of a document was made with this key and nothing was changed since."""
    proofs = document.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and proofs else proofs
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        return False
    value = str(proof.get("proofValue", ""))
    bare = {name: part for name, part in document.items() if name != "proof"}
    config = {name: part for name, part in proof.items() if name != "proofValue"}
    try:
        signature = unbase58(value.removeprefix("z"))
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _hashed(bare, config))
    except (InvalidSignature, ValueError):
        return False
    return value.startswith("z")


def as_jwt(document: Mapping[str, object], *, key: Ed25519PrivateKey, key_id: str, claims: Mapping[str, object]) -> str:
    """The document as a compact JWT with an EdDSA signature; `claims` are iss, jti, sub, nbf.

    `key_id` is the address of the public key as JWK; the key stands in the header too (Open Badges 3.0 section 8.2).
    """
    public = jwk(key.public_key().public_bytes_raw(), key_id=key_id)
    header = {"alg": "EdDSA", "typ": "JWT", "kid": key_id, "jwk": public}
    body = b".".join(_base64(canonical(part)) for part in (header, {**document, **claims}))
    return (body + b"." + _base64(key.sign(body))).decode()


def multikey(public: bytes) -> str:
    """A public key as W3C's Multikey."""
    return "z" + base58(_ED25519_PUBLIC + public)


def jwk(public: bytes, *, key_id: str) -> dict[str, str]:
    """A public key as JWK (RFC 8037)."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _base64(public).decode(),
        "kid": key_id,
        "alg": "EdDSA",
        "use": "sig",
    }


def canonical(value: object) -> bytes:
    """JSON in the one form of RFC 8785. We sign texts, lists and objects only: there is no number to be written."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def instant(at: datetime) -> str:
    """An instant to the second, as credentials write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def base58(data: bytes) -> str:
    """Bytes in Bitcoin's base 58."""
    number, text = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + text


def unbase58(text: str) -> bytes:
    """The bytes of a base 58 text. Raises ValueError for signs that are none of its alphabet."""
    number = 0
    for sign in text:
        number = number * 58 + _ALPHABET.index(sign)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def _hashed(document: Mapping[str, object], config: Mapping[str, object]) -> bytes:
    """The hash of the proof's terms, then that of the document (section 3.3.4)."""
    return hashlib.sha256(canonical(config)).digest() + hashlib.sha256(canonical(document)).digest()


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _context(space_id: int, number: int) -> bytes:
    return f"certificates.key:{space_id}:{number}".encode()
