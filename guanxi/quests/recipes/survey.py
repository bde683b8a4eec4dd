"""A survey that finds the seed members; the answers count, not what is answered."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWERED = "survey.answered"
_FIELDS = (
    Field(
        name="survey",
        kind="survey",
        label=gettext_noop("Survey"),
        hint=gettext_noop("Whoever answers it to its end is rewarded, whatever the answers are."),
    ),
    pieces.points("points", gettext_noop("Points"), 30),
    *pieces.gift(),
    pieces.points_budget(9_000),
    pieces.first_day(),
    pieces.last_day(30),
    pieces.CIRCLE,
    *pieces.TITLE,
    *pieces.TERMS,
)


def _write(slug: str, answers: Answers) -> Written:
    points = pieces.whole(answers, "points")
    promises: list[Mapping[str, object]] = [pieces.points_promise(points)] if points else []
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: gettext("Tell us about yourself")),
        "goal": {"event": ANSWERED, "where": f"props.survey = {pieces.quoted(pieces.text(answers, 'survey'))}"},
        "window": pieces.window(answers),
        "steps": [{"reach": 1, "promise": [*promises, *pieces.things(answers)]}],
        "budget": pieces.budget(answers, has_points=bool(points)),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest)


def _terms(answers: Answers) -> list[str]:
    facts = {"reward": pieces.promised(answers)}
    said = gettext("Answer the survey to its end and you get %(reward)s, whatever you answer.") % facts
    return [pieces.dates_term(answers), said, pieces.stock_term(answers)]


RECIPE = Recipe(
    name="survey",
    slug="survey",
    title=gettext_noop("Survey for seed members"),
    summary=gettext_noop(
        "Find the people who are with you from the beginning: what they can do and where they are heard."
    ),
    sentence=gettext_noop(
        "Members who answer %(survey)s between %(first_day)s and %(last_day)s get %(points)s points"
        " [and %(gift)s (there are %(stock)s)]. At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("Seed members: know who they are, and meet them as people."),
    stage="acquire",
    icon="clipboard-list",
    fields=_FIELDS,
    write=_write,
    needs=("survey",),
)
