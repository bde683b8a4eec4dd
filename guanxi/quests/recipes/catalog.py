"""All recipes, in the order of the method: serve, retain, trust, sell, let them refer."""

from guanxi.quests.recipes import birthday, checkin, invite, member_day, survey, trial, welcome
from guanxi.quests.recipes.errors import UnknownRecipe
from guanxi.quests.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    survey.RECIPE,
    welcome.RECIPE,
    checkin.RECIPE,
    birthday.RECIPE,
    trial.RECIPE,
    member_day.RECIPE,
    invite.RECIPE,
)


def named(*, name: str) -> Recipe:
    """The recipe of that name. Refuses UnknownRecipe."""
    found = next((one for one in RECIPES if one.name == name), None)
    if found is None:
        raise UnknownRecipe(recipe=name)
    return found
