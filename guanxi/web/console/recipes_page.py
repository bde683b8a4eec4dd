"""What the recipe's editor shows: the sentence, what members will read, what it may cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanxi.quests import language, recipes
from guanxi.quests.definition import Canvas, Definition
from guanxi.quests.errors import QuestFileRefused
from guanxi.quests.language.sentence import localized
from guanxi.quests.recipes import Recipe, actions
from guanxi.quests.recipes import queries as uses
from guanxi.quests.recipes.errors import WordsRefused
from guanxi.web import access
from guanxi.web.console import quests_worth, recipes_circles
from guanxi.web.console.recipes_form import RecipeForm, pieces, words

STAGES = {
    "acquire": "Acquire",
    "activate": "Activate",
    "retain": "Retain",
    "monetise": "Monetise",
    "refer": "Refer",
}
UNSAVED = "preview"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A quest as members of one language will read it."""

    locale: str
    language: str
    title: str
    sentence: str
    terms: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What the operator sees beside the sentence; while something is wrong, what the fields in `wrong` are called."""

    told: tuple[Told, ...] = ()
    cost: str = ""
    lacking: str = ""
    yaml: str = ""
    notes: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    is_whole: bool = True


def preview(desk: access.Desk, form: RecipeForm, *, slug: str | None, own: Canvas | None = None) -> Preview:
    """The quest that the form would make; what is wrong is put beside its fields as well.

    Its canvas is that of its circle, without one its `own`.
    """
    if not form.is_valid():
        return _not_yet(form)
    canvas = recipes_circles.canvas(space_id=desk.space.id, circle_id=form.circle_id) or own
    try:
        definition, text = actions.compose(
            space_id=desk.space.id,
            name=form.recipe.name,
            answers=form.answers,
            slug=slug or form.recipe.slug,
            canvas=canvas,
            circle_id=form.circle_id,
        )
    except WordsRefused as refusal:
        form.refuse(refusal.problems)
        return _not_yet(form)
    except QuestFileRefused as refusal:
        form.refuse(in_words(refusal))
        return _not_yet(form)
    covers = uses.coverage(space_id=desk.space.id, definition=definition)
    return Preview(
        told=told(definition),
        cost=quests_worth.most(definition, currency=desk.space.currency),
        lacking=quests_worth.lacking(covers, currency=desk.space.currency),
        yaml=text,
        notes=tuple(language.warnings(definition)),
    )


def told(definition: Definition) -> tuple[Told, ...]:
    """The quest in both languages."""
    found = []
    for locale, name in (("zh-hans", "中文"), ("en", "English")):
        with translation.override(locale):
            found.append(
                Told(
                    locale="zh-Hans" if locale == "zh-hans" else locale,
                    language=name,
                    title=localized(definition.title, locale),
                    sentence=language.sentence(definition, locale),
                    terms=localized(definition.terms, locale),
                )
            )
    return tuple(found)


def in_words(refusal: QuestFileRefused) -> Mapping[str, str]:
    """The problems for somebody who wrote no file: without their places."""
    between = pgettext("between parts of a line", "; ")
    parts = [[part for part in (one.reason, one.suggestion) if part] for one in refusal.problems]
    return {f"file {number}": between.join(part) for number, part in enumerate(parts)}


def _not_yet(form: RecipeForm) -> Preview:
    return Preview(is_whole=False, wrong=tuple(str(form[name].label) for name in form.fields if name in form.errors))


def editor(desk: access.Desk, form: RecipeForm, seen: Preview, *, quest: str | None) -> Mapping[str, object]:
    """Everything the editor's template places."""
    recipe = form.recipe
    inline = {piece.name for piece in pieces(form)}
    above = [form[name] for name in ("title_zh", "title_en")]
    more = [form[one.name] for one in recipe.fields if one.name not in inline | {"title_zh", "title_en"}]
    return {
        "title": gettext(recipe.title),
        "summary": gettext(recipe.summary),
        "recipe": recipe.name,
        "quest": quest,
        "pieces": pieces(form),
        "words": words(form),
        "titles": above,
        "more": more,
        "more_is_open": form.is_bound and any(form.errors.get(field.name) for field in more),
        "preview": seen,
        "tags": form.offers.tags,
        "form": form,
        "needs": missing(desk, recipe, form),
    }


def missing(desk: access.Desk, recipe: Recipe, form: RecipeForm) -> Mapping[str, str]:
    """What the recipe needs and the space does not have yet, with the way there for those who may; empty: nothing."""
    slug = desk.space.slug
    if "survey" in recipe.needs and not form.offers.surveys:
        return {
            "text": gettext("There is no survey yet. Make one first, then come back."),
            "action": gettext("New survey"),
            "href": reverse("console:survey-new", args=[slug]) if desk.can("surveys.write") else "",
        }
    if "birthday" in recipe.needs and not form.offers.has_birthday:
        return birthday_unasked(desk)
    return {}


def birthday_unasked(desk: access.Desk) -> Mapping[str, str]:
    """That nobody could be found, and the way to asking."""
    make = reverse("console:field-new", args=[desk.space.slug]) + "?for=birthday"
    return {
        "text": gettext(
            "Nobody is asked for their birthday yet, so nobody would be found. Make the profile field first, then"
            " ask for it in a survey or let members fill it in under Me."
        ),
        "action": gettext("Ask for the birthday"),
        "href": make if desk.can("members.fields") else "",
    }


def cards(found: Sequence[Recipe] = recipes.RECIPES) -> list[Mapping[str, object]]:
    """The recipes to choose from, in the order of the method."""
    return [
        {
            "name": recipe.name,
            "title": gettext(recipe.title),
            "summary": gettext(recipe.summary),
            "stage": gettext(STAGES[recipe.stage]),
            "purpose": gettext(recipe.purpose),
            "icon": f"icons/{recipe.icon}.html",
            "amber": recipe.is_amber,
        }
        for recipe in found
    ]
