"""My data: take it along, refuse personalisation, leave, be erased."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from guanxi.insight import purse
from guanxi.kernel.errors import Refusal
from guanxi.members import actions as members
from guanxi.members import queries, signin
from guanxi.web import access, formats, routes, shell
from guanxi.web.h5 import export_file, going

_REFUSABLE = ("personalisation", "scoring")


class Farewell(forms.Form):
    """The second of two steps."""

    sure = forms.BooleanField(label=gettext_lazy("I understand that this cannot be undone."))


@require_safe
def my_data(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What is kept about me, and what I can do about it."""
    switches = [
        {
            "slug": purpose.slug,
            "title": gettext(purpose.title),
            "words": gettext(purpose.words) % {"space": visit.space.name},
            "without": gettext(purpose.without),
            "agreed": queries.has_consent(space_id=visit.space.id, member_id=visit.member_id, purpose=purpose.slug),
        }
        for purpose in signin.OPTIONAL
        if purpose.slug in _REFUSABLE
    ]
    return shell.show(request, "h5/me/data.html", {"switches": switches})


@require_POST
def choose(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """One tap to refuse, one to agree."""
    agree = request.POST.get("agree") == "yes"
    signin.choose(
        space_id=visit.space.id,
        member_id=visit.member_id,
        purpose=request.POST.get("purpose", ""),
        agree=agree,
        actor=None,
    )
    shell.tell(request, gettext("Noted. You agree from now on.") if agree else gettext("Noted. It ends at once."))
    return going.to(visit, "my-data")


@require_POST
def export(request: HttpRequest, visit: access.Visit) -> HttpResponseBase:
    """Everything that is known about me, at once, as a file; pictures are read while it is sent."""
    del request
    tree = members.export(space_id=visit.space.id, member_id=visit.member_id, actor=None)
    day = visit.now.astimezone(visit.space.zone).date().isoformat()
    packed = export_file.packed(tree, space_id=visit.space.id)
    answer = StreamingHttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{visit.space.slug}-{day}.zip"'
    return answer


@require_POST
def leave(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Go, and be able to come back."""
    del request
    members.leave(space_id=visit.space.id, member_id=visit.member_id, actor=None)
    return _out(visit, "left")


def erase(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What would be gone, in words; then, for who is sure, gone."""
    form = Farewell(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            members.erase(
                space_id=visit.space.id, member_id=visit.member_id, reason="asked", actor=f"member:{visit.member_id}"
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _out(visit, "erased")
    context = {"form": form, "losses": losses(visit)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return shell.show(request, "h5/me/erase.html", context, status=status)


@require_safe
def goodbye(request: HttpRequest, guest: access.Guest) -> HttpResponse:
    """A last word, with the way back."""
    del guest
    return shell.show(request, "h5/me/goodbye.html", {"erased": request.GET.get("why") == "erased"})


def losses(visit: access.Visit) -> list[str]:
    """What the member has and would lose, unit by unit, in words."""
    held = purse.holdings(space_id=visit.space.id, member_id=visit.member_id)
    kinds = {
        "pending": gettext("%(what)s, on the way to you"),
        "held": gettext("%(what)s, held"),
        "debt": gettext("%(what)s that you owe: it is written off"),
    }
    return [
        kinds.get(one.kind, "%(what)s")
        % {"what": formats.amount(abs(one.balance), unit=one.unit, currency=visit.space.currency)}
        for one in held
    ]


def _out(visit: access.Visit, why: str) -> HttpResponse:
    answer = going.to(visit, "goodbye", then=f"?why={why}")
    access.sign_out(answer, space=visit.space)
    return answer


ROUTES = [
    routes.h5("me/data/", my_data, name="my-data"),
    routes.h5("me/data/choose/", choose, name="my-data-choose"),
    routes.h5("me/data/export/", export, name="my-data-export"),
    routes.h5("me/data/leave/", leave, name="my-data-leave"),
    routes.h5("me/data/erase/", erase, name="my-data-erase"),
    routes.h5("goodbye/", goodbye, name="goodbye", needs="anyone"),
]
