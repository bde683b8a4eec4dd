"""From what the operator filled in to a quest in YAML."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

from django.utils.translation import gettext
from ruamel.yaml import YAML

from guanxi.quests.definition import Canvas
from guanxi.quests.language.cursor import CODE
from guanxi.quests.recipes import inducement
from guanxi.quests.recipes.errors import WordsRefused
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Value, Within, Written

LINE_WIDTH = 4_000
_POINTS = ("points", "first_points", "half_points", "per_yuan")


def defaults(recipe: Recipe, *, today: date) -> Answers:
    """What the fields say before anybody changed them; days are counted from `today`."""
    return {
        field.name: today + timedelta(days=field.days_ahead) if field.days_ahead is not None else field.default
        for field in recipe.fields
    }


def draft(
    recipe: Recipe,
    *,
    slug: str,
    answers: Answers,
    canvas: Canvas | None = None,
    within: Within | None = None,
    today: date | None = None,
) -> Written:
    """The quest that the recipe writes of the answers, perhaps for those `within` a circle alone.

    With `today` it must still be possible to fulfil it. Refuses WordsRefused, with all that is wrong by field.
    """
    said = {field.name: _normal(answers.get(field.name)) for field in recipe.fields}
    problems = {field.name: why for field in recipe.fields if (why := _wrong(field, said[field.name]))}
    found = {**_contradictions(said), **({} if today is None else _over(said, today))}
    problems |= {name: why for name, why in found.items() if name not in problems}
    if problems:
        raise WordsRefused(problems)
    if within is not None:
        said |= {"circle": within.slug, "circle_name": within.name}
    written = recipe.write(slug, said)
    if canvas is not None:
        parts = {"background": canvas.background, "purpose": canvas.purpose, "goal": canvas.goal}
        written = replace(written, quest={**written.quest, "canvas": parts})
    return replace(written, quest={word: value for word, value in written.quest.items() if value not in ({}, [], None)})


def as_yaml(*quests: Mapping[str, object]) -> str:
    """Quests as an engineer would write them."""
    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = LINE_WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    writer.dump({"quests": [dict(quest) for quest in quests]}, out)
    return out.getvalue()


def _normal(value: Value) -> Value:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _wrong(field: Field, value: Value) -> str:  # noqa: PLR0911 - one return for each thing that can be wrong
    if value in (None, ""):
        needless = field.is_optional or field.name in {"title_zh", "title_en", "stock", "coupons", "points_budget"}
        return "" if needless else gettext("Fill this in.")
    if isinstance(value, int) and not isinstance(value, bool):
        if field.least is not None and value < field.least:
            return gettext("At least %(least)s.") % {"least": f"{field.least:,}"}
        if field.most is not None and value > field.most:
            return gettext("At most %(most)s.") % {"most": f"{field.most:,}"}
    if isinstance(value, str):
        if field.most is not None and len(value) > field.most:
            return gettext("At most %(most)d characters.") % {"most": field.most}
        if field.kind == "thing" and not CODE.fullmatch(value):
            return gettext("Letters, digits, spaces and hyphens only, beginning and ending with a letter or digit.")
        if field.choices and value not in dict(field.choices):
            return gettext("Choose one of the list.")
        induced = inducement.found([value])
        if induced:
            said = gettext("“%(words)s”: %(why)s.")
            return " ".join(said % {"words": one.words, "why": one.why} for one in induced)
    return ""


def _contradictions(said: Mapping[str, Value]) -> dict[str, str]:
    """What fields say against each other, in words for one of them."""
    found = {}
    first, last = said.get("first_day"), said.get("last_day")
    if isinstance(first, date) and isinstance(last, date):
        if last < first:
            found["last_day"] = gettext("The last day lies before the first.")
        elif (days := said.get("days")) and isinstance(days, int) and (last - first).days + 1 < days:
            found["last_day"] = gettext("That is too short for %(days)d days in a row.") % {"days": days}
    start, end = said.get("hour_from"), said.get("hour_to")
    if isinstance(start, int) and isinstance(end, int) and end <= start:
        found["hour_to"] = gettext("The last hour lies before the first.")
    for thing, count in (("gift", "stock"), ("coupon", "coupons")):
        if said.get(thing) and not said.get(count):
            found[count] = gettext("How many are there?")
    promising = [amount for name in _POINTS if isinstance(amount := said.get(name), int) and amount]
    budget = said.get("points_budget")
    if promising and not budget:
        found["points_budget"] = gettext("How many points may it give in all?")
    elif promising and isinstance(budget, int) and budget < max(promising):
        each = {"points": f"{max(promising):,}"}
        text = gettext("This is less than the %(points)s points of one grant. Raise it, or promise less.")
        found["points_budget"] = text % each
    if not promising and not any(said.get(name) for name in ("gift", "coupon", "has_certificate")):
        found["points"] = gettext("It promises nothing yet: give points, or a thing.")
    return found


def _over(said: Mapping[str, Value], today: date) -> dict[str, str]:
    """The days after which nothing would count, and which are over."""
    days = {name: said.get(name) for name in ("date", "last_day")}
    over = {name for name, day in days.items() if isinstance(day, date) and day < today}
    return dict.fromkeys(over, gettext("This day is over, so nobody could take part. Choose today or a later day."))
