"""The page that proves a certificate, its pictures, and its credential for machines."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from guanxi import journal
from guanxi.certificates import actions, errors, keeping, picture, queries
from guanxi.certificates.credential import badge, signing
from guanxi.kernel import tenancy
from guanxi.spaces import queries as spaces
from guanxi.web import certificate_words, routes, shell
from guanxi.web.public import documents

_SHAPES: dict[str, picture.Shape] = {"wide": "wide", "tall": "tall", "small": "wide"}
_SMALL = "small"
_RETRY_S = "2"


@never_cache
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was done, when, by whom it is said, whether it stands, and how to check the signature."""
    with _found(public_id, is_fresh=True) as (space, found):
        if found.same_as is not None:
            return documents.untold(redirect("certificate", found.same_as))
        if found.gone_at is not None:
            return documents.untold(shell.show(request, "public/certificate/gone.html", status=HTTPStatus.GONE))
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
    return documents.untold(shell.show(request, "public/certificate/page.html", {"page": page}))


def image(request: HttpRequest, public_id: str, shape: str) -> HttpResponse:
    """The picture, on its side, upright or small; the large ones carry the credential.

    What the browser has, and what was drawn before, costs no drawing; when too many are drawn, 503 says when to ask.
    """
    if shape not in _SHAPES:
        raise Http404
    with _found(public_id) as (space, found):
        if found.same_as is not None:
            return documents.open_to_all(redirect("certificate-image", found.same_as, shape))
        if found.gone_at is not None:
            return documents.open_to_all(HttpResponse(status=HTTPStatus.GONE))
        shown = certificate_words.shown(request, found, space, _SHAPES[shape])
        inside = "" if shape == _SMALL else _unsigned(request, space, found)
        wanted = keeping.key(shown, size=shape, credential=inside)
        tag = f'"{wanted.hex()}"'
        if request.headers.get("If-None-Match") == tag:
            return _picture(b"", tag, shape, HTTPStatus.NOT_MODIFIED)
        credential = "" if shape == _SMALL else _signed(request, space, found)
    try:
        drawn = keeping.drawn(wanted, _drawing(shown, shape, credential))
    except errors.TooBusy as busy:
        answer = HttpResponse(
            str(busy), status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain; charset=utf-8"
        )
        answer["Retry-After"] = _RETRY_S
        answer["Cache-Control"] = "no-store"
        return documents.open_to_all(answer)
    return _picture(drawn, tag, shape, HTTPStatus.OK)


def credential(request: HttpRequest, public_id: str) -> HttpResponse:
    """The Open Badges 3.0 credential with its embedded proof."""
    with _found(public_id) as (space, found):
        if found.same_as is not None:
            return documents.open_to_all(redirect("certificate-credential", found.same_as))
        if found.gone_at is not None:
            return documents.told({"gone": True}, status=HTTPStatus.GONE)
        return documents.told(json.loads(_signed(request, space, found)), kind=documents.LINKED)


def token(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a JWT."""
    with _found(public_id) as (space, found):
        if found.same_as is not None:
            return documents.open_to_all(redirect("certificate-token", found.same_as))
        if found.gone_at is not None:
            return documents.open_to_all(HttpResponse(status=HTTPStatus.GONE))
        with translation.override(certificate_words.language_of(space)):
            signed = badge.jwt(
                found,
                issuer=certificate_words.issuer(request, space),
                said=certificate_words.said(request, found),
                key=signing.key_of(space_id=space.id, at=journal.now(space_id=space.id)),
            )
    return documents.open_to_all(HttpResponse(signed, content_type="text/plain; charset=us-ascii"))


def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether it was revoked, in 1EdTech's format. After a merge the deed counts on under another address."""
    with _found(public_id, is_fresh=True) as (space, found):
        standing = found
        if found.same_as is not None:
            standing = _fresh(space, queries.certificate(space_id=space.id, public_id=found.same_as))
        now = journal.now(space_id=space.id)
        issuer = certificate_words.issuer(request, space)
        said = certificate_words.said(request, found)
        return documents.told(badge.status(standing, issuer=issuer, said=said, at=now))


@contextmanager
def _found(public_id: str, *, is_fresh: bool = False) -> Iterator[tuple[spaces.Space, queries.Certificate]]:
    """The certificate of an id, inside its space; with `is_fresh` as its quest has it at this moment. Raises Http404.

    Pictures and credentials need not be fresh: the page around them is, and the worker settles every five minutes.
    """
    space_id = queries.space_of(public_id=public_id)
    if space_id is None:
        raise Http404
    space = spaces.space(space_id=space_id)
    with tenancy.acting_in(space_id):
        found = queries.certificate(space_id=space_id, public_id=public_id)
        yield space, _fresh(space, found) if is_fresh else found


def _fresh(space: spaces.Space, found: queries.Certificate) -> queries.Certificate:
    """The certificate as its quest has it now; where nothing has changed, for one look at its grant."""
    if found.gone_at is not None or queries.stands(certificate=found):
        return found
    now = journal.now(space_id=space.id)
    actions.settle(space_id=space.id, member_id=found.member_id, actor="system:certificates", at=now)
    return queries.certificate(space_id=space.id, public_id=found.public_id)


def _unsigned(request: HttpRequest, space: spaces.Space, found: queries.Certificate) -> str:
    """The credential as text, for what depends on it and needs no signature."""
    with translation.override(certificate_words.language_of(space)):
        issuer, said = certificate_words.issuer(request, space), certificate_words.said(request, found)
        return json.dumps(badge.unsigned(found, issuer=issuer, said=said), ensure_ascii=False)


def _signed(request: HttpRequest, space: spaces.Space, found: queries.Certificate) -> str:
    """The credential with its proof, as text."""
    with translation.override(certificate_words.language_of(space)):
        document = badge.signed(
            found,
            issuer=certificate_words.issuer(request, space),
            said=certificate_words.said(request, found),
            key=signing.key_of(space_id=space.id, at=journal.now(space_id=space.id)),
        )
    return json.dumps(document, ensure_ascii=False)


def _drawing(shown: picture.Shown, shape: str, credential: str) -> Callable[[], bytes]:
    if shape == _SMALL:
        return lambda: picture.small(picture.draw(shown))
    return lambda: picture.baked(picture.draw(shown), credential)


def _picture(drawn: bytes, tag: str, shape: str, status_: HTTPStatus) -> HttpResponse:
    answer = HttpResponse(drawn, content_type="image/png", status=status_)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"  # kept, and asked each time whether it is still the one
    answer["Content-Disposition"] = f'inline; filename="certificate-{shape}.png"'
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return documents.open_to_all(answer)


def _first_key(space: spaces.Space) -> dict[int, bytes]:
    key = signing.key_of(space_id=space.id, at=journal.now(space_id=space.id))
    return {key.number: key.public}


ROUTES = [
    routes.public("c/<str:public_id>/", certificate, name="certificate"),
    routes.public("c/<str:public_id>/<str:shape>.png", image, name="certificate-image"),
    routes.public("c/<str:public_id>/credential.json", credential, name="certificate-credential"),
    routes.public("c/<str:public_id>/credential.jwt", token, name="certificate-token"),
    routes.public("c/<str:public_id>/status.json", status, name="certificate-status"),
]
