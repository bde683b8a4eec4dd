"""Beginning a quest: from a recipe, whose sentence is edited by its words, or as YAML."""

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from guanxi import journal
from guanxi.members import queries as members
from guanxi.quests import queries as quests
from guanxi.quests import recipes
from guanxi.quests.definition import Canvas
from guanxi.quests.errors import QuestFileRefused, WrongState
from guanxi.quests.recipes import actions, birthdays
from guanxi.quests.recipes import queries as uses
from guanxi.quests.recipes.errors import WordsRefused
from guanxi.surveys import queries as surveys
from guanxi.web import access, routes, shell
from guanxi.web.console import recipes_canvas, recipes_circles, recipes_page, things
from guanxi.web.console.recipes_form import Offers, RecipeForm

TEXT_MOST = 100_000
SAMPLE = """quests:
  - quest: spring-2027
    title: {zh-hans: 春天的第一杯, en: The first cup of spring}
    canvas:
      background: …
      purpose: …
      goal: …
    goal: {event: checkin.made, measure: {streak: days}}
    steps:
      - {reach: 7, promise: [{points: 30, expires_days: 365}]}
    budget: {points: 12000}
    terms: {zh-hans: …, en: …}
"""


class TextForm(forms.Form):
    """Quests as YAML."""

    text = forms.CharField(
        label=gettext_lazy("Quests in YAML"),
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"class": "form-control code", "rows": 24, "spellcheck": "false"}),
    )


def choose(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """All recipes, those that fit the canvas first, and the other ways to begin."""
    context = {
        "offered": recipes_canvas.offered(request, desk),
        "canvas": recipes_canvas.kept(request, desk),
        "circle": request.GET.get("circle", ""),
    }
    return shell.show(request, "console/quests/choose.html", context)


def edit(request: HttpRequest, desk: access.Desk, recipe: str) -> HttpResponse:
    """The editor of one recipe; `?quest=` goes on with a quest that was written from it."""
    known, quest = recipes.named(name=recipe), request.GET.get("quest", "") or None
    form, own = _form(request, desk, known, quest), _own_canvas(request, desk, quest)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save(
                space_id=desk.space.id,
                name=known.name,
                answers=form.answers,
                actor=desk.actor,
                slug=quest,
                circle_id=form.circle_id,
                canvas=recipes_circles.canvas(space_id=desk.space.id, circle_id=form.circle_id) or own,
            )
        except WordsRefused as refusal:
            form.refuse(refusal.problems)
        except QuestFileRefused as refusal:
            form.refuse(recipes_page.in_words(refusal))
        except WrongState as refusal:
            form.refuse({"state": str(refusal)})
        else:
            if quest is None:  # a canvas that somebody has begun with waits for a quest that is not written yet
                recipes_canvas.forget(request, desk)
            things.name_promises(desk, saved.definition)
            return _saved(request, desk, saved)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    filled = form if form.is_bound else _filled(form)
    seen = recipes_page.preview(desk, filled, slug=quest, own=own)
    if quest is not None and not seen.is_whole:  # what was right when it was written, such as a day to come
        form = filled
    context = {"page": recipes_page.editor(desk, form, seen, quest=quest), "canvas": own}
    return shell.show(request, "console/quests/recipe.html", context, status=status)


def preview(request: HttpRequest, desk: access.Desk, recipe: str) -> HttpResponse:
    """What beside the sentence changes with a word of it, and the words themselves."""
    if request.method != "POST":
        raise Http404
    known, quest = recipes.named(name=recipe), request.GET.get("quest", "") or None
    form = RecipeForm(known, offers=_offers(desk, known), data=request.POST)
    seen = recipes_page.preview(desk, form, slug=quest, own=_own_canvas(request, desk, quest))
    context = {"page": recipes_page.editor(desk, form, seen, quest=quest)}
    return shell.show(request, "console/quests/preview_and_words.html", context)


def write(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Quests as YAML, checked line by line and written down as drafts."""
    form = TextForm(request.POST or None, initial={"text": SAMPLE})
    problems: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            slugs = actions.apply_text(space_id=desk.space.id, text=form.cleaned_data["text"], actor=desk.actor)
        except QuestFileRefused as refusal:
            problems = refusal.problems
        except WrongState as refusal:
            form.add_error("text", str(refusal))
        else:
            shell.tell(request, gettext("Written down. Nothing counts before it is launched."))
            name, args = ("console:quest-launch", [desk.space.slug, slugs[0]])
            target = reverse(name, args=args) if len(slugs) == 1 else reverse("console:quests", args=[desk.space.slug])
            return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return shell.show(request, "console/quests/yaml.html", {"form": form, "problems": problems}, status=status)


def _saved(request: HttpRequest, desk: access.Desk, saved: actions.Saved) -> HttpResponse:
    if "draft" in request.POST or not desk.can("quests.launch"):
        shell.tell(request, gettext("Saved as a draft. Nothing counts before it is launched."))
        target = reverse("console:quest", args=[desk.space.slug, saved.slug])
    else:
        target = reverse("console:quest-launch", args=[desk.space.slug, saved.slug])
    return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)


def _form(request: HttpRequest, desk: access.Desk, known: recipes.Recipe, quest: str | None) -> RecipeForm:
    offers = _offers(desk, known)
    if request.method == "POST":
        return RecipeForm(known, offers=offers, data=request.POST)
    today = journal.now(space_id=desk.space.id).astimezone(desk.space.zone).date()
    initial = dict(recipes.defaults(known, today=today))
    if quest is not None:
        used = uses.use(space_id=desk.space.id, slug=quest)
        if used is None or used.recipe != known.name:
            raise Http404
        initial |= {**used.answers, "circle": str(used.circle_id or "")}
    elif circle := request.GET.get("circle"):
        initial["circle"] = circle
    return RecipeForm(known, offers=offers, initial=initial)


def _own_canvas(request: HttpRequest, desk: access.Desk, quest: str | None) -> Canvas | None:
    """The canvas of a quest without a circle: the one somebody has begun with, or the one it has already."""
    if quest is None:
        return recipes_canvas.kept(request, desk)
    return quests.one(space_id=desk.space.id, slug=quest).definition.canvas


def _filled(form: RecipeForm) -> RecipeForm:
    """The form as if what it begins with had been sent, for the first preview."""
    filled = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in form.initial.items()
        if value not in (None, False)
    }
    return RecipeForm(form.recipe, offers=form.offers, data=filled)


def _offers(desk: access.Desk, known: recipes.Recipe) -> Offers:
    kinds = {one.kind for one in known.fields}
    space_id = desk.space.id
    found = surveys.surveys(space_id=space_id, state="open", limit=100) if "survey" in kinds else ()
    return Offers(
        circles=recipes_circles.choices(space_id=space_id) if "circle" in kinds else (),
        surveys=tuple((one.slug, one.title) for one in found),
        tags=members.tags(space_id=space_id) if "tag" in kinds else (),
        has_birthday="birthday" not in known.needs or birthdays.is_asked(space_id=space_id),
    )


ROUTES = [
    *recipes_canvas.ROUTES,
    routes.console("quests/new/", choose, name="quest-new", needs="quests.write"),
    routes.console("quests/new/yaml/", write, name="quest-yaml", needs="quests.write"),
    routes.console("quests/new/<slug:recipe>/", edit, name="quest-recipe", needs="quests.write"),
    routes.console("quests/new/<slug:recipe>/preview/", preview, name="quest-preview", needs="quests.write"),
]
