"""A member's certificates: made to be shown with pride, with or without a name."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from guanxi.certificates import actions, errors, picture, queries
from guanxi.kernel.errors import Refusal
from guanxi.members import queries as members
from guanxi.web import access, certificate_words, routes, shell
from guanxi.web.h5 import invite_poster


class NameForm(forms.Form):
    """The name that stands on a certificate."""

    name = forms.CharField(
        label=gettext_lazy("Name on the certificate"),
        help_text=gettext_lazy("Everybody who sees the certificate sees it. Leave it empty to show none."),
        max_length=actions.LONGEST_NAME,
        required=False,
    )


def certificates(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """All of the member's certificates; what was earned a moment ago is issued at this look."""
    space_id, member_id = visit.space.id, visit.member_id
    actions.settle(space_id=space_id, member_id=member_id, actor="system:certificates", at=visit.now)
    found = queries.certificates_of(space_id=space_id, member_id=member_id)
    page = {
        "certificates": [
            {
                "id": one.public_id,
                "title": certificate_words.title(one),
                "day": certificate_words.day(one, visit.space),
                "valid": one.is_valid,
                "picture": reverse("certificate-image", args=[one.public_id, "small"]),
            }
            for one in found
        ]
    }
    return shell.show(request, "h5/certificates/list.html", {"page": page})


def certificate(request: HttpRequest, visit: access.Visit, public_id: str) -> HttpResponse:
    """One certificate: the picture, the link, whether a name stands on it."""
    found = _mine(visit, public_id)
    form = NameForm(request.POST or None, initial={"name": found.name or _own_name(visit)})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and _named(request, visit, public_id, form):
            here = reverse("h5:certificate", args=[visit.space.slug, public_id])
            return HttpResponseRedirect(here, status=HTTPStatus.SEE_OTHER)
    page = {
        "id": public_id,
        "title": certificate_words.title(found),
        "text": certificate_words.text(found),
        "day": certificate_words.day(found, visit.space),
        "valid": found.is_valid,
        "name": found.name,
        "taken_off": found.is_name_hidden,
        "link": certificate_words.page_address(request, found),
        "shapes": list(picture.SHAPES),
        "alt": gettext("Certificate: %(title)s, %(day)s")
        % {"title": certificate_words.title(found), "day": certificate_words.day(found, visit.space)},
    }
    return shell.show(request, "h5/certificates/one.html", {"page": page, "form": form}, status=status)


def _mine(visit: access.Visit, public_id: str) -> queries.Certificate:
    found = queries.certificate(space_id=visit.space.id, public_id=public_id)
    if found.member_id != visit.member_id or found.gone_at is not None:
        raise errors.UnknownCertificate
    return found


def _named(request: HttpRequest, visit: access.Visit, public_id: str, form: NameForm) -> bool:
    name = "" if "hide" in request.POST else form.cleaned_data["name"].strip()
    try:
        actions.show_name(
            space_id=visit.space.id, member_id=visit.member_id, public_id=public_id, name=name or None, actor=None
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return False
    shell.tell(
        request,
        gettext("Your name stands on the certificate now.") if name else gettext("The certificate shows no name."),
    )
    return True


def _own_name(visit: access.Visit) -> str:
    face = members.faces(space_id=visit.space.id, member_ids=[visit.member_id]).get(visit.member_id)
    return invite_poster.chosen_name(visit.member_id, face)


ROUTES = [
    routes.h5("certificates/", certificates, name="certificates"),
    routes.h5("certificates/<str:public_id>/", certificate, name="certificate"),
]
