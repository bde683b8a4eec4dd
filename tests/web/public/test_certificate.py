"""The page that proves a certificate; what it says to strangers, to machines, and after the person is gone."""

import io
import json
from urllib.parse import urlsplit

import jwt
import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from guanxi import journal
from guanxi.certificates import actions, keeping, picture
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
    name = "<s onload=alert(1)>"
    actions.show_name(
        space_id=tea.space_id, member_id=tea.member_id, public_id=certificate.public_id, name=name, actor=None
    )

    assert "<s onload" not in stranger.get(at("certificate", certificate)).content.decode()


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


def fetched(address):
    """What a verifier in a browser gets for an id as it is written: no redirect is followed."""
    parts = urlsplit(address)
    assert parts.netloc == "localhost"
    answer = faces.anonymous().get(parts.path)
    assert answer.status_code == 200, address
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer


def test_serves_every_id_of_a_credential_as_it_is_written(stranger, certificate):
    document = stranger.get(at("certificate-credential", certificate)).json()
    subject, proof = document["credentialSubject"], document["proof"][0]

    issuer = fetched(document["issuer"]["id"])
    assert issuer["Content-Type"] == "application/ld+json"
    assert issuer.json()["id"] == document["issuer"]["id"]
    (method,) = fetched(proof["verificationMethod"]).json()["verificationMethod"]
    assert method["id"] == proof["verificationMethod"]
    assert method["controller"] == document["issuer"]["id"]
    achievement = fetched(subject["achievement"]["id"]).json()
    assert achievement["id"] == subject["achievement"]["id"]
    assert achievement["name"] == subject["achievement"]["name"]
    assert fetched(subject["achievement"]["image"]["id"])["Content-Type"] == "image/png"
    assert fetched(document["credentialStatus"]["id"]).json()["revokedCredential"] == []
    assert fetched(document["id"]).json() == document


def test_names_a_key_in_the_token_that_is_served_as_a_key(stranger, certificate):
    token = stranger.get(at("certificate-token", certificate)).content.decode()
    header = jwt.get_unverified_header(token)

    served = fetched(header["kid"])

    assert served["Content-Type"] == "application/jwk+json"
    assert served.json() == header["jwk"]
    assert jwt.decode(token, jwt.PyJWK(served.json()).key, algorithms=["EdDSA"])


def test_knows_no_key_and_no_achievement_that_there_is_not(stranger, certificate):
    assert stranger.get(reverse("issuer-key", args=["spring-tea", 7])).status_code == 404
    assert stranger.get(reverse("issuer-achievement", args=["spring-tea", "nothing"])).status_code == 404


def test_tells_search_engines_nothing_of_any_of_its_addresses(stranger, certificate):
    addresses = [
        at("certificate", certificate),
        *(at("certificate-image", certificate, shape) for shape in ("wide", "tall", "small")),
        at("certificate-credential", certificate),
        at("certificate-token", certificate),
        at("certificate-status", certificate),
        reverse("issuer", args=["spring-tea"]),
        reverse("issuer-keys", args=["spring-tea"]),
        reverse("issuer-key", args=["spring-tea", 1]),
        reverse("issuer-achievement", args=["spring-tea", certificate.slug]),
    ]
    for address in addresses:
        answer = stranger.get(address)
        assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex"), address


@pytest.fixture
def drawings(monkeypatch):
    """Counts what is drawn; nothing is kept from before."""
    keeping._kept.clear()
    made = []
    draw = picture.draw

    def counted(shown):
        made.append(shown)
        return draw(shown)

    monkeypatch.setattr(picture, "draw", counted)
    return made


def test_draws_a_picture_once_for_everybody_who_asks(stranger, certificate, drawings):
    address = at("certificate-image", certificate, "wide")

    first = stranger.get(address)
    again = faces.anonymous().get(address)
    known = stranger.get(address, headers={"if-none-match": first["ETag"]})

    assert first.content == again.content
    assert (known.status_code, known.content) == (304, b"")
    assert len(drawings) == 1


