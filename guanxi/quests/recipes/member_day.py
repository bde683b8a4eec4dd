"""A day for the members."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext, gettext_noop

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

ACTS: Mapping[str, str] = {
    "checkin.made": gettext_noop("check in"),
    "post.created": gettext_noop("write a post"),
    "order.paid": gettext_noop("pay for an order"),
}
RETURN_DAYS = 7
_CENTS = 100
_FIELDS = (
    Field(name="date", kind="day", label=gettext_noop("Day"), days_ahead=7),
    Field(
        name="act",
        kind="choice",
        label=gettext_noop("What they do"),
        default="checkin.made",
        choices=tuple(ACTS.items()),
    ),
    pieces.points("points", gettext_noop("Points"), 18),
    *pieces.coupon(),
    Field(
        name="per_yuan",
        kind="whole",
        label=gettext_noop("Points for every whole unit of money spent"),
        default=0,
        least=0,
        most=100,
        is_optional=True,
        is_more=True,
        hint=gettext_noop(
            "Only with orders. They can be used after seven days, when nothing can be returned any more."
        ),
    ),
    pieces.points_budget(20_000),
    *pieces.TITLE,
    *pieces.TERMS,
)


def _each(answers: Answers) -> list[Mapping[str, object]]:
    rate = pieces.whole(answers, "per_yuan") if pieces.text(answers, "act") == "order.paid" else 0
    return (
        [{**pieces.points_promise(rate, pending_days=RETURN_DAYS), "for_each": _CENTS, "of": "sum_cents"}]
        if rate
        else []
    )


def _write(slug: str, answers: Answers) -> Written:
    points, date = pieces.whole(answers, "points"), pieces.day(answers, "date")
    pending = RETURN_DAYS if pieces.text(answers, "act") == "order.paid" else 0
    promises: list[Mapping[str, object]] = [pieces.points_promise(points, pending_days=pending)] if points else []
    promises += pieces.things(answers)
    each = _each(answers)
    quest: dict[str, object] = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: gettext("Members’ day")),
        "goal": {"event": pieces.text(answers, "act")},
        "terms": pieces.terms(answers, lambda: _terms(answers)),
        "budget": pieces.budget(answers, has_points=bool(points or each)),
    }
    if date is not None:
        quest["window"] = {"from": date, "to": date + timedelta(days=1)}
    if promises or not each:
        quest["steps"] = [{"reach": 1, "promise": promises}]
    if each:
        quest["each"] = each
    return Written(quest=quest)


def _terms(answers: Answers) -> list[str]:
    act = ACTS.get(pieces.text(answers, "act"), "")
    facts = {
        "day": pieces.shown(pieces.day(answers, "date")),
        "act": gettext(act) if act else "",
        "reward": pieces.promised(answers),
        "rate": pieces.whole(answers, "per_yuan"),
        "days": RETURN_DAYS,
    }
    said = []
    if facts["reward"]:
        said.append(gettext("On %(day)s, %(act)s and you get %(reward)s, once per member.") % facts)
    if _each(answers):
        said.append(
            gettext("Every whole unit of money paid that day gives %(rate)d points, usable after %(days)d days.")
            % facts
        )
    return [*said, pieces.stock_term(answers)]


RECIPE = Recipe(
    name="member-day",
    slug="member-day",
    title=gettext_noop("Members’ day"),
    summary=gettext_noop("One day that belongs to the members: a reason to come by, and a small thing to take along."),
    sentence=gettext_noop(
        "Members who %(act)s on %(date)s get %(points)s points [and %(coupon)s (there are %(coupons)s)]."
        " At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("The relationship: a fixed day to which members look forward."),
    stage="monetise",
    icon="gift",
    is_amber=True,
    fields=_FIELDS,
    write=_write,
)
