"""The questions of a space as form fields: typed, with the reason why each is asked, one's own answer filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, gettext_lazy

from guanxi.members import own
from guanxi.members.actions import facing

_PART = "__"
_AGREES = f"{_PART}agrees"
_ADDRESS = (
    ("recipient", gettext_lazy("Recipient"), "name"),
    ("phone", gettext_lazy("Phone"), "tel"),
    ("region", gettext_lazy("Province"), "address-level1"),
    ("city", gettext_lazy("City"), "address-level2"),
    ("district", gettext_lazy("District"), "address-level3"),
    ("street", gettext_lazy("Street and number"), "street-address"),
    ("postal_code", gettext_lazy("Postal code"), "postal-code"),
)
_BASES = {
    "consent": gettext_lazy("you decide"),
    "contract": gettext_lazy("for your membership"),
    "law": gettext_lazy("required by law"),
    "interest": gettext_lazy("to improve the service"),
}
_YES_NO = [("", "—"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class Face(forms.Form):
    """How others see a member."""

    name = forms.CharField(
        label=gettext_lazy("Nickname"),
        required=False,
        max_length=facing.LONGEST_NAME,
        help_text=gettext_lazy("Other members see it. It need not be your name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    no_picture = forms.BooleanField(label=gettext_lazy("Show no picture"), required=False)


def answers_form(questions: Sequence[own.Question], data: Any = None) -> forms.Form:  # noqa: ANN401 - what Django posts
    """A form with a field for each question. `data` is what was sent, None to show what is kept."""
    form = forms.Form(data)
    for question in questions:
        for name, field in _fields(question):
            form.fields[name] = field
        if question.field.basis == "consent":
            form.fields[f"{question.field.slug}{_AGREES}"] = forms.BooleanField(
                label=gettext("I agree that this is kept for: %(purpose)s") % {"purpose": question.field.purpose},
                required=False,
                initial=question.agreed,
            )
    return form


def answers(questions: Sequence[own.Question], cleaned: Mapping[str, Any]) -> dict[str, object]:
    """What was answered, by field, in the types that members keep; None for what was cleared. Only what changed."""
    given = {question.field.slug: _answer(question, cleaned) for question in questions}
    kept = {question.field.slug: question.answer for question in questions}
    return {slug: value for slug, value in given.items() if value != kept[slug]}


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What is agreed to, and no longer, by purpose; the boxes that lack a tick, the fields to be cleared."""

    given: Mapping[str, str]
    withdrawn: frozenset[str]
    lacking: tuple[str, ...]
    cleared: tuple[str, ...]


def agreed(questions: Sequence[own.Question], cleaned: Mapping[str, Any], changed: Mapping[str, object]) -> Agreed:
    """What the boxes say. A purpose is given up when no box of it is ticked any more; its answers go with it."""
    asked = [question for question in questions if question.field.basis == "consent"]
    ticked = {question.field.slug: bool(cleaned.get(f"{question.field.slug}{_AGREES}")) for question in asked}
    kept = {question.field.purpose for question in asked if ticked[question.field.slug]}
    return Agreed(
        given={
            question.field.purpose: question.field.slug
            for question in asked
            if ticked[question.field.slug] and not question.agreed and changed.get(question.field.slug) is not None
        },
        withdrawn=frozenset(question.field.purpose for question in asked if question.agreed) - kept,
        lacking=tuple(
            f"{question.field.slug}{_AGREES}"
            for question in asked
            if not ticked[question.field.slug] and changed.get(question.field.slug) is not None
        ),
        cleared=tuple(
            question.field.slug for question in asked if not ticked[question.field.slug] and question.answer is not None
        ),
    )


def _fields(question: own.Question) -> list[tuple[str, forms.Field]]:
    slug, kind = question.field.slug, question.field.type
    if kind == "address":
        parts = cast("Mapping[str, str]", question.answer or {})
        return [
            (
                f"{slug}{_PART}{part}",
                forms.CharField(
                    label=f"{question.field.label}: {label}",
                    required=False,
                    max_length=200,
                    initial=parts.get(part, ""),
                    help_text=_why(question) if part == "recipient" else "",
                    widget=forms.TextInput(attrs={"autocomplete": token}),
                ),
            )
            for part, label, token in _ADDRESS
        ]
    return [(slug, _field(question))]


def _field(question: own.Question) -> forms.Field:  # noqa: PLR0911 - one return for each type
    field, shown = question.field, question.answer
    about: dict[str, Any] = {"label": field.label, "required": False, "help_text": _why(question), "initial": shown}
    choices = [(option, option) for option in field.options]
    match field.type:
        case "integer":
            return forms.IntegerField(**about, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
        case "decimal":
            return forms.CharField(**about, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case "boolean":
            about["initial"] = {True: "yes", False: "no"}.get(cast("bool", shown), "") if shown is not None else ""
            return forms.ChoiceField(**about, choices=_YES_NO)
        case "date":
            return forms.DateField(**about, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case "choice":
            return forms.ChoiceField(**about, choices=[("", "—"), *choices])
        case "choices":
            return forms.MultipleChoiceField(**about, choices=choices, widget=forms.CheckboxSelectMultiple)
        case "email":
            return forms.CharField(**about, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
        case "phone":
            attributes = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
            return forms.CharField(**about, max_length=40, widget=forms.TextInput(attrs=attributes))
        case "url":
            return forms.CharField(**about, max_length=2000, widget=forms.TextInput(attrs={"inputmode": "url"}))
        case _:
            return forms.CharField(**about, max_length=2000)


def _why(question: own.Question) -> str:
    """Why it is asked, on what ground, who sees it, for how long it is kept."""
    field = question.field
    parts = [gettext("For: %(purpose)s") % {"purpose": field.purpose}, str(_BASES.get(field.basis, ""))]
    if field.personal:
        parts.append(gettext("sealed; staff see it only for a reason that is recorded"))
    if field.retention_days:
        parts.append(gettext("kept for %(days)s days") % {"days": field.retention_days})
    return " · ".join(part for part in parts if part)


def _answer(question: own.Question, cleaned: Mapping[str, Any]) -> object:
    slug, kind = question.field.slug, question.field.type
    if kind == "address":
        parts = {part: str(cleaned.get(f"{slug}{_PART}{part}") or "").strip() for part, _, _ in _ADDRESS}
        return {part: text for part, text in parts.items() if text} or None
    value = cleaned.get(slug)
    if value in (None, "", []):
        return None
    match kind:
        case "boolean":
            return value == "yes"
        case "date":
            return value.isoformat()
        case "choices":
            return list(value)
        case _:
            return value if isinstance(value, int) else str(value)
