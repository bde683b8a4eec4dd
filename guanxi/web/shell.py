"""What surrounds every page: the templates' common words, the notes after an act, and pages about what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.kernel.errors import Refusal
from guanxi.web import access, refusals
from guanxi.web.console import nav


def show(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """A page in the shell of its face; the template extends console/base.html, h5/base.html or public/base.html."""
    return render(request, template, dict(context or {}), status=status)


def tell(request: HttpRequest, text: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, text)


def warn(request: HttpRequest, text: str) -> None:
    """Say on the next page what was not done, and why."""
    messages.warning(request, text)


def refused(request: HttpRequest, refusal: Refusal, *, face: access.Face) -> HttpResponse:
    """The page for a refusal that the view did not put beside a field."""
    return sorry(request, status=refusals.status(refusal), text=str(refusal), face=face)


def sorry(request: HttpRequest, *, status: HTTPStatus, face: access.Face, text: str = "") -> HttpResponse:
    """What happened, what is safe, what to do."""
    return render(request, f"{face}/sorry.html", {"status": int(status), "text": text}, status=status)


def surroundings(request: HttpRequest) -> Mapping[str, object]:
    """What every template may use: the desk with its navigation, the visit, the guest. No statement is run here."""
    desk: access.Desk | None = getattr(request, "desk", None)
    visit: access.Visit | None = getattr(request, "visit", None)
    guest: access.Guest | None = getattr(request, "guest", None)
    space = next((seen.space for seen in (desk, visit, guest) if seen is not None), None)
    return {
        "desk": desk,
        "visit": visit,
        "guest": guest,
        "space": space,
        "nav": nav.groups(desk, current=request.resolver_match) if desk else (),
    }
