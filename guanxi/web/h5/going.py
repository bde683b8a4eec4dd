"""Where a member is sent after an act: by GET, so that loading the page again does nothing again."""

from http import HTTPStatus

from django.http import HttpResponseRedirect
from django.urls import reverse

from guanxi.web import access


def to(visit: access.Visit, name: str, *arguments: str, then: str = "") -> HttpResponseRedirect:
    """The page called `name` of the visit's space; `then` is what follows its address."""
    address = reverse(f"h5:{name}", args=[visit.space.slug, *arguments])
    return HttpResponseRedirect(f"{address}{then}", status=HTTPStatus.SEE_OTHER)
