"""The page that proves a certificate; what it says to strangers, to machines, and after the person is gone."""

import io
import json

import jwt
import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from guanxi import journal
from guanxi.certificates import actions
from guanxi.certificates.credential import signing
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from tests import cast
from tests.certificates.conftest import Tea, tea
from tests.web import faces

__all__ = ["tea"]


@pytest.fixture
def certificate(tea: Tea):
    tea.check_in(1, 2)
    tea.settle()
    return tea.mine()[0]


@pytest.fixture
def stranger():
    return faces.anonymous()


def at(name, certificate, *more):
    return reverse(name, args=[certificate.public_id, *more])


def test_says_what_was_done_and_that_it_is_genuine(stranger, certificate):
    text = stranger.get(at("certificate", certificate)).content.decode()

    assert "Early tea" in text
    assert "Genuine: 春山茶 stands by this certificate." in text
    assert "The holder chose to show no name." in text


def test_shows_the_name_that_the_member_wants_to_be_seen(tea, stranger, certificate):
    phone = faces.member(tea.space_id, tea.member_id)
    page = reverse("h5:certificate", args=["spring-tea", certificate.public_id])

    phone.post(page, {"name": "小满"})
    assert "小满" in stranger.get(at("certificate", certificate)).content.decode()

    phone.post(page, {"name": "小满", "hide": "yes"})
    assert "小满" not in stranger.get(at("certificate", certificate)).content.decode()


def test_escapes_a_name(tea, stranger, certificate):
    name = "<img src=x onerror=alert(1)>"
    actions.show_name(
        space_id=tea.space_id, member_id=tea.member_id, public_id=certificate.public_id, name=name, actor=None
    )

    assert "<img src=x" not in stranger.get(at("certificate", certificate)).content.decode()


def test_says_at_once_that_it_is_revoked(tea, stranger):
    _, second = tea.check_in(1, 2)
    tea.settle()
    certificate = tea.mine()[0]
    with acting_in(tea.space_id):
        journal.void(space_id=tea.space_id, event_id=second, reason="a mistake", actor=cast.ACTOR)

    assert (
        "Revoked: 春山茶 has taken this certificate back."
        in stranger.get(at("certificate", certificate)).content.decode()
    )
    status = stranger.get(at("certificate-status", certificate)).json()
    assert [one["revoked"] for one in status["revokedCredential"]] == [True]


def test_draws_it_either_way_with_the_credential_inside(stranger, certificate):
    for shape, size in (("wide", (1754, 1240)), ("tall", (1240, 1754))):
        answer = stranger.get(at("certificate-image", certificate, shape))
        picture = Image.open(io.BytesIO(answer.content))
        assert picture.size == size
        code = zxingcpp.read_barcode(picture.convert("RGB"))
        assert code is not None
        assert code.text.endswith(at("certificate", certificate))
        inside = json.loads(picture.info["openbadgecredential"])
        assert inside["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert stranger.get(at("certificate-image", certificate, "round")).status_code == 404


def test_gives_a_credential_that_the_published_key_confirms(stranger, certificate):
    document = stranger.get(at("certificate-credential", certificate)).json()
    issuer = stranger.get(reverse("issuer", args=["spring-tea"])).json()

    (method,) = issuer["verificationMethod"]
    assert document["proof"][0]["verificationMethod"] == method["id"]
    assert document["issuer"]["id"] == issuer["id"]
    assert signing.proof_holds(document, public=signing.unbase58(method["publicKeyMultibase"][1:])[2:])


def test_gives_a_token_that_a_library_of_others_confirms(stranger, certificate):
    token = stranger.get(at("certificate-token", certificate)).content.decode()
    (key,) = stranger.get(reverse("issuer-keys", args=["spring-tea"])).json()["keys"]

    claims = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["EdDSA"])

    assert claims["credentialSubject"]["achievement"]["name"] == "早茶"


def test_speaks_one_language_to_machines_whoever_asks(certificate):
    one = faces.anonymous().get(at("certificate-credential", certificate), headers={"accept-language": "en"})
    other = faces.anonymous().get(at("certificate-credential", certificate), headers={"accept-language": "zh-hans"})

    assert one.content == other.content


def test_is_gone_with_its_holder(tea, stranger, certificate):
    actions.show_name(
        space_id=tea.space_id, member_id=tea.member_id, public_id=certificate.public_id, name="小满", actor=None
    )
    members.erase(space_id=tea.space_id, member_id=tea.member_id, reason="asked", actor=cast.ACTOR)

    for name, more in (
        ("certificate", ()),
        ("certificate-image", ("wide",)),
        ("certificate-credential", ()),
        ("certificate-token", ()),
    ):
        answer = stranger.get(at(name, certificate, *more))
        assert answer.status_code == 410
        assert "小满" not in answer.content.decode()
        assert "Early tea" not in answer.content.decode()


def test_answers_an_id_of_nobody_with_not_found(db, stranger):
    for name, more in (("certificate", ()), ("certificate-image", ("wide",)), ("certificate-credential", ())):
        assert stranger.get(reverse(name, args=["0" * 32, *more])).status_code == 404


def test_issues_at_the_first_look_of_the_member(tea):
    tea.check_in(1, 2)

    text = (
        faces.member(tea.space_id, tea.member_id).get(reverse("h5:certificates", args=["spring-tea"])).content.decode()
    )

    assert "Early tea" in text


def test_teaches_a_member_who_has_none(tea):
    text = (
        faces.member(tea.space_id, tea.member_id).get(reverse("h5:certificates", args=["spring-tea"])).content.decode()
    )

    assert "No certificate yet" in text


def test_hides_a_member_s_page_from_another(tea, certificate):
    other = faces.member(tea.space_id, cast.member(tea.space_id, "谷雨"))

    assert other.get(reverse("h5:certificate", args=["spring-tea", certificate.public_id])).status_code == 404


def test_lets_staff_write_what_it_says(tea):
    bob = faces.staff(tea.house.staff["Bob"])
    page = reverse("console:certificate", args=["spring-tea", "early-tea-2"])

    answer = bob.post(page, {"title": "早茶达人", "text": "两天。", "signer": "山长", "look": "wave"})

    assert answer.status_code == 303
    assert "早茶达人" in bob.get(page).content.decode()
    assert (
        bob.get(reverse("console:certificate-example", args=["spring-tea", "early-tea-2", "tall"])).status_code == 200
    )
    assert bob.get(reverse("console:certificate", args=["spring-tea", "nothing"])).status_code == 404
