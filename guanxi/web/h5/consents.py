"""What a member agrees to, to be given and taken back with the same one tap; and the devices they are signed in on."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.members import signin
from guanxi.web import access, formats, routes, shell


def consents(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Each purpose in its words, what it is without, and the other of the two buttons."""
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    if request.method == "POST":
        agree = request.POST.get("agree") == "yes"
        if signin.choose(**who, purpose=request.POST.get("purpose", ""), agree=agree, actor=None):
            shell.tell(
                request, gettext("Noted. You agree from now on.") if agree else gettext("Noted. It ends at once.")
            )
        return HttpResponseRedirect(reverse("h5:consents", args=[visit.space.slug]), status=HTTPStatus.SEE_OTHER)
    chosen = signin.chosen(**who)
    purposes = [
        {
            "slug": purpose.slug,
            "title": gettext(purpose.title),
            "words": gettext(purpose.words) % {"space": visit.space.name},
            "without": gettext(purpose.without),
            "needed": purpose.needed,
            "since": formats.day(chosen[purpose.slug].astimezone(visit.space.zone).date())
            if purpose.slug in chosen
            else "",
            "agreed": purpose.slug in chosen,
        }
        for purpose in signin.PURPOSES
        # What is asked where it matters is here to be taken back, and is not offered a second time in other words.
        if purpose.asked_at_joining or purpose.slug in chosen
    ]
    return shell.show(request, "h5/mine/consents.html", {"purposes": purposes})


def devices(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Sign out here, or everywhere at once."""
    if request.method != "POST":
        return shell.show(request, "h5/mine/devices.html")
    signin.sign_out_everywhere(space_id=visit.space.id, member_id=visit.member_id, actor=None)
    answer = HttpResponseRedirect(reverse("h5:devices", args=[visit.space.slug]), status=HTTPStatus.SEE_OTHER)
    # This phone stays in: who has just proven to hold it should not have to do so again.
    access.sign_in(answer, space=visit.space, member_id=visit.member_id, secure=request.is_secure())
    shell.tell(request, gettext("Every other device is signed out."))
    return answer


ROUTES = [
    routes.h5("me/consents/", consents, name="consents"),
    routes.h5("me/devices/", devices, name="devices"),
]
