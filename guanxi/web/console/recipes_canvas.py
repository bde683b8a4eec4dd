"""Beginning a quest from its canvas: background, purpose, goal; the recipes that fit the purpose come next."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from guanxi.quests import recipes
from guanxi.quests.definition import Canvas
from guanxi.web import access, routes, shell
from guanxi.web.console import dressed, recipes_page

PURPOSES: Mapping[str, str] = {
    "acquire": gettext_noop("Know the people who are with us from the beginning"),
    "activate": gettext_noop("Newcomers become members: a first word, seen and answered"),
    "retain": gettext_noop("Members come back by themselves"),
    "monetise": gettext_noop("Hear the truth about a product, and sell it"),
    "refer": gettext_noop("Members bring the right friends"),
}
"""By the stage of the loop that a recipe works in."""


class CanvasForm(dressed.Form):
    """The three lines without which a campaign does not begin (H1)."""

    background = forms.CharField(
        label=gettext_lazy("Background"),
        help_text=gettext_lazy("What is so now, and why something should be done."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"),
        choices=lambda: [(code, gettext(words)) for code, words in PURPOSES.items()],
        widget=forms.RadioSelect,
    )
    goal = forms.CharField(
        label=gettext_lazy("Goal"),
        help_text=gettext_lazy("A number and a day by which you will see whether it worked."),
        max_length=200,
    )


def begin(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Write the canvas down, or put it away; the recipes that fit come next."""
    choose = reverse("console:quest-new", args=[desk.space.slug])
    if request.method == "POST" and "away" in request.POST:
        forget(request, desk)
        return HttpResponseRedirect(choose, status=HTTPStatus.SEE_OTHER)
    form = CanvasForm(request.POST if request.method == "POST" else None, initial=_said(request, desk))
    if request.method == "POST" and form.is_valid():
        request.session[_key(desk)] = form.cleaned_data
        return HttpResponseRedirect(choose, status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return shell.show(request, "console/quests/begin.html", {"form": form}, status=status)


def kept(request: HttpRequest, desk: access.Desk) -> Canvas | None:
    """The canvas that somebody has begun with in this browser, and for which no quest is written yet."""
    said = _said(request, desk)
    if not said:
        return None
    purpose = PURPOSES.get(said["purpose"], "")
    return Canvas(background=said["background"], purpose=gettext(purpose) if purpose else "", goal=said["goal"])


def forget(request: HttpRequest, desk: access.Desk) -> None:
    """The quest is written, or shall not be."""
    request.session.pop(_key(desk), None)


def offered(request: HttpRequest, desk: access.Desk) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """The recipes to choose from: those that fit the purpose, and the others, both in the order of the method."""
    stage = _said(request, desk).get("purpose", "")
    fit = tuple(one for one in recipes.RECIPES if one.stage == stage)
    rest = tuple(one for one in recipes.RECIPES if one.stage != stage)
    return {"fit": recipes_page.cards(fit), "cards": recipes_page.cards(rest)}


def _said(request: HttpRequest, desk: access.Desk) -> dict[str, str]:
    found = request.session.get(_key(desk))
    names = ("background", "purpose", "goal")
    return {name: str(found.get(name, "")) for name in names} if isinstance(found, dict) else {}


def _key(desk: access.Desk) -> str:
    return f"quest-canvas:{desk.space.id}"


ROUTES = [routes.console("quests/new/canvas/", begin, name="quest-canvas", needs="quests.write")]
