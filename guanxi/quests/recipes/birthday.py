"""A greeting in the week of a birthday. Who has one, `birthdays.py` tells by a tag."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

TAG = "birthday-week"
_FIELDS = (
    pieces.points("points", gettext_noop("Points"), 88),
    Field(
        name="expires_days",
        kind="whole",
        label=gettext_noop("Days in which the points can be used"),
        default=30,
        least=7,
        most=366,
    ),
    *pieces.coupon(),
    pieces.points_budget(8_800),
    *pieces.TITLE,
    *pieces.TERMS,
)


def _write(slug: str, answers: Answers) -> Written:
    points = pieces.whole(answers, "points")
    promises: list[Mapping[str, object]] = []
    if points:
        promises.append({"points": points, "expires_days": pieces.whole(answers, "expires_days")})
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: gettext("Happy birthday")),
        "audience": f"has(member.tags, {pieces.quoted(TAG)})",
        "goal": {"event": "checkin.made"},
        "period": "year",
        "steps": [{"reach": 1, "promise": [*promises, *pieces.things(answers)]}],
        "budget": pieces.budget(answers, has_points=bool(points)),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest)


def _terms(answers: Answers) -> list[str]:
    facts = {"reward": pieces.promised(answers), "days": pieces.whole(answers, "expires_days")}
    said = [gettext("Check in once in the week of your birthday and you get %(reward)s, once a year.") % facts]
    if pieces.whole(answers, "points"):
        said.append(gettext("The points can be used for %(days)d days.") % facts)
    return [*said, pieces.stock_term(answers)]


RECIPE = Recipe(
    name="birthday",
    slug="birthday",
    title=gettext_noop("Birthday"),
    summary=gettext_noop("Be the one who remembers. Needs a question about the birthday among your profile fields."),
    sentence=gettext_noop(
        "Members who check in during the week of their birthday get %(points)s points, usable for"
        " %(expires_days)s days[, and %(coupon)s (there are %(coupons)s)]."
        " At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("Loyal members: be the one who remembers."),
    stage="retain",
    icon="cake",
    fields=_FIELDS,
    write=_write,
    needs=("birthday",),
)
