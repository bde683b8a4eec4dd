"""Answers to a survey as a table with what is sealed in clear: chosen, for a reason, recorded, of a bounded size."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext, gettext_lazy

from guanxi.kernel.errors import Refusal
from guanxi.kernel.predicates import PredicateRefused
from guanxi.members import segments
from guanxi.surveys import actions, queries
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import dressed, survey_results


class TakeForm(dressed.Form):
    """Which answers are told in clear, and why."""

    questions = forms.MultipleChoiceField(label=gettext_lazy("In clear"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Why they are needed"),
        help_text=gettext_lazy("It is recorded with your name, under “Who did what”."),
        min_length=5,
        max_length=200,
    )


def take(request: HttpRequest, desk: access.Desk, survey_id: int) -> HttpResponseBase:
    """Ask which and why; then hand the table out."""
    survey = queries.survey(space_id=desk.space.id, survey_id=survey_id)
    chosen = request.GET.get("segment", "")
    form = TakeForm(request.POST if request.method == "POST" else None)
    sealed = [(one.key, one.title) for one in survey.questions if one.is_sealed]
    form.fields["questions"].choices = sealed  # type: ignore[attr-defined]  # a choice field has them
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.take(
                space_id=desk.space.id,
                survey_id=survey_id,
                keys=form.cleaned_data["questions"],
                reason=form.cleaned_data["reason"],
                actor=desk.actor,
                where=_condition(desk, chosen),
            )
        except (Refusal, PredicateRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            facts = {"name": desk.name, "actor": desk.actor}
            mark: list[object] = [gettext("Taken by %(name)s (%(actor)s). Not to be passed on.") % facts]
            lines = [mark, *(survey_results.line(desk, survey, one) for one in found)]
            return listing.as_csv(f"{desk.space.slug}-{survey.slug}", heads=survey_results.heads(survey), rows=lines)
    context = {
        "form": form,
        "survey": survey,
        "has_sealed": bool(sealed),
        "most": formats.number(actions.MOST_TAKEN),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return shell.show(request, "console/surveys/take.html", context, status=status)


def _condition(desk: access.Desk, slug: str) -> str | None:
    if not slug:
        return None
    kept = segments.segment(space_id=desk.space.id, slug=slug)
    return segments.rendered(segments.parsed(space_id=desk.space.id, text=kept.predicate))


ROUTES = [
    routes.console("surveys/<int:survey_id>/take/", take, name="survey-take", needs="members.export"),
]
