"""The brand as an issuer of certificates, under the very addresses that its credentials name.

Verifiers fetch an id as it is written, in a browser without following a redirect to another origin's rules: so none of
these addresses ends with a slash, and none answers with a redirect.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from guanxi.certificates import queries
from guanxi.certificates.credential import badge, signing
from guanxi.kernel import tenancy
from guanxi.web import access, certificate_words, routes
from guanxi.web.public import documents


def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand as an issuer, with its keys."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id):
        keys = signing.public_keys(space_id=space.id)
        found = certificate_words.issuer(request, space)
    return documents.told(badge.issuer_document(found, keys), kind=documents.LINKED)


def key_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand's keys as a JWK set."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id):
        keys = signing.public_keys(space_id=space.id)
        found = certificate_words.issuer(request, space)
    return documents.told(badge.key_set(found, keys), kind=documents.KEYS)


def key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One key as JWK, where the header of a JWT says that it is."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id):
        keys = signing.public_keys(space_id=space.id)
        found = certificate_words.issuer(request, space)
    if number not in keys:
        raise Http404
    return documents.told(signing.jwk(keys[number], key_id=found.key(number)), kind=documents.KEY)


def achievement(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """What the certificates of a name stand for, as the last one of them says."""
    space = access.space_named(slug)
    with tenancy.acting_in(space.id), translation.override(certificate_words.language_of(space)):
        last = queries.latest(space_id=space.id, slug=name)
        if last is None:
            raise Http404
        found, said = certificate_words.issuer(request, space), certificate_words.achievement(last)
    return documents.told(badge.achievement_document(name, issuer=found, said=said), kind=documents.LINKED)


ROUTES = [
    routes.public("issuers/<slug:slug>", issuer, name="issuer"),
    routes.public("issuers/<slug:slug>/jwks.json", key_set, name="issuer-keys"),
    routes.public("issuers/<slug:slug>/keys/<int:number>", key, name="issuer-key"),
    routes.public("issuers/<slug:slug>/achievements/<str:name>", achievement, name="issuer-achievement"),
]
