"""Answers for machines about certificates: read from any origin, and told to no search engine."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse

PLAIN = "application/json"
LINKED = "application/ld+json"
KEY = "application/jwk+json"
KEYS = "application/jwk-set+json"


def told(document: Mapping[str, object], *, kind: str = PLAIN, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """A document as JSON."""
    return open_to_all(HttpResponse(json.dumps(document, ensure_ascii=False), content_type=kind, status=status))


def open_to_all[T: HttpResponse](answer: T) -> T:
    """Let pages of any origin read it: a wallet in a browser must be able to check a certificate."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return untold(answer)


def untold[T: HttpResponse](answer: T) -> T:
    """Ask search engines to keep nothing of it."""
    answer["X-Robots-Tag"] = "noindex"
    return answer
