"""The credential by Open Badges 3.0: complete, signed, checked by others' code, about nobody unless wanted."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from guanxi.certificates import actions
from guanxi.certificates.credential import badge, signing

ISSUER = badge.Issuer(
    address="https://tea.example.com/issuers/spring-tea", name="春山茶", url="https://tea.example.com/"
)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def certificate(tea):
    tea.check_in(1, 2)
    tea.settle()
    return tea.mine()[0]


@pytest.fixture
def key(tea):
    return signing.key_of(space_id=tea.space_id, at=NOW)


def said(certificate):
    page = f"https://tea.example.com/c/{certificate.public_id}/"
    return badge.Said(
        title="早茶",
        text="两天早茶",
        criteria="Check in twice.",
        language="zh-Hans",
        page=page,
        picture=page + "wide.png",
    )


@pytest.fixture
def document(certificate, key):
    return badge.signed(certificate, issuer=ISSUER, said=said(certificate), key=key)


def parsed(document: object) -> dict[str, Any]:
    """A document as a machine gets it."""
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def checks_out(document, public):
    """An own reading of the suite, apart from ours: hash the terms, hash the document, check the signature."""
    proof = dict(document["proof"][0])
    value = proof.pop("proofValue")
    bare = {name: part for name, part in document.items() if name != "proof"}
    hashed = b"".join(
        hashlib.sha256(json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).digest()
        for part in (proof, bare)
    )
    number = 0
    for sign in value[1:]:
        number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".index(sign)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(number.to_bytes(64), hashed)
    except InvalidSignature:
        return False
    return True


def test_has_every_member_that_the_specification_requires(document):
    subject = document["credentialSubject"]
    achievement = subject["achievement"]

    assert {"@context", "id", "type", "issuer", "validFrom", "credentialSubject", "name", "proof"} <= document.keys()
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0")
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(document["type"])
    assert {"id", "type", "name"} <= document["issuer"].keys()
    assert document["issuer"]["type"] == ["Profile"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["id"].startswith("urn:uuid:")
    assert {"id", "type", "name", "description", "criteria"} <= achievement.keys()
    assert achievement["type"] == ["Achievement"]
    assert achievement["criteria"]["narrative"]
    assert achievement["image"]["type"] == "Image"
    assert datetime.fromisoformat(document["validFrom"]).tzinfo is not None
    proof = document["proof"][0]
    assert {"type", "created", "verificationMethod", "cryptosuite", "proofPurpose", "proofValue"} <= proof.keys()
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-jcs-2022")


def test_holds_against_another_reading_of_the_suite(document, key):
    assert checks_out(document, key.public)
    assert signing.proof_holds(document, public=key.public)


def test_breaks_when_a_word_is_changed(document, key):
    forged = json.loads(json.dumps(document))
    forged["credentialSubject"]["achievement"]["name"] = "Master of tea"

    assert not checks_out(forged, key.public)
    assert not signing.proof_holds(forged, public=key.public)


def test_breaks_when_the_terms_of_the_proof_are_changed(document, key):
    forged = json.loads(json.dumps(document))
    forged["proof"][0]["proofPurpose"] = "authentication"

    assert not signing.proof_holds(forged, public=key.public)


def test_is_checked_as_a_jwt_by_a_library_of_others(certificate, key):
    token = badge.jwt(certificate, issuer=ISSUER, said=said(certificate), key=key)
    (published,) = parsed(badge.key_set(ISSUER, {key.number: key.public}))["keys"]

    claims = jwt.decode(token, jwt.PyJWK(published).key, algorithms=["EdDSA"], issuer=ISSUER.address)

    assert jwt.get_unverified_header(token)["kid"] == published["kid"]
    assert claims["credentialSubject"]["achievement"]["name"] == "早茶"
    assert claims["jti"] == claims["id"]


def test_names_nobody(document):
    assert "identifier" not in document["credentialSubject"]


def test_names_who_wants_to_be_named(tea, certificate, key):
    actions.show_name(
        space_id=tea.space_id, member_id=tea.member_id, public_id=certificate.public_id, name="小满", actor=None
    )
    document = badge.signed(tea.mine()[0], issuer=ISSUER, said=said(certificate), key=key)

    (identity,) = parsed(document)["credentialSubject"]["identifier"]
    assert (identity["identityType"], identity["identityHash"], identity["hashed"]) == ("name", "小满", False)


def test_publishes_the_key_that_the_proof_names(document, key):
    profile = parsed(badge.issuer_document(ISSUER, {key.number: key.public}))

    (method,) = profile["verificationMethod"]
    assert method["id"] == document["proof"][0]["verificationMethod"]
    assert signing.unbase58(method["publicKeyMultibase"][1:]) == b"\xed\x01" + key.public


def test_lists_a_revoked_one(certificate):
    standing = parsed(badge.status(certificate, issuer=ISSUER, said=said(certificate), at=NOW))
    taken_back = replace(certificate, revoked_at=NOW)
    revoked = parsed(badge.status(taken_back, issuer=ISSUER, said=said(certificate), at=NOW))

    assert standing["revokedCredential"] == []
    assert [one["revoked"] for one in revoked["revokedCredential"]] == [True]


def test_makes_one_key_and_seals_it(tea, key):
    again = signing.key_of(space_id=tea.space_id, at=NOW)

    assert again.public == key.public
    assert signing.public_keys(space_id=tea.space_id) == {1: key.public}


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x00a", bytes(range(64)), b"\xff" * 34])
def test_reads_base_58_back(data):
    assert signing.unbase58(signing.base58(data)) == data


def test_writes_the_public_key_as_its_standard_says(key):
    found = signing.jwk(key.public, key_id="k")

    assert base64.urlsafe_b64decode(found["x"] + "=") == key.public
    assert (found["kty"], found["crv"]) == ("OKP", "Ed25519")
