"""Me: how others see me, what I told, and the doors to everything that is mine."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.members import actions as members
from guanxi.members import errors as member_errors
from guanxi.members import faces, own
from guanxi.web import access, routes, shell
from guanxi.web.h5 import going, me_page, profile_forms, words


@require_safe
def me(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Who am I here."""
    return shell.show(request, "h5/me/me.html", {"page": me_page.page(visit)})


@require_safe
def profile(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """How others see me, and what I told the brand."""
    return _profile(request, visit)


@require_POST
def set_face(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Another nickname or picture."""
    form = profile_forms.Face(request.POST, request.FILES)
    if form.is_valid():
        try:
            _reserve(visit, form)
            with tenancy.acting_in(visit.space.id):
                _keep_face(visit, form)
        except (member_errors.NameUnreadable, member_errors.NameReserved) as refusal:
            form.add_error("name", str(refusal))
        except Refusal as refusal:
            form.add_error("picture", str(refusal))
        else:
            return _done(request, visit, gettext("Others see you like this now."))
    return _profile(request, visit, face=form, status=422)


@require_POST
def set_answers(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What I told the brand, corrected."""
    questions = own.questions(space_id=visit.space.id, member_id=visit.member_id)
    form = profile_forms.answers_form(questions, request.POST)
    if form.is_valid():
        changed = profile_forms.answers(questions, form.cleaned_data)
        agreed = profile_forms.agreed(questions, form.cleaned_data, changed)
        changed |= dict.fromkeys(agreed.cleared)
        for box in agreed.lacking:
            form.add_error(box, gettext("Tick this if you agree; without it the answer is not kept."))
        if agreed.lacking:
            return _profile(request, visit, answers=form, status=422)
        try:
            _keep_answers(visit, changed, agreed)
        except Refusal as refusal:
            field = str(refusal.facts.get("field", ""))
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return _done(
                request,
                visit,
                gettext("Your answers are kept.") if changed or agreed.withdrawn else gettext("Nothing changed."),
            )
    return _profile(request, visit, answers=form, status=422)


def _reserve(visit: access.Visit, form: profile_forms.Face) -> None:
    """Count the picture outside of the savepoint that a refusal rolls back: unpacking it is what costs."""
    pictures = 1 if form.cleaned_data["picture"] else 0
    media.reserve(
        space_id=visit.space.id, member_id=visit.member_id, pictures=pictures, actor=f"member:{visit.member_id}"
    )


def _keep_answers(visit: access.Visit, changed: dict[str, object], agreed: profile_forms.Agreed) -> None:
    """The answers with the consents on which they rest, all of it or nothing."""
    who: dict[str, Any] = {"space_id": visit.space.id, "member_id": visit.member_id}
    with tenancy.acting_in(visit.space.id):
        for purpose, slug in agreed.given.items():
            members.give_consent(**who, purpose=purpose, text_version=f"field:{slug}", channel="h5", actor=None)
        if changed:
            members.set_profile(**who, answers=changed, actor=None, source="h5")
        for purpose in sorted(agreed.withdrawn):
            members.withdraw_consent(**who, purpose=purpose, actor=None)


def _keep_face(visit: access.Visit, form: profile_forms.Face) -> None:
    kept = faces.faces(space_id=visit.space.id, member_ids=[visit.member_id])[visit.member_id]
    file, avatar_id = form.cleaned_data["picture"], kept.avatar_id
    if file:
        actor = f"member:{visit.member_id}"
        avatar_id = media.take(
            space_id=visit.space.id, member_id=visit.member_id, content=file.read(), actor=actor, is_counted=True
        ).id
    elif form.cleaned_data["no_picture"]:
        avatar_id = None
    members.set_face(
        space_id=visit.space.id,
        member_id=visit.member_id,
        name=form.cleaned_data["name"].strip() or None,
        avatar_id=avatar_id,
        actor=None,
    )


def _done(request: HttpRequest, visit: access.Visit, text: str) -> HttpResponse:
    shell.tell(request, text)
    return going.to(visit, "profile")


def _profile(
    request: HttpRequest,
    visit: access.Visit,
    *,
    face: forms.Form | None = None,
    answers: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    seen = faces.faces(space_id=visit.space.id, member_ids=[visit.member_id])[visit.member_id]
    chosen = own.nickname(**who) if face is None else ""
    context = {
        "picture": words.picture(visit.space.slug, seen.avatar_id),
        "initial": seen.name[:1],
        "face": face or profile_forms.Face(initial={"name": chosen}),
        "answers": answers or profile_forms.answers_form(own.questions(**who)),
    }
    return shell.show(request, "h5/me/profile.html", context, status=status)


ROUTES = [
    routes.h5("me/", me, name="me"),
    routes.h5("me/profile/", profile, name="profile"),
    routes.h5("me/profile/face/", set_face, name="profile-face"),
    routes.h5("me/profile/answers/", set_answers, name="profile-answers"),
]