def test_draws_anew_when_it_says_something_else(tea, stranger, certificate, drawings):
    address = at("certificate-image", certificate, "wide")
    before = stranger.get(address)["ETag"]

    actions.show_name(
        space_id=tea.space_id, member_id=tea.member_id, public_id=certificate.public_id, name="小满", actor=None
    )

    assert stranger.get(address, headers={"if-none-match": before}).status_code == 200
    assert len(drawings) == 2


def test_says_when_to_ask_again_while_others_draw(stranger, certificate, drawings, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE_S", 0.01)

    with keeping._drawing:
        busy = stranger.get(at("certificate-image", certificate, "tall"))

    assert (busy.status_code, busy["Retry-After"], busy["Cache-Control"]) == (503, "2", "no-store")
    assert not drawings


def test_forgets_the_oldest_pictures(stranger, certificate, drawings, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT", 1)

    for shape in ("wide", "tall", "wide"):
        stranger.get(at("certificate-image", certificate, shape))

    assert len(drawings) == 3


def test_shows_small_pictures_in_the_list(tea, certificate):
    phone = faces.member(tea.space_id, tea.member_id)
    text = phone.get(reverse("h5:certificates", args=["spring-tea"])).content.decode()

    small = phone.get(at("certificate-image", certificate, "small"))

    assert at("certificate-image", certificate, "small") in text
    assert Image.open(io.BytesIO(small.content)).size == (640, 452)
    assert len(small.content) < 60_000


def test_looks_at_the_grant_and_settles_nothing_while_it_stands(stranger, certificate, monkeypatch):
    monkeypatch.setattr(actions, "settle", lambda **_: pytest.fail("nothing was to be settled"))

    for name, more in (("certificate", ()), ("certificate-image", ("wide",)), ("certificate-status", ())):
        assert stranger.get(at(name, certificate, *more)).status_code == 200


@pytest.fixture
def twice(tea):
    """Two entries of one person who earned the same certificate with both, merged; the lost one, and the kept one."""
    keeper = cast.member(tea.space_id, "谷雨")
    tea.check_in(1, 2)
    Tea(house=tea.house, member_id=keeper).check_in(1, 2)
    tea.settle()
    (lost,), (kept,) = tea.mine(), tea.mine(keeper)
    members.merge(space_id=tea.space_id, keep=keeper, lose=tea.member_id, actor=cast.ACTOR)
    tea.settle()
    return lost, kept


def test_leads_from_a_merged_entry_s_certificate_to_the_one_that_is_kept(stranger, twice):
    lost, kept = twice

    for name, more in (
        ("certificate", ()),
        ("certificate-image", ("wide",)),
        ("certificate-credential", ()),
        ("certificate-token", ()),
    ):
        answer = stranger.get(at(name, lost, *more))
        assert (answer.status_code, answer["Location"]) == (302, at(name, kept, *more))
    assert stranger.get(at("certificate", kept)).status_code == 200


def test_says_of_a_merged_entry_s_credential_that_it_holds(stranger, twice):
    lost, _ = twice

    told = stranger.get(at("certificate-status", lost)).json()

    assert told["id"].endswith(at("certificate-status", lost))
    assert told["revokedCredential"] == []


def test_is_gone_after_a_merge_too_with_its_holder(tea, stranger, twice):
    lost, kept = twice
    keeper = cast.member(tea.space_id, "谷雨")

    members.erase(space_id=tea.space_id, member_id=keeper, reason="asked", actor=cast.ACTOR)

    assert stranger.get(at("certificate", lost), follow=True).status_code == 410
    (revoked,) = stranger.get(at("certificate-status", lost)).json()["revokedCredential"]
    assert (revoked["id"].endswith(at("certificate-credential", lost)), revoked["revocationReason"]) == (True, "gone")
    assert kept.public_id != lost.public_id


@pytest.mark.parametrize("name", ["官方客服", "x" * 21, "\u202egnp.exe"])
def test_signs_no_name_that_a_member_may_not_have(tea, certificate, name):
    phone = faces.member(tea.space_id, tea.member_id)

    answer = phone.post(reverse("h5:certificate", args=["spring-tea", certificate.public_id]), {"name": name})

    assert answer.status_code == 422
    assert tea.mine()[0].name == ""
