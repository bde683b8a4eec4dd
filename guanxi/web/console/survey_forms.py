"""The forms of the survey builder: the heading, and a question of each kind with only the parts it has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from guanxi.members.queries import Field
from guanxi.surveys import queries
from guanxi.surveys.questions import CHOOSING, DETAILS, Question, ShowIf, fits
from guanxi.web.console import dressed

_DETAIL_WORDS = {
    "province": gettext_lazy("Province"),
    "city": gettext_lazy("Province and city"),
    "free": gettext_lazy("Free words"),
}
_PARTS: Mapping[str, tuple[str, ...]] = {
    "single": ("options",),
    "multiple": ("options", "least", "most"),
    "scale": ("least", "most", "low_label", "high_label"),
    "text": ("least", "most"),
    "number": ("least", "most", "unit"),
    "date": (),
    "place": ("detail",),
    "account": (),
    "picture": (),
}
_BETWEEN = "\x1f"


class HeadingForm(dressed.Form):
    """What the survey is, why it asks, on what ground, and when it is open."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    why = forms.CharField(
        label=gettext_lazy("Why you ask"),
        help_text=gettext_lazy("Members read it above the questions. Say what you do with the answers for them."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("One purpose in a few words, such as “choosing the spring tea together”."),
        max_length=80,
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy("Where it is consent, nobody can send answers without giving it."),
        choices=[
            ("consent", gettext_lazy("Consent of the member")),
            ("contract", gettext_lazy("Needed to give members what they joined for")),
            ("interest", gettext_lazy("Legitimate interest")),
            ("law", gettext_lazy("Required by law")),
        ],
    )
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: as soon as you open it."),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: when you close it."),
    )


class QuestionForm(dressed.Form):
    """Everything that a question can have; `question_form` leaves what its kind has."""

    title = forms.CharField(label=gettext_lazy("Question"), max_length=200)
    help = forms.CharField(label=gettext_lazy("Help below it"), max_length=400, required=False)
    options = forms.CharField(
        label=gettext_lazy("Options"),
        help_text=gettext_lazy("One a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    least = forms.IntegerField(label=gettext_lazy("At least"), required=False)
    most = forms.IntegerField(label=gettext_lazy("At most"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    low_label = forms.CharField(label=gettext_lazy("Name of the lower end"), max_length=40, required=False)
    high_label = forms.CharField(label=gettext_lazy("Name of the upper end"), max_length=40, required=False)
    detail = forms.ChoiceField(
        label=gettext_lazy("How exact"), choices=[(code, _DETAIL_WORDS[code]) for code in DETAILS], required=False
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    personal = forms.BooleanField(
        label=gettext_lazy("Tells who somebody is"),
        help_text=gettext_lazy("Staff then see that it was answered, not what."),
        required=False,
    )
    into = forms.ChoiceField(
        label=gettext_lazy("Keep the answer in the profile as"),
        help_text=gettext_lazy("Profile fields (under Settings) that can take such an answer."),
        required=False,
    )
    show_if = forms.MultipleChoiceField(
        label=gettext_lazy("Ask it only of those who answered"),
        help_text=gettext_lazy("Nothing chosen: of everybody."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def question_form(
    asked: Question, earlier: Sequence[Question], fields: Mapping[str, Field], sent: QueryDict | None
) -> QuestionForm:
    """The form of a question of this kind."""
    form = QuestionForm(sent, initial=_initial(asked))
    parts = _PARTS[asked.kind]
    for name in ("options", "least", "most", "unit", "low_label", "high_label", "detail"):
        if name not in parts:
            del form.fields[name]
    if asked.kind in CHOOSING:
        form.fields["options"].required = True
    if asked.kind == "scale":
        form.fields["least"].label = gettext("First number (0 or 1)")
        form.fields["most"].label = gettext("Last number (up to 10)")
    if asked.kind == "text":
        form.fields["least"].label = gettext("At least so many characters")
        form.fields["most"].label = gettext("At most so many characters")
    fitting = [(slug, field.label) for slug, field in fields.items() if fits(asked.kind, field.type)]
    _choose(form, "into", [("", gettext("Nowhere: only in the survey")), *fitting] if fitting else [])
    deciding = [
        (f"{one.key}{_BETWEEN}{value}", f"{one.title} → {value}") for one in earlier for value in _values_of(one)
    ]
    _choose(form, "show_if", deciding)
    return form


def question_of(asked: Question, given: Mapping[str, Any]) -> Question:
    """The question as it was filled in; what its kind does not have stays away."""
    chosen = [value.split(_BETWEEN, 1) for value in given.get("show_if") or ()]
    options = [line.strip() for line in (given.get("options") or "").splitlines()]
    return Question(
        key=asked.key,
        kind=asked.kind,
        title=given["title"],
        help=given.get("help") or "",
        required=bool(given.get("required")),
        personal=bool(given.get("personal")),
        options=tuple(line for line in options if line),
        least=given.get("least"),
        most=given.get("most"),
        unit=given.get("unit") or "",
        low_label=given.get("low_label") or "",
        high_label=given.get("high_label") or "",
        detail=given.get("detail") or "province",
        into=given.get("into") or None,
        show_if=ShowIf(key=chosen[0][0], values=tuple(value for _, value in chosen)) if chosen else None,
    )


def heading_of(survey: queries.Survey, zone: ZoneInfo) -> dict[str, object]:
    """The heading as its form begins, times on the clocks of the space."""
    times = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
    local = {name: at.astimezone(zone).replace(tzinfo=None) if at else None for name, at in times.items()}
    return {"title": survey.title, "why": survey.why, "purpose": survey.purpose, "basis": survey.basis, **local}


def moment(typed: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A time that was typed, on the clocks of the space."""
    return typed.replace(tzinfo=zone) if typed else None


def status(form: forms.Form) -> HTTPStatus:
    """How a page with this form answers."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _initial(asked: Question) -> dict[str, object]:
    show_if = asked.show_if
    return {
        "title": asked.title,
        "help": asked.help,
        "options": "\n".join(asked.options),
        "least": asked.least,
        "most": asked.most,
        "unit": asked.unit,
        "low_label": asked.low_label,
        "high_label": asked.high_label,
        "detail": asked.detail,
        "required": asked.required,
        "personal": asked.personal,
        "into": asked.into or "",
        "show_if": [f"{show_if.key}{_BETWEEN}{value}" for value in show_if.values] if show_if else [],
    }


def _choose(form: QuestionForm, name: str, choices: Sequence[tuple[str, str]]) -> None:
    if choices:
        form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a choice field has them
    else:
        del form.fields[name]


def _values_of(asked: Question) -> Sequence[str]:
    if asked.kind == "scale":
        low, high = asked.ends
        return [str(n) for n in range(low, high + 1)]
    return asked.options if asked.kind in {"single", "multiple"} else ()
