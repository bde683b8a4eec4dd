"""Whatever is written for a code, a certificate or a name: no page runs it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from guanxi.certificates import actions as certificates
from guanxi.kernel.errors import Refusal
from guanxi.members import actions as members
from guanxi.members import signin
from guanxi.referral import actions
from tests import cast
from tests.certificates.conftest import Tea, tea
from tests.web import faces, payloads

__all__ = ["tea"]

RUNS = frozenset({"iframe", "object", "embed", "base", "math", "marquee", "video", "audio", "frame", "template"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"})
PROGRAMS = ("javascript:", "data:", "vbscript:")


class Danger(HTMLParser):
    """Collects what could run: elements, handlers, addresses that are programs, scripts that are not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in RUNS or (tag == "script" and not (given.get("src") or "").startswith("/static/")):
            self.found.append(f"<{tag}>")
        if tag in {"link", "meta"} and "evil" in str(given):
            self.found.append(f"<{tag}> to elsewhere")
        for name, value in attrs:
            program = (value or "").strip().lower().replace("\t", "").replace("\n", "")
            if name.startswith("on") or (
                name in ADDRESSES and program.startswith(("javascript:", "data:", "vbscript:"))
            ):
                self.found.append(f"{tag} {name}={value}")


def dangers(answer) -> list[str]:
    parser = Danger()
    parser.feed(answer.content.decode())
    return parser.found


def test_finds_what_could_run():
    parser = Danger()
    parser.feed("".join(payloads.PAYLOADS[:30]))

    assert len(parser.found) >= 20


@pytest.fixture
def house(db):
    return cast.spring_tea()


def test_runs_nothing_that_stands_on_a_code(house):
    bob, stranger = faces.staff(house.staff["Bob"]), faces.anonymous()
    assert len(payloads.PAYLOADS) >= 100
    for payload in payloads.PAYLOADS:
        code = actions.create_channel_code(
            space_id=house.space_id,
            channel=payload[:60],
            label=payload[:120],
            campaign=payload[:60],
            bait=payload[:120],
            actor=house.actor,
        ).code
        try:
            said: dict[str, Any] = {"title": payload[:60], "text": payload[:400], "leads_to": f"quest:{payload}"[:80]}
            actions.write_landing(space_id=house.space_id, code=code, actor=house.actor, **said)
        except Refusal:
            continue
        assert not dangers(stranger.get(reverse("invitation", args=[code]))), payload
        assert not dangers(bob.get(reverse("console:code", args=["spring-tea", code]))), payload
        assert not dangers(bob.get(reverse("console:code-close", args=["spring-tea", code]))), payload
    address = reverse("console:codes", args=["spring-tea"])
    for state in ("", "?state=open", "?q=<script>alert(1)</script>", '?q="><img src=x onerror=alert(1)>'):
        assert not dangers(bob.get(address + state))


def test_runs_nothing_that_stands_on_a_certificate(tea: Tea):
    tea.check_in(1, 2)
    tea.settle()
    certificate = tea.mine()[0]
    phone, bob, stranger = (
        faces.member(tea.space_id, tea.member_id),
        faces.staff(tea.house.staff["Bob"]),
        faces.anonymous(),
    )
    who: dict[str, Any] = {"space_id": tea.space_id, "member_id": tea.member_id, "public_id": certificate.public_id}
    for payload in payloads.PAYLOADS:
        try:
            certificates.show_name(**who, name=payload[:40], actor=None)
            said: dict[str, Any] = {
                "title": payload[:60],
                "text": payload[:240],
                "signer": payload[:40],
                "look": "wave",
            }
            certificates.write_template(space_id=tea.space_id, slug="early-tea-2", actor=cast.ACTOR, **said)
        except Refusal:
            continue
        assert not dangers(stranger.get(reverse("certificate", args=[certificate.public_id]))), payload
        assert not dangers(phone.get(reverse("h5:certificate", args=["spring-tea", certificate.public_id]))), payload
        assert not dangers(bob.get(reverse("console:certificate", args=["spring-tea", "early-tea-2"]))), payload
    assert not dangers(bob.get(reverse("console:certificates", args=["spring-tea"])))


def test_runs_nothing_that_a_member_is_called(house):
    me, friend = cast.members_of(house.space_id, 2)
    signin.choose(space_id=house.space_id, member_id=me, purpose="poster_picture", agree=True, actor=None)
    code = actions.personal_code(space_id=house.space_id, member_id=me).code
    actions.bind(space_id=house.space_id, member_id=friend, code=code)
    phone, stranger = faces.member(house.space_id, me), faces.anonymous()
    for payload in payloads.PAYLOADS:
        try:
            for one in (me, friend):
                members.set_face(space_id=house.space_id, member_id=one, name=payload[:20], avatar_id=None, actor=None)
        except Refusal:
            continue
        assert not dangers(phone.get(reverse("h5:invite", args=["spring-tea"]))), payload
        assert not dangers(stranger.get(reverse("invitation", args=[code]))), payload
