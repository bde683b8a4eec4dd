"""Recipes: quests that are tried and tested, with a few words left open.

A recipe is a list of fields and a function that writes a quest in the very language that engineers write by hand; so
whatever a recipe makes can be read, checked and changed like any other quest. One file for each recipe.
"""

from guanxi.quests.recipes.catalog import RECIPES, named
from guanxi.quests.recipes.recipe import Answers, Challenge, Field, Recipe, Value, Within, Written
from guanxi.quests.recipes.writing import as_yaml, defaults, draft

__all__ = [
    "RECIPES",
    "Answers",
    "Challenge",
    "Field",
    "Recipe",
    "Value",
    "Within",
    "Written",
    "as_yaml",
    "defaults",
    "draft",
    "named",
]
