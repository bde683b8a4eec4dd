"""Profile fields: what the space asks its members and why; changed in words, dropped with their answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from guanxi.kernel.errors import Refusal
from guanxi.members import errors, fields
from guanxi.web import access, formats, routes, shell
from guanxi.web.console import dressed, fields_page

LONGEST_DAYS = 36_500


class FieldForm(dressed.Form):
    """A question to the members."""

    label = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("As members read it, such as “Birthday” or “Favourite tea”."),
        max_length=80,
    )
    type = forms.ChoiceField(label=gettext_lazy("What the answer is"))
    options = forms.CharField(
        label=gettext_lazy("Options"),
        help_text=gettext_lazy("One a line. Only a choice has them."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy("Members read it beside the question. One purpose, in a few words."),
        max_length=80,
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy("Where it is consent, nobody can answer without giving it."),
    )
    personal = forms.BooleanField(
        label=gettext_lazy("Tells who somebody is"),
        help_text=gettext_lazy(
            "Then it is sealed: staff see that it was answered, and what only for a reason that is recorded; segments"
            " and quests cannot ask for it."
        ),
        required=False,
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Days for which an answer is kept"),
        help_text=gettext_lazy("Empty: as long as somebody is a member."),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy(
            "Small Latin letters, digits and underscores; conditions read it as member.… It never changes. Empty: made"
            " from the question."
        ),
        required=False,
        max_length=40,
    )

    def __init__(self, data: QueryDict | None, *, held: fields.Standing | None, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["type"].choices = fields_page.types()  # type: ignore[attr-defined]  # a choice field has them
        self.fields["basis"].choices = fields_page.grounds()  # type: ignore[attr-defined]  # the same
        if held is None:
            return
        del self.fields["slug"]
        for name in fields_page.fixed(held):
            self.fields[name].disabled = True
            self.fields[name].help_text = fields_page.fixed_words(name)

    @property
    def words(self) -> fields.Words:
        """The question as it was filled in; call when the form is valid."""
        given = self.cleaned_data
        options = [line.strip() for line in given["options"].splitlines()]
        return fields.Words(
            label=given["label"],
            type=given["type"],
            purpose=given["purpose"],
            basis=given["basis"],
            personal=given["personal"],
            retention_days=given["retention_days"],
            options=tuple(line for line in options if line),
        )

    def refuse(self, refusal: Refusal) -> None:
        """Say what is wrong beside the field that it is about."""
        beside = {
            errors.FieldMustBePersonal: "personal",
            errors.FieldTaken: "slug",
        }.get(type(refusal))
        self.add_error(beside if beside in self.fields else None, str(refusal))


def listed(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Every question, with how many answered it."""
    page = fields_page.listed(desk, fields.standing(space_id=desk.space.id))
    return shell.show(request, "console/fields/list.html", {"page": page})


def begin(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """A new question; `?for=birthday` begins with what a recipe needs."""
    initial = fields_page.beginning(request.GET.get("for", ""))
    form = FieldForm(request.POST if request.method == "POST" else None, held=None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            fields.add(space_id=desk.space.id, slug=form.cleaned_data["slug"], words=form.words, actor=desk.actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = gettext("Members find “%(label)s” under Me, My details. A survey can ask it, a file bring it in.")
            shell.tell(request, words % {"label": form.words.label})
            return _to_list(desk)
    return _show(request, form, {"held": None})


def edit(request: HttpRequest, desk: access.Desk, field: str) -> HttpResponse:
    """Change what may change: words always, the kind while nobody has answered, and to personal at any time."""
    held = fields.one(space_id=desk.space.id, slug=field)
    form = FieldForm(
        request.POST if request.method == "POST" else None, held=held, initial=fields_page.kept(held.field)
    )
    if request.method == "POST" and form.is_valid():
        try:
            sealed = fields.change(space_id=desk.space.id, slug=field, words=form.words, actor=desk.actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = ngettext(
                "Kept. %(n)s answer is hidden now and sealed in a moment.",
                "Kept. %(n)s answers are hidden now and sealed in a moment.",
                sealed,
            )
            shell.tell(request, said % {"n": formats.number(sealed)} if sealed else gettext("Kept."))
            return _to_list(desk)
    return _show(request, form, {"held": held.field, "answered": fields_page.answered(held)})


def drop(request: HttpRequest, desk: access.Desk, field: str) -> HttpResponse:
    """Say what goes with it; then ask it no more."""
    held = fields.one(space_id=desk.space.id, slug=field)
    if request.method == "POST":
        try:
            gone = fields.drop(space_id=desk.space.id, slug=field, actor=desk.actor)
        except errors.FieldInUse as refusal:
            shell.warn(request, str(refusal))
            return HttpResponseRedirect(
                reverse("console:field-drop", args=[desk.space.slug, field]), status=HTTPStatus.SEE_OTHER
            )
        said = ngettext(
            "It is gone. The worker deletes %(n)s answer.", "It is gone. The worker deletes %(n)s answers.", gone
        )
        shell.tell(request, said % {"n": formats.number(gone)} if gone else gettext("It is gone."))
        return _to_list(desk)
    page = fields_page.dropping(held, fields.uses(space_id=desk.space.id, slug=field))
    return shell.show(request, "console/fields/drop.html", {"page": page})


def _show(request: HttpRequest, form: FieldForm, context: Mapping[str, object]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return shell.show(request, "console/fields/edit.html", {"form": form, **context}, status=status)


def _to_list(desk: access.Desk) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:fields", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.console("fields/", listed, name="fields", needs="members.fields"),
    routes.console("fields/new/", begin, name="field-new", needs="members.fields"),
    routes.console("fields/named/<slug:field>/", edit, name="field", needs="members.fields"),
    routes.console("fields/named/<slug:field>/drop/", drop, name="field-drop", needs="members.fields"),
]
