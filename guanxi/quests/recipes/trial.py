"""A trial with a review: chosen testers write what they found; praise and blame earn the same (law, rule 4)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = (
    Field(
        name="tag",
        kind="tag",
        label=gettext_noop("Tag of the testers"),
        default="trial",
        most=40,
        hint=gettext_noop("You pick the testers by giving them this tag, for example after a survey."),
    ),
    Field(
        name="text_least",
        kind="whole",
        label=gettext_noop("Characters a review must have"),
        default=30,
        least=1,
        most=2000,
    ),
    pieces.points("points", gettext_noop("Points for the review"), 50),
    *pieces.coupon(),
    pieces.points_budget(5_000),
    pieces.first_day(),
    pieces.last_day(45),
    pieces.CIRCLE,
    *pieces.TITLE,
    *pieces.TERMS,
)


def _write(slug: str, answers: Answers) -> Written:
    points = pieces.whole(answers, "points")
    promises: list[Mapping[str, object]] = [pieces.points_promise(points)] if points else []
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: gettext("Try it and tell")),
        "audience": f"has(member.tags, {pieces.quoted(pieces.text(answers, 'tag'))})",
        "goal": {"event": "review.written", "where": f"props.length >= {pieces.whole(answers, 'text_least')}"},
        "window": pieces.window(answers),
        "steps": [{"reach": 1, "promise": [*promises, *pieces.things(answers)]}],
        "budget": pieces.budget(answers, has_points=bool(points)),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest)


def _terms(answers: Answers) -> list[str]:
    facts = {"count": pieces.whole(answers, "text_least"), "reward": pieces.promised(answers)}
    return [
        pieces.dates_term(answers),
        gettext("Write a review of at least %(count)d characters about what you tried, and you get %(reward)s.")
        % facts,
        gettext("You write it under “Me”, “My reviews”."),
        gettext("Praise and blame earn the same. The review is marked as rewarded."),
        pieces.stock_term(answers),
    ]


RECIPE = Recipe(
    name="trial",
    slug="trial",
    title=gettext_noop("Trial and review"),
    summary=gettext_noop("Chosen members try something and tell how it was, for good or ill."),
    sentence=gettext_noop(
        "Members with the tag %(tag)s who write a review of at least %(text_least)s characters"
        " between %(first_day)s and %(last_day)s get %(points)s points [and %(coupon)s (there are %(coupons)s)],"
        " whatever they write. At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("The product: hear the truth about it, and let others read it."),
    stage="monetise",
    icon="package",
    is_amber=True,
    fields=_FIELDS,
    write=_write,
)
