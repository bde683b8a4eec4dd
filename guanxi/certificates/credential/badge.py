"""The documents of Open Badges 3.0: the credential, its issuer, its keys, its revocation.

The credential names nobody unless the member shows a name on this certificate; its subject is the certificate's own
id, so that two certificates of one person cannot be put together by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from guanxi.certificates import queries
from guanxi.certificates.credential import signing

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The brand that issues: where it is known and what it is called. `address` ends without a slash."""

    address: str
    name: str
    url: str

    def profile(self) -> dict[str, object]:
        """As it stands in a credential."""
        return {"id": self.address, "type": ["Profile"], "name": self.name, "url": self.url}

    def method(self, number: int) -> str:
        """The key of that number, in the document at the issuer's address."""
        return f"{self.address}#key-{number}"

    def key(self, number: int) -> str:
        """The address of the key of that number as JWK."""
        return f"{self.address}/keys/{number}"

    def achievement(self, slug: str) -> str:
        """The address of what the certificates of a name stand for."""
        return f"{self.address}/achievements/{quote(slug)}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a certificate says in one language, and where it is to be seen."""

    title: str
    text: str
    criteria: str
    language: str
    page: str
    picture: str = ""


def achievement(slug: str, *, issuer: Issuer, said: Said) -> dict[str, object]:
    """What a certificate of a name stands for; with a picture where there is one of it."""
    image = {"image": {"id": said.picture, "type": "Image", "caption": said.title}} if said.picture else {}
    return {
        "id": issuer.achievement(slug),
        "type": ["Achievement"],
        "name": said.title,
        "description": said.text or said.title,
        "criteria": {"narrative": said.criteria},
        **image,
        "creator": issuer.profile(),
        "inLanguage": said.language,
    }


def achievement_document(slug: str, *, issuer: Issuer, said: Said) -> dict[str, object]:
    """The same as a document of its own, at the address that is its id."""
    return {"@context": list(CONTEXTS), **achievement(slug, issuer=issuer, said=said)}


def unsigned(certificate: queries.Certificate, *, issuer: Issuer, said: Said) -> dict[str, object]:
    """The AchievementCredential of a certificate, without its proof."""
    subject: dict[str, object] = {
        "id": f"urn:uuid:{_uuid(certificate.public_id)}",
        "type": ["AchievementSubject"],
        "achievement": achievement(certificate.slug, issuer=issuer, said=said),
    }
    if certificate.name:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "identityHash": certificate.name,
                "hashed": False,
            }
        ]
    return {
        "@context": list(CONTEXTS),
        "id": f"{said.page}credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said.title,
        "issuer": issuer.profile(),
        "validFrom": signing.instant(certificate.earned_at),
        "awardedDate": signing.instant(certificate.earned_at),
        "credentialSubject": subject,
        "credentialStatus": {"id": f"{said.page}status.json", "type": "1EdTechRevocationList"},
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def signed(certificate: queries.Certificate, *, issuer: Issuer, said: Said, key: signing.Key) -> dict[str, object]:
    """The credential with its embedded proof. The same certificate gives the same document, for as long as it lasts."""
    document = unsigned(certificate, issuer=issuer, said=said)
    return signing.with_proof(document, key=key.private, method=issuer.method(key.number), at=certificate.issued_at)


def jwt(certificate: queries.Certificate, *, issuer: Issuer, said: Said, key: signing.Key) -> str:
    """The credential as a JWT, for verifiers that know JOSE only."""
    document = unsigned(certificate, issuer=issuer, said=said)
    claims = {
        "iss": issuer.address,
        "jti": document["id"],
        "sub": f"urn:uuid:{_uuid(certificate.public_id)}",
        "nbf": int(certificate.earned_at.timestamp()),
    }
    return signing.as_jwt(document, key=key.private, key_id=issuer.key(key.number), claims=claims)


def issuer_document(issuer: Issuer, keys: Mapping[int, bytes]) -> dict[str, object]:
    """The issuer's profile with its keys, as verifiers look them up."""
    methods = [
        {
            "id": issuer.method(number),
            "type": "Multikey",
            "controller": issuer.address,
            "publicKeyMultibase": signing.multikey(public),
        }
        for number, public in keys.items()
    ]
    return {
        "@context": [*CONTEXTS, "https://w3id.org/security/multikey/v1"],
        **issuer.profile(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def key_set(issuer: Issuer, keys: Mapping[int, bytes]) -> dict[str, object]:
    """The issuer's keys as a JWK set."""
    return {"keys": [signing.jwk(public, key_id=issuer.key(number)) for number, public in keys.items()]}


def status(certificate: queries.Certificate, *, issuer: Issuer, said: Said, at: datetime) -> dict[str, object]:
    """The revocation list of this one certificate (1EdTech's format): empty while it stands."""
    revoked = []
    if not certificate.is_valid:
        why = "gone" if certificate.gone_at else "undone"
        revoked = [{"id": f"{said.page}credential.json", "revoked": True, "revocationReason": why}]
    return {
        "id": f"{said.page}status.json",
        "issuer": issuer.address,
        "validFrom": signing.instant(at),
        "revokedCredential": revoked,
    }


def _uuid(public_id: str) -> str:
    return "-".join((public_id[:8], public_id[8:12], public_id[12:16], public_id[16:20], public_id[20:]))
