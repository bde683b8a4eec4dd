"""A first word of a new member, seen and answered."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

ACTS: Mapping[str, str] = {
    "post.created": gettext_noop("write their first post"),
    "checkin.made": gettext_noop("check in for the first time"),
    "comment.created": gettext_noop("write their first comment"),
}
_YOUR_ACTS: Mapping[str, str] = {
    "post.created": gettext_noop("write a post"),
    "checkin.made": gettext_noop("check in once"),
    "comment.created": gettext_noop("write a comment"),
}
_FIELDS = (
    Field(name="days", kind="whole", label=gettext_noop("Days after joining"), default=7, least=1, most=90),
    Field(
        name="act",
        kind="choice",
        label=gettext_noop("What they do"),
        default="post.created",
        choices=tuple(ACTS.items()),
    ),
    pieces.points("points", gettext_noop("Points"), 20),
    *pieces.coupon(),
    pieces.points_budget(10_000),
    *pieces.TITLE,
    *pieces.TERMS,
)


def _write(slug: str, answers: Answers) -> Written:
    points = pieces.whole(answers, "points")
    promises: list[Mapping[str, object]] = [pieces.points_promise(points)] if points else []
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: gettext("Welcome")),
        "audience": f"days_since(member.joined_at) < {pieces.whole(answers, 'days')}",
        "goal": {"event": pieces.text(answers, "act")},
        "steps": [{"reach": 1, "promise": [*promises, *pieces.things(answers)]}],
        "budget": pieces.budget(answers, has_points=bool(points)),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest)


def _terms(answers: Answers) -> list[str]:
    act = _YOUR_ACTS.get(pieces.text(answers, "act"), "")
    facts = {
        "days": pieces.whole(answers, "days"),
        "act": gettext(act) if act else "",
        "reward": pieces.promised(answers),
    }
    said = gettext("Within %(days)d days of joining, %(act)s, and you get %(reward)s.") % facts
    return [said, pieces.stock_term(answers)]


RECIPE = Recipe(
    name="welcome",
    slug="welcome",
    title=gettext_noop("Welcome for new members"),
    summary=gettext_noop("Who says a first word in the first week stays. Reward the word, and answer it."),
    sentence=gettext_noop(
        "New members who %(act)s within %(days)s days of joining get %(points)s points [and %(coupon)s"
        " (there are %(coupons)s)]. At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("Newcomers become members: a first word in the circle, seen and answered."),
    stage="activate",
    icon="message-circle",
    fields=_FIELDS,
    write=_write,
)
