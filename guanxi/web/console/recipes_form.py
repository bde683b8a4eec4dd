"""The fields of a recipe as a form, and its sentence as words that can be clicked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.utils.translation import gettext, pgettext

from guanxi.quests.recipes import Answers, Field, Recipe, Value
from guanxi.web import formats

_PLACE = re.compile(r"%\((\w+)\)s")
_OPTIONAL = re.compile(r"\[(.*?)\]")
_CLINGING = "，。；：、）,.;:)"
type Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What can be chosen in this space: circles by id, surveys by name, tags."""

    circles: Choices = ()
    surveys: Choices = ()
    tags: Sequence[str] = ()
    has_birthday: bool = True
    """Whether members are asked for their birthday."""


class RecipeForm(forms.Form):
    """The fields of one recipe; what is open is None."""

    def __init__(self, recipe: Recipe, *, offers: Offers, data: object = None, initial: Answers | None = None) -> None:
        super().__init__(data=data, initial=dict(initial or {}), auto_id="field-%s")  # type: ignore[arg-type]  # a QueryDict or None
        self.recipe = recipe
        self.offers = offers
        for one in recipe.fields:
            self.fields[one.name] = _form_field(one, offers)

    @property
    def answers(self) -> Answers:
        """What was filled in, by field; None where a field was left open."""
        return {
            one.name: _answer(one, self.cleaned_data.get(one.name))
            for one in self.recipe.fields
            if one.kind != "circle"
        }

    @property
    def circle_id(self) -> int | None:
        """The circle that was chosen."""
        chosen = self.cleaned_data.get("circle")
        return int(chosen) if chosen else None

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Put what is wrong beside its fields."""
        for name, why in problems.items():
            self.add_error(name if name in self.fields else None, why)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the sentence: plain words, or a word that can be clicked (with the field that changes it)."""

    text: str
    name: str = ""
    field: object = None
    is_wrong: bool = False
    within: str = ""
    """The field without which this is not said: the number of a gift, where there is none."""
    clings: str = ""
    """The sign behind the word that may not begin a line."""


def pieces(form: RecipeForm) -> tuple[Piece, ...]:
    """The recipe's sentence in the reader's language, taken apart at its places."""
    segments = _OPTIONAL.split(gettext(form.recipe.sentence))
    apart = [piece for index, text in enumerate(segments) for piece in _pieces(form, text, is_optional=index % 2 == 1)]
    return tuple(piece for piece in _kept_together(apart) if piece.text)


def _kept_together(apart: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the signs that would begin a line given to the word before: no browser keeps them there."""
    before = Piece(text="")
    for piece in apart:
        is_behind = before.name and not piece.name and piece.within == before.within == ""
        if is_behind and piece.text[0] in _CLINGING:
            yield replace(before, clings=piece.text[0])
            before = replace(piece, text=piece.text[1:])
        else:
            yield before
            before = piece
    yield before


def _pieces(form: RecipeForm, text: str, *, is_optional: bool) -> Iterator[Piece]:
    parts = _PLACE.split(text)
    needed = parts[1] if is_optional else ""
    for index, part in enumerate(parts):
        if index % 2:
            is_wrong = bool(form.is_bound and form.errors.get(part))
            within = "" if part == needed else needed
            yield Piece(text=word(form, part), name=part, field=form[part], is_wrong=is_wrong, within=within)
        elif part:
            yield Piece(text=part, within=needed)


def words(form: RecipeForm) -> tuple[Piece, ...]:
    """Only the words that can be clicked, as they read now; each once."""
    return tuple({piece.name: piece for piece in pieces(form) if piece.name}.values())


def word(form: RecipeForm, name: str) -> str:  # noqa: PLR0911 - one return for each kind of field
    """What the sentence says in the place `name`."""
    one = form.recipe.field(name)
    value = _current(form, one)
    if value in (None, "", 0) and not (value == 0 and not one.empty):
        return gettext(one.empty) if one.empty else pgettext("an open place in a sentence", "…")
    match one.kind:
        case "whole":
            return formats.number(int(str(value)))
        case "day":
            return formats.day(value) if isinstance(value, date) else str(value)
        case "choice":
            return gettext(dict(one.choices).get(str(value), str(value)))
        case "circle":
            return dict(form.offers.circles).get(str(value), str(value))
        case "survey":
            return gettext("“%(name)s”") % {"name": dict(form.offers.surveys).get(str(value), str(value))}
        case "thing" | "tag":
            return gettext("“%(name)s”") % {"name": value}
        case _:
            return str(value)


def _current(form: RecipeForm, one: Field) -> Value:
    if not form.is_bound:
        value: Value = form.initial.get(one.name)
        return value
    cleaned: Mapping[str, Value] = getattr(form, "cleaned_data", {})
    return cleaned.get(one.name) if one.name in cleaned else form[one.name].value()


def _answer(one: Field, value: Value) -> Value:
    if one.kind == "flag":
        return bool(value)
    return value if value != "" else None


def _form_field(one: Field, offers: Offers) -> forms.Field:
    label = gettext(one.label)
    hint = gettext(one.hint) if one.hint else ""
    control = {"class": "form-control"}
    match one.kind:
        case "whole":
            whole = forms.NumberInput(attrs={**control, "inputmode": "numeric"})
            return forms.IntegerField(label=label, help_text=hint, required=False, widget=whole)
        case "day":
            return forms.DateField(
                label=label,
                help_text=hint,
                required=False,
                widget=forms.DateInput(attrs={**control, "type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d"],
            )
        case "flag":
            return forms.BooleanField(label=label, help_text=hint, required=False)
        case "text":
            return forms.CharField(
                label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={**control, "rows": 3})
            )
        case "choice" | "circle" | "survey":
            return forms.ChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=_choices(one, offers),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        case _:
            attrs = {**control, "list": "tags"} if one.kind == "tag" else control
            if one.kind == "thing":
                attrs = {**attrs, "placeholder": " "}  # by it the style sheet knows that nothing is given
            return forms.CharField(
                label=label,
                help_text=hint,
                required=False,
                widget=forms.TextInput(attrs={**attrs, "autocomplete": "off"}),
            )


def _choices(one: Field, offers: Offers) -> list[tuple[str, str]]:
    if one.kind == "choice":
        return [(value, gettext(text)) for value, text in one.choices]
    offered = offers.circles if one.kind == "circle" else offers.surveys
    none = gettext(one.empty) if one.empty else gettext("Choose …")
    return [("", none), *((str(value), text) for value, text in offered)]
