"""Every route, asked for by everybody: who may see it is what it was classified as, and nothing is unclassified."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from guanxi.spaces import queries as spaces
from guanxi.web import access
from tests import cast
from tests.web import faces

ELSEWHERE = frozenset({"language", "first", "overview"})
"""Routes that are guarded otherwise; each has tests of its own."""
OF_OTHERS = ("account/",)
"""Where django-allauth's own pages lie, which guard themselves; ours among them are classified all the same."""
STAFF_ROLES = ("agent", "analyst", "operator", "owner")
SAMPLES = {
    "int": "987654321",
    "str": "nobody-there",
    "slug": "nobody-there",
    "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


ROUTES = [(address, pattern) for address, pattern in routes(get_resolver().url_patterns)]
OURS = [(address, pattern) for address, pattern in ROUTES if hasattr(pattern.callback, "access")]


def classified(pattern: URLPattern) -> access.Access:
    """How guanxi.web.routes classified one of ours."""
    found = getattr(pattern.callback, "access", None)
    assert isinstance(found, access.Access)
    return found


def filled(pattern: URLPattern, address: str, slug: str) -> str:
    """The address with something in each place; what is there does not exist."""
    text = "/" + address.replace("<slug:slug>", slug, 1).replace("^", "").replace("$", "")
    for name, converter in pattern.pattern.converters.items():
        kind = next(word for word in (f"<{kind}:{name}>" for kind in _kinds()) if word in text or name == "slug")
        sample = SAMPLES.get(kind[1:].split(":")[0]) or converter.to_url(converter.to_python("nobody-there"))
        text = text.replace(kind, sample)
    return text.replace("<slug>", slug)


def _kinds() -> tuple[str, ...]:
    from django.urls.converters import get_converters  # noqa: PLC0415 - the project may register its own

    return tuple(get_converters())


def test_has_a_class_for_every_route():
    unclassified = [
        address
        for address, pattern in ROUTES
        if not hasattr(pattern.callback, "access")
        and pattern.name not in ELSEWHERE
        and not address.startswith(OF_OTHERS)
    ]

    assert not unclassified, "classify them with guanxi.web.routes"


def test_asks_for_permissions_that_exist():
    known = {"staff"} | set().union(*spaces.PERMISSIONS.values())

    assert {classified(pattern).needs for _, pattern in OURS if classified(pattern).face == "console"} <= known


@pytest.fixture
def houses(db) -> tuple[cast.House, cast.House]:
    return cast.spring_tea(), cast.night_owl()


@pytest.fixture
def people(houses) -> dict[str, Client]:
    tea, owl = houses
    return {
        "anonymous": faces.anonymous(),
        "member": faces.member(tea.space_id, cast.member(tea.space_id)),
        "member elsewhere": faces.member(owl.space_id, cast.member(owl.space_id)),
        "owner elsewhere": faces.staff(owl.owner),
        **{role: faces.desk(tea, role) for role in STAFF_ROLES},
    }


def verdict(client: Client, address: str) -> str:
    """What the answer means: "asked to sign in", "asked to join", "not there", "not allowed" or "let in"."""
    response = client.get(address)
    if response.status_code in {302, 303}:
        target = response["Location"]
        if target.startswith("/account") or "sign-in" in target or "login" in target:
            return "asked to sign in"
        if "/join/" in target:
            return "asked to join"
    return {404: "not there", 403: "not allowed"}.get(response.status_code, "let in")


def test_lets_only_its_staff_into_the_console(people):
    wrong = []
    for address, pattern in OURS:
        if classified(pattern).face == "console":
            needs = classified(pattern).needs
            found = {name: verdict(client, filled(pattern, address, "spring-tea")) for name, client in people.items()}
            strangers = {found.pop(name) for name in ("anonymous", "member", "member elsewhere")}
            elsewhere = found.pop("owner elsewhere")
            refused = {role for role in STAFF_ROLES if needs != "staff" and not spaces.can(role=role, permission=needs)}
            if (
                (strangers, elsewhere) != ({"asked to sign in"}, "not there")
                or {role for role, answer in found.items() if answer == "not allowed"} != refused
                or "asked to sign in" in found.values()
            ):
                wrong.append((address, needs, strangers, elsewhere, found))

    assert wrong == []


def test_lets_only_its_members_onto_the_phone_page(people):
    wrong = []
    for address, pattern in OURS:
        if classified(pattern).face == "h5" and classified(pattern).needs == "member":
            found = {name: verdict(client, filled(pattern, address, "spring-tea")) for name, client in people.items()}
            if found.pop("member") not in {"let in", "not there", "not allowed"} or set(found.values()) != {
                "asked to join"
            }:
                wrong.append((address, found))

    assert wrong == []


@pytest.mark.parametrize("slug", ["spring-tea", "no-such-space"])
def test_answers_a_stranger_of_the_space_like_a_space_that_is_not_there(houses, people, slug):
    for address, pattern in OURS:
        if classified(pattern).face == "console":
            response = people["owner elsewhere"].get(filled(pattern, address, slug))
            assert response.status_code == 404, address


def test_classifies_the_phone_page_by_member_or_anyone():
    assert {classified(pattern).needs for _, pattern in OURS if classified(pattern).face == "h5"} <= {
        "member",
        "anyone",
    }
    assert {classified(pattern) for _, pattern in OURS} <= {
        access.Access(face=face, needs=needs)
        for face in ("console", "h5", "public")
        for needs in {"staff", "member", "anyone", *set().union(*spaces.PERMISSIONS.values())}
    }
