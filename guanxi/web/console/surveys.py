"""Surveys: write them question by question, open them, read what came out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guanxi import journal
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.kernel.predicates import PredicateRefused
from guanxi.members import queries as members
from guanxi.members import segments, values
from guanxi.surveys import actions, errors, queries, results
from guanxi.surveys.questions import KINDS, Question, fits
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import survey_forms, survey_results, surveys_page, surveys_starter

_PAGE = 50


def listed(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All surveys, the newest first."""
    asked = listing.asked(request, sorts=tuple(queries.ORDERS), filters=("state",), default="-new")

    def read(wanted: keyset.Wanted) -> keyset.Found[queries.Survey]:
        state = asked.filters["state"] or None
        return queries.page(space_id=desk.space.id, wanted=wanted, state=state, words=asked.query)

    source = listing.Source(
        asked=asked, columns=surveys_page.columns(), read=read, row=lambda one: surveys_page.row(desk, one)
    )
    if asked.csv:
        return source.table("surveys")
    page = surveys_page.listed(desk, source)
    return shell.show(request, "console/surveys/list.html", {"page": page})


def begin(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """A new survey: why first, then the questions; or the seed members' survey to begin with."""
    form = survey_forms.HeadingForm(request.POST or None)
    if request.method == "POST" and "starter" in request.POST:
        return _to_builder(desk, surveys_starter.seed_members(desk))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        survey_id = actions.create(
            space_id=desk.space.id,
            title=given["title"],
            why=given["why"],
            purpose=given["purpose"],
            basis=given["basis"],
            actor=desk.actor,
        )
        return _to_builder(desk, survey_id)
    return shell.show(request, "console/surveys/new.html", {"form": form}, status=survey_forms.status(form))


def builder(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponse:
    """The questions, each with its buttons, and the phone beside them."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    now = journal.now(space_id=desk.space.id)
    page = surveys_page.builder(request, desk, survey, now=now)
    return shell.show(request, "console/surveys/builder.html", {"page": page})


def about(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponse:
    """Title, why, purpose, ground and times."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    form = survey_forms.HeadingForm(request.POST or None, initial=survey_forms.heading_of(survey, desk.space.zone))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.describe(
                space_id=desk.space.id,
                survey_id=survey_id,
                title=given["title"],
                why=given["why"],
                purpose=given["purpose"],
                basis=given["basis"],
                opens_at=survey_forms.moment(given["opens_at"], desk.space.zone),
                closes_at=survey_forms.moment(given["closes_at"], desk.space.zone),
                actor=desk.actor,
            )
        except errors.QuestionUnreadable as refusal:
            title = next(one.title for one in survey.questions if one.key == refusal.facts["question"])
            words = gettext("“%(question)s” could not be asked so: %(problem)s")
            form.add_error("purpose", words % {"question": title, "problem": refusal})
        except Refusal as refusal:
            form.add_error("closes_at", str(refusal))
        else:
            shell.tell(request, gettext("Kept."))
            return _to_builder(desk, survey_id)
    context = {"form": form, "survey": survey}
    return shell.show(request, "console/surveys/about.html", context, status=survey_forms.status(form))


def question(request: HttpRequest, desk: access.Desk, survey_id: int, key: str) -> HttpResponse:
    """One question: `new` with `?kind=`, or one that is asked already."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    place, asked = _asked(request, survey, key)
    fields = members.fields(space_id=desk.space.id)
    form = survey_forms.question_form(asked, survey.questions[:place], fields, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = survey_forms.question_of(asked, form.cleaned_data)
        try:
            if key == "new":
                actions.add_question(space_id=desk.space.id, survey_id=survey_id, question=changed, actor=desk.actor)
            else:
                actions.change_question(space_id=desk.space.id, survey_id=survey_id, question=changed, actor=desk.actor)
        except errors.QuestionUnreadable as refusal:
            part = str(refusal.facts["part"])
            form.add_error(part if part in form.fields else None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_builder(desk, survey_id)
    context = {
        "form": form,
        "survey": survey,
        "kind": surveys_page.kind(asked.kind),
        "fields_link": _fields_link(desk, asked),
        "is_new": key == "new",
        "makes_version": survey.is_frozen,
        "has_condition": asked.show_if is not None,
    }
    return shell.show(request, "console/surveys/question.html", context, status=survey_forms.status(form))


@require_POST
def move(request: HttpRequest, desk: access.Desk, survey_id: int, key: str) -> HttpResponse:
    """One up or one down."""
    by = -1 if request.POST.get("way") == "up" else 1
    try:
        actions.move_question(space_id=desk.space.id, survey_id=survey_id, key=key, by=by, actor=desk.actor)
    except errors.QuestionUnreadable as refusal:
        shell.warn(request, str(refusal))
    return _to_builder(desk, survey_id)


def remove(request: HttpRequest, desk: access.Desk, survey_id: int, key: str) -> HttpResponse:
    """Ask; then ask it no more."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    _, asked = _asked(request, survey, key)
    if request.method == "POST":
        actions.remove_question(space_id=desk.space.id, survey_id=survey_id, key=key, actor=desk.actor)
        shell.tell(request, gettext("“%(question)s” is not asked any more.") % {"question": asked.title})
        return _to_builder(desk, survey_id)
    hanging = [one.title for one in survey.questions if one.show_if and one.show_if.key == key]
    context = {"survey": survey, "question": asked, "hanging": hanging}
    return shell.show(request, "console/surveys/remove.html", context)


@require_POST
def stage(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponse:
    """Open the survey, or close it."""
    try:
        if request.POST.get("act") == "open":
            actions.open_(space_id=desk.space.id, survey_id=survey_id, actor=desk.actor)
            shell.tell(request, gettext("Open: members can answer it now."))
        else:
            actions.close(space_id=desk.space.id, survey_id=survey_id, actor=desk.actor)
            shell.tell(request, gettext("Closed: it takes no more answers. It can be opened again."))
    except (errors.NothingAsked, errors.QuestionUnreadable) as refusal:
        shell.warn(request, str(refusal))
    return _to_builder(desk, survey_id)


def delete(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponse:
    """Ask; then throw a survey away that nobody has answered."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    if request.method == "POST":
        try:
            actions.delete(space_id=desk.space.id, survey_id=survey_id, actor=desk.actor)
        except errors.HasAnswers as refusal:
            shell.warn(request, str(refusal))
            return _to_builder(desk, survey_id)
        shell.tell(request, gettext("The survey is gone."))
        address = reverse("console:surveys", args=[desk.space.slug])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    return shell.show(request, "console/surveys/delete.html", {"survey": survey})


def outcome(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponseBase:
    """What came out: of everybody, or of a segment; or as a table."""
    chosen = request.GET.get("segment", "")
    where, problem = _condition(desk, chosen)
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    if request.GET.get("format") == "csv" and not problem:
        return _table(desk, survey, chosen, where)
    who: dict[str, Any] = {"space_id": desk.space.id, "survey_id": survey_id}
    found = results.Results(survey=survey, members=0, outcomes=()) if problem else results.read(**who, where=where)
    clear = survey_results.clear(desk)
    words = () if problem else queries.answers_to(**who, limit=survey_results.TEXTS, where=where, clear=clear)
    page = survey_results.page(desk, found, words, chosen=chosen, kept=segments.segments(space_id=desk.space.id))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return shell.show(request, "console/surveys/results.html", {"page": page, "problem": problem}, status=status)


def texts(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponse:
    """Answer by answer, the newest first, of everybody or of a segment; what is personal is masked."""
    chosen = request.GET.get("segment", "")
    where, problem = _condition(desk, chosen)
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    after = surveys_page.place(listing.read_cursor(request.GET.get("after", "")))
    found = (
        ()
        if problem
        else queries.answers_to(
            space_id=desk.space.id,
            survey_id=survey_id,
            after=after,
            limit=_PAGE + 1,
            where=where,
            clear=survey_results.clear(desk),
        )
    )
    page = survey_results.texts(desk, survey, found[:_PAGE], has_more=len(found) > _PAGE, chosen=chosen)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return shell.show(request, "console/surveys/answers.html", {"page": page, "problem": problem}, status=status)


def _fields_link(desk: access.Desk, asked: Question) -> str:
    """Where a profile field for such an answer can be made, for those who may; empty where no field can take it."""
    takes = any(fits(asked.kind, type_) for type_ in values.TYPES)
    return reverse("console:fields", args=[desk.space.slug]) if takes and desk.can("members.fields") else ""


def _asked(request: HttpRequest, survey: queries.Survey, key: str) -> tuple[int, Question]:
    """The question and its place; a new one stands at the end."""
    if key == "new":
        kind = request.GET.get("kind", "")
        if kind not in KINDS:
            raise Http404
        fresh = Question(key="", kind=kind, title="")
        return len(survey.questions), replace(fresh, personal=kind in {"account", "picture"})
    for place, question_ in enumerate(survey.questions):
        if question_.key == key:
            return place, question_
    raise Http404


def _condition(desk: access.Desk, slug: str) -> tuple[str | None, str]:
    if not slug:
        return None, ""
    try:
        kept = segments.segment(space_id=desk.space.id, slug=slug)
        return segments.rendered(segments.parsed(space_id=desk.space.id, text=kept.predicate)), ""
    except PredicateRefused as refusal:
        words = gettext("The segment “%(segment)s” cannot be read any more: %(why)s")
        return None, words % {"segment": slug, "why": refusal}


def _table(desk: access.Desk, survey: queries.Survey, chosen: str, where: str | None) -> HttpResponseBase:
    """The answers of everybody, or of a segment, whose short name is then in that of the file."""
    heads = survey_results.heads(survey)
    name = "-".join(part for part in (desk.space.slug, survey.slug, chosen) if part)
    return listing.as_csv(name, heads=heads, rows=_rows(desk, survey, where))


def _rows(desk: access.Desk, survey: queries.Survey, where: str | None) -> Iterator[Sequence[object]]:
    """Answer by answer, read as it is sent; everything that is sealed is masked, whoever takes it."""
    after = None
    while True:
        found = queries.answers_to(
            space_id=desk.space.id, survey_id=survey.id, after=after, limit=queries.LARGEST_PAGE, where=where
        )
        yield from (survey_results.line(desk, survey, one) for one in found)
        if len(found) < queries.LARGEST_PAGE:
            return
        after = (found[-1].answered_at, found[-1].member_id)


def _to_builder(desk: access.Desk, survey_id: int) -> HttpResponseRedirect:
    address = reverse("console:survey", args=[desk.space.slug, survey_id])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


_ONE = "surveys/<int:survey_id>/"
_QUESTION = f"{_ONE}questions/<slug:key>/"
ROUTES = [
    routes.console("surveys/", listed, name="surveys", needs="surveys.read"),
    routes.console("surveys/new/", begin, name="survey-new", needs="surveys.write"),
    routes.console(_ONE, builder, name="survey", needs="surveys.read"),
    routes.console(f"{_ONE}about/", about, name="survey-about", needs="surveys.write"),
    routes.console(f"{_ONE}stage/", stage, name="survey-stage", needs="surveys.write"),
    routes.console(f"{_ONE}delete/", delete, name="survey-delete", needs="surveys.write"),
    routes.console(f"{_ONE}results/", outcome, name="survey-results", needs="surveys.read"),
    routes.console(f"{_ONE}answers/", texts, name="survey-answers", needs="surveys.read"),
    routes.console(_QUESTION, question, name="survey-question", needs="surveys.write"),
    routes.console(f"{_QUESTION}move/", move, name="survey-move", needs="surveys.write"),
    routes.console(f"{_QUESTION}remove/", remove, name="survey-remove", needs="surveys.write"),
]
