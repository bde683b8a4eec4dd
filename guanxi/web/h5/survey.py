"""A survey on the phone: one page, errors beside the question, nothing lost."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.media import queries as pictures
from guanxi.surveys import actions, answers, errors, queries
from guanxi.web import access, numbers, routes, shell, survey_form


def survey(request: HttpRequest, visit: access.Visit, survey_id: int) -> HttpResponse:
    """The survey to fill in; thanks when it is answered."""
    asked = queries.survey(space_id=visit.space.id, survey_id=survey_id)
    mine = _mine(visit, survey_id)
    if asked.state == "draft":
        raise errors.UnknownSurvey(survey=survey_id)  # not there yet for anybody outside
    if queries.has_answered(**mine):
        return _thanks(request, visit, asked)
    if not asked.is_open(visit.now):
        return _closed(request, visit, asked)
    if request.method == "POST":
        return _send(request, visit, asked)
    return _form(request, visit, asked, queries.draft(**mine), {})


def _send(request: HttpRequest, visit: access.Visit, asked: queries.Survey) -> HttpResponse:
    """Take the answers in, or show what needs another look; what was typed is kept either way."""
    mine = _mine(visit, asked.id)
    given, wrong = _given(request, visit, asked)
    consent_problem = ""
    try:
        if not wrong:
            actions.answer(
                space_id=visit.space.id,
                survey_id=asked.id,
                member_id=visit.member_id,
                given=given,
                consents=request.POST.get("consent") == "yes",
                actor=None,
            )
    except errors.AlreadyAnswered:
        pass  # the second of two taps
    except errors.AnswersRefused as refusal:
        wrong = dict(refusal.problems)
    except errors.ConsentMissing as refusal:
        consent_problem = str(refusal)
    if wrong or consent_problem:
        actions.save_draft(**mine, given=given, actor=None)
        problems = answers.checked(asked.questions, given)[1] | wrong
        return _form(request, visit, asked, given, problems, consent_problem=consent_problem)
    after = {"next": request.POST["next"]} if request.POST.get("next") else {}
    address = reverse("h5:survey", args=[visit.space.slug, asked.id], query=after)
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _mine(visit: access.Visit, survey_id: int) -> dict[str, int]:
    return {"space_id": visit.space.id, "survey_id": survey_id, "member_id": visit.member_id}


@require_POST
def draft(request: HttpRequest, visit: access.Visit, survey_id: int) -> HttpResponse:
    """Keep what is typed so far."""
    asked = queries.survey(space_id=visit.space.id, survey_id=survey_id)
    given = survey_form.given(asked.questions, request.POST)
    actions.save_draft(space_id=visit.space.id, survey_id=survey_id, member_id=visit.member_id, given=given, actor=None)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _given(request: HttpRequest, visit: access.Visit, asked: queries.Survey) -> tuple[dict[str, Any], dict[str, str]]:
    """What was sent, pictures taken in; and what is wrong with those."""
    given = survey_form.given(asked.questions, request.POST)
    wrong: dict[str, str] = {}
    for question in asked.questions:
        if question.kind != "picture":
            continue
        sent = request.FILES.get(f"{question.key}-file")
        if sent is not None:
            try:
                taken = media.take(
                    space_id=visit.space.id, member_id=visit.member_id, content=sent.read(), actor=_actor(visit)
                )
            except Refusal as refusal:
                wrong[question.key] = str(refusal)
                continue
            # An answer is for its sender and the staff alone.
            media.hide(space_id=visit.space.id, picture_ids=[taken.id], actor=_actor(visit))
            given[question.key] = str(taken.id)
        elif given[question.key] and not _is_own(visit, given[question.key]):
            given[question.key] = ""
    return given, wrong


def _is_own(visit: access.Visit, picture: str) -> bool:
    number = numbers.named(picture)
    return number is not None and pictures.are_usable(
        space_id=visit.space.id, picture_ids=[number], member_id=visit.member_id, user_id=None
    )


def _actor(visit: access.Visit) -> str:
    return f"member:{visit.member_id}"


def _form(
    request: HttpRequest,
    visit: access.Visit,
    asked: queries.Survey,
    given: Mapping[str, Any],
    problems: Mapping[str, str],
    *,
    consent_problem: str = "",
) -> HttpResponse:
    named = [{"key": one.key, "title": one.title} for one in asked.questions if one.key in problems]
    if consent_problem:
        named.append({"key": "consent", "title": consent_problem})
    context = {
        "survey": asked,
        "fields": survey_form.fields(asked.questions, given, problems),
        "problems": named,
        "consented": request.POST.get("consent") == "yes",
        "consent_problem": consent_problem,
        "next": _next(request, visit),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if named else HTTPStatus.OK
    return shell.show(request, "h5/survey/form.html", context, status=status)


def _thanks(request: HttpRequest, visit: access.Visit, asked: queries.Survey) -> HttpResponse:
    answered = queries.answers_of(space_id=visit.space.id, member_id=visit.member_id, clear="all")
    told = next((one.told for one in answered if one.survey_id == asked.id), ())
    context = {
        "survey": asked,
        "told": _lines(told),
        "next": _next(request, visit) or _home(visit),
    }
    return shell.show(request, "h5/survey/done.html", context)


def _lines(told: Sequence[queries.Told]) -> list[Mapping[str, str]]:
    return [
        {"question": one.question.title, "words": one.words}
        for one in told
        if one.words and one.question.kind != "picture"
    ]


def _closed(request: HttpRequest, visit: access.Visit, asked: queries.Survey) -> HttpResponse:
    context = {"survey": asked, "is_closed": True, "next": _next(request, visit) or _home(visit)}
    return shell.show(request, "h5/survey/done.html", context)


def _home(visit: access.Visit) -> str:
    return f"{access.cookie_path(visit.space.slug)}today/"


def _next(request: HttpRequest, visit: access.Visit) -> str:
    """Where to go on to: only to pages of this space."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_here = wanted.startswith(access.cookie_path(visit.space.slug))
    return wanted if is_here and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


ROUTES = [
    routes.h5("surveys/<int:survey_id>/", survey, name="survey"),
    routes.h5("surveys/<int:survey_id>/draft/", draft, name="survey-draft"),
]
