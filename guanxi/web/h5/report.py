"""Reporting something: a reason from the list, a note that only moderators read."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from guanxi.circles import queries as circles
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions, errors, hooks, words
from guanxi.web import access, routes, shell
from guanxi.web.h5 import words as said

LONGEST_NOTE = 500
_EXCERPT = 120


class ReportForm(forms.Form):
    """Why, and in one's own words."""

    reason = forms.ChoiceField(label=gettext_lazy("What is wrong with it?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("Only the moderators read it. The author does not learn who reported."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reason = self.fields["reason"]
        if isinstance(reason, forms.ChoiceField):
            reason.choices = [(code, gettext(text)) for code, text in words.REASONS.items()]


def report(request: HttpRequest, visit: access.Visit, kind: str, number: int) -> HttpResponse:
    """Ask what is wrong with a thing that the member can see, and let a moderator look at it."""
    thing = hooks.described(space_id=visit.space.id, kind=kind, subject_id=number)
    if not thing.is_seen or not hooks.subject(kind).by_members:
        raise errors.UnknownSubject
    if thing.post_id is not None:  # whoever may not read the circle may not learn that it is there
        circles.post(space_id=visit.space.id, post_id=thing.post_id, member_id=visit.member_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    back = said.link("post", visit.space.slug, thing.post_id) if thing.post_id is not None else ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(
                space_id=visit.space.id,
                member_id=visit.member_id,
                kind=kind,
                subject_id=number,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Thank you. A moderator looks at it, and you are told in your messages."))
            return HttpResponseRedirect(back or said.link("messages", visit.space.slug), status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    page = {"excerpt": _excerpt(thing.text), "back": back, "is_mine": thing.author_id == visit.member_id}
    return shell.show(request, "h5/report/report.html", {"form": form, "page": page}, status=status)


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT].rstrip()}…"


ROUTES = [routes.h5("report/<slug:kind>/<int:number>/", report, name="report")]
