"""Today: what a member can do now, and the tap that does it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.challenges import actions as challenges
from guanxi.challenges import rules
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.moderation import hooks as moderation
from guanxi.web import access, formats, routes, shell
from guanxi.web.h5 import challenge_page, going, today_page, words


class CheckIn(forms.Form):
    """What comes with a check-in; what it needs is for the challenge to say."""

    text = forms.CharField(required=False, strip=True, max_length=4 * rules.LONGEST_TEXT)
    shared = forms.BooleanField(required=False)
    for_date = forms.DateField(required=False)


@require_safe
def today(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What can I do now, what do I get."""
    return shell.show(
        request, "h5/today/today.html", {"page": today_page.page(visit, landed=request.GET.get("done", ""))}
    )


@require_POST
def check_in(request: HttpRequest, visit: access.Visit, challenge: str) -> HttpResponse:
    """The check-in of today, or (with a date) one that a card makes up for."""
    form = CheckIn(request.POST)
    if not form.is_valid():
        return _again(request, visit, challenge, gettext("This could not be read. Nothing was recorded."))
    made_up = form.cleaned_data["for_date"]
    try:
        told = _told(request, visit, challenge, form.cleaned_data)
    except Refusal as refusal:
        return _again(request, visit, challenge, str(refusal))
    shell.tell(request, said(told, visit, was_made_up=made_up is not None))
    if told.new and form.cleaned_data["shared"] and _is_held(visit, told.event_id):
        shell.warn(request, gettext("Your words look like an ad. A moderator looks at them before others see them."))
    if made_up:
        return going.to(visit, "challenge", challenge)
    return going.to(visit, "today", then=f"?done={challenge}#challenge-{challenge}")


def _is_held(visit: access.Visit, event_id: int) -> bool:
    """Whether what was told with a check-in waits for a moderator; the check-in itself counts."""
    return not moderation.described(space_id=visit.space.id, kind="checkin", subject_id=event_id).is_seen


def _told(
    request: HttpRequest, visit: access.Visit, challenge: str, given: Mapping[str, object]
) -> challenges.CheckedIn:
    """Words first: pictures cost, so they are looked at last, and counted whatever becomes of them."""
    files = [file for file in request.FILES.getlist("pictures") if file.size]
    sender: dict[str, Any] = {"space_id": visit.space.id, "member_id": visit.member_id}
    made_up = {} if given["for_date"] is None else {"for_date": given["for_date"]}
    proof: dict[str, Any] = {"text": given["text"], "shared": given["shared"], "challenge": challenge, **made_up}
    if files:
        if not challenges.refuse_early(pictures=len(files), **sender, **proof):
            files = []
        media.reserve(pictures=len(files), actor=actor(visit), **sender)
    with tenancy.acting_in(visit.space.id):
        taken = [media.take(content=file.read(), actor=actor(visit), is_counted=True, **sender).id for file in files]
        if made_up:
            return challenges.make_up(picture_ids=taken, **sender, **proof)
        return challenges.check_in(picture_ids=taken, **sender, **proof)


def said(told: challenges.CheckedIn, visit: access.Visit, *, was_made_up: bool) -> str:
    """What happened in two short sentences: the run, and what it brought or what comes next."""
    facts = {
        "streak": formats.number(told.streak),
        "gained": words.gains(told.gained, currency=visit.space.currency),
        "day": formats.short_day(told.day),
    }
    if not told.new:
        return gettext("You have checked in today already.")
    done = gettext("%(day)s is made up.") if was_made_up else gettext("Checked in: day %(streak)s in a row.")
    return " ".join([done % facts, gettext("You got %(gained)s.") % facts if told.gained else ""]).strip()


def actor(visit: access.Visit) -> str:
    """How the member is named in the journal where somebody has to be."""
    return f"member:{visit.member_id}"


def _again(request: HttpRequest, visit: access.Visit, challenge: str, problem: str) -> HttpResponse:
    """The page once more, with what was wrong beside the field and what was typed still in it."""
    typed = {
        "slug": challenge,
        "text": request.POST.get("text", ""),
        "shared": "shared" in request.POST,
        "for_date": request.POST.get("for_date", ""),
        "problem": problem,
    }
    if request.POST.get("for_date"):
        context = {"page": challenge_page.page(visit, challenge), "typed": typed}
        return shell.show(request, "h5/challenge/challenge.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    context = {"page": today_page.page(visit), "typed": typed}
    return shell.show(request, "h5/today/today.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


ROUTES = [
    routes.h5("today/", today, name="today"),
    routes.h5("today/<str:challenge>/check-in/", check_in, name="challenge-check-in"),
]
