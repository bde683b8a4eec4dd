"""The page that proves a certificate, its pictures, its credential for machines, and the issuer's keys."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from guanxi import journal
from guanxi.certificates import actions, picture, queries
from guanxi.certificates.credential import badge, signing
from guanxi.kernel import tenancy
from guanxi.spaces import queries as spaces
from guanxi.web import access, certificate_words, routes, shell

_SHAPES: dict[str, picture.Shape] = {"wide": "wide", "tall": "tall"}
_AGE_S = 300


def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was done, when, by whom it is said, whether it stands, and how to check the signature."""
    with _found(public_id) as (space, found):
        if found.gone_at is not None:
            return shell.show(request, "public/certificate/gone.html", status=HTTPStatus.GONE)
        keys = signing.public_keys(space_id=space.id) or _first_key(space)
        page = {
            "title": certificate_words.title(found),
            "text": certificate_words.text(found),
            "name": found.name,
            "day": certificate_words.day(found, space),
            "space_name": space.name,
            "signer": found.words.signer,
            "valid": found.is_valid,
            "id": found.public_id,
            "issuer": certificate_words.issuer(request, space).address,
            "key": signing.multikey(keys[max(keys)]),
            "shapes": picture.SHAPES,
            "slug": space.slug,
        }
    answer = shell.show(request, "public/certificate/page.html", {"page": page})
    answer["X-Robots-Tag"] = "noindex"
    return answer


def image(request: HttpRequest, public_id: str, shape: str) -> HttpResponse:
    """The picture, on its side or upright; it carries its credential."""
    if shape not in _SHAPES:
        raise Http404
    with _found(public_id) as (space, found):
        if found.gone_at is not None:
            return HttpResponse(status=HTTPStatus.GONE)
        shown = certificate_words.shown(request, found, space, _SHAPES[shape])
        credential = json.dumps(_credential(request, space, found), ensure_ascii=False)
    answer = HttpResponse(picture.baked(picture.draw(shown), credential), content_type="image/png")
    answer["Cache-Control"] = f"private, max-age={_AGE_S}"
    answer["Content-Disposition"] = f'inline; filename="certificate-{shape}.png"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def credential(request: HttpRequest, public_id: str) -> HttpResponse:
    """The Open Badges 3.0 credential with its embedded proof."""
    with _found(public_id) as (space, found):
        if found.gone_at is not None:
            return _json({"gone": True}, HTTPStatus.GONE)
        return _json(_credential(request, space, found))


def token(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a JWT."""
    with _found(public_id) as (space, found):
        if found.gone_at is not None:
            return HttpResponse(status=HTTPStatus.GONE)
        with translation.override(certificate_words.language_of(space)):
            signed = badge.jwt(
                found,
                issuer=certificate_words.issuer(request, space),
                said=certificate_words.said(request, found),
                key=signing.key_of(space_id=space.id, at=journal.now(space_id=space.id)),
            )
    return HttpResponse(signed, content_type="text/plain; charset=us-ascii")


def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether it was revoked, in 1EdTech's format."""
    with _found(public_id) as (space, found):
        now = journal.now(space_id=space.id)
        issuer = certificate_words.issuer(request, space)
        return _json(badge.status(found, issuer=issuer, said=certificate_words.said(request, found), at=now))


def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand as an issuer, with its keys."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id):
        keys = signing.public_keys(space_id=space.id)
    return _json(badge.issuer_document(certificate_words.issuer(request, space), keys))


def key_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand's keys as a JWK set."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id):
        keys = signing.public_keys(space_id=space.id)
    return _json(badge.key_set(certificate_words.issuer(request, space), keys))


@contextmanager
def _found(public_id: str) -> Iterator[tuple[spaces.Space, queries.Certificate]]:
    """The certificate of an id, inside its space, as it stands at this moment. Raises Http404."""
    space_id = queries.space_of(public_id=public_id)
    if space_id is None:
        raise Http404
    space = spaces.space(space_id=space_id)
    with tenancy.acting_in(space_id):
        found = queries.certificate(space_id=space_id, public_id=public_id)
        if found.gone_at is None:
            now = journal.now(space_id=space_id)
            if actions.settle(space_id=space_id, member_id=found.member_id, actor="system:certificates", at=now):
                found = queries.certificate(space_id=space_id, public_id=public_id)
        yield space, found


def _credential(request: HttpRequest, space: spaces.Space, found: queries.Certificate) -> dict[str, object]:
    with translation.override(certificate_words.language_of(space)):
        return badge.signed(
            found,
            issuer=certificate_words.issuer(request, space),
            said=certificate_words.said(request, found),
            key=signing.key_of(space_id=space.id, at=journal.now(space_id=space.id)),
        )


def _first_key(space: spaces.Space) -> dict[int, bytes]:
    key = signing.key_of(space_id=space.id, at=journal.now(space_id=space.id))
    return {key.number: key.public}


def _json(document: dict[str, object], status_: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    answer = JsonResponse(document, status=status_, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"  # a wallet in a browser must be able to check it
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


ROUTES = [
    routes.public("c/<str:public_id>/", certificate, name="certificate"),
    routes.public("c/<str:public_id>/<str:shape>.png", image, name="certificate-image"),
    routes.public("c/<str:public_id>/credential.json", credential, name="certificate-credential"),
    routes.public("c/<str:public_id>/credential.jwt", token, name="certificate-token"),
    routes.public("c/<str:public_id>/status.json", status, name="certificate-status"),
    routes.public("issuers/<slug:slug>/", issuer, name="issuer"),
    routes.public("issuers/<slug:slug>/jwks.json", key_set, name="issuer-keys"),
]
