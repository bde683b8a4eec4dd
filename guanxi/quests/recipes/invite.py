"""Bring friends who take part; the reward follows what the friend does, never the sharing (law, rule 2)."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Field, Recipe, Written

ACTS: Mapping[str, str] = {
    "checkin.made": gettext_noop("check in once"),
    "post.created": gettext_noop("write a post"),
    "order.delivered": gettext_noop("receive an order"),
}
PENDING_DAYS = 7
_FIELDS = (
    Field(name="friends", kind="whole", label=gettext_noop("Friends"), default=3, least=1, most=100),
    Field(
        name="act",
        kind="choice",
        label=gettext_noop("What a friend must do to count"),
        default="checkin.made",
        choices=tuple(ACTS.items()),
        hint=gettext_noop("This holds for every invitation of the space: joining alone never counts."),
    ),
    *pieces.gift(),
    pieces.points("first_points", gettext_noop("Points for the first friend"), 50),
    pieces.points_budget(20_000),
    pieces.first_day(),
    pieces.last_day(60),
    pieces.CIRCLE,
    *pieces.TITLE,
    *pieces.TERMS,
)


def _title(answers: Answers) -> str:
    count = pieces.whole(answers, "friends")
    return ngettext("Bring %(count)d friend", "Bring %(count)d friends", count) % {"count": count}


def _write(slug: str, answers: Answers) -> Written:
    friends, points = pieces.whole(answers, "friends"), pieces.whole(answers, "first_points")
    first = [pieces.points_promise(points, pending_days=PENDING_DAYS)] if points else []
    gifts = pieces.things(answers)
    steps: list[Mapping[str, object]] = []
    if first and friends > 1:
        steps.append({"reach": 1, "promise": first})
        steps += [{"reach": friends, "promise": gifts}] if gifts else []
    else:
        steps.append({"reach": friends, "promise": [*first, *gifts]})
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: _title(answers)),
        "goal": {"event": "referral.qualified", "measure": {"distinct": "invitee"}},
        "window": pieces.window(answers),
        "steps": steps,
        "budget": pieces.budget(answers, has_points=bool(points)),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest, qualifying=(pieces.text(answers, "act"),))


def _terms(answers: Answers) -> list[str]:
    friends, points = pieces.whole(answers, "friends"), pieces.whole(answers, "first_points")
    act = ACTS.get(pieces.text(answers, "act"), "")
    facts = {
        "count": friends,
        "points": points,
        "gift": pieces.text(answers, "gift"),
        "act": gettext(act) if act else "",
        "days": PENDING_DAYS,
    }
    said = [pieces.dates_term(answers)]
    said.append(gettext("A friend counts when they join and, of their own wish, %(act)s.") % facts)
    if points:
        said.append(
            gettext("For the first friend you get %(points)d points, which can be used after %(days)d days.") % facts
        )
    if facts["gift"]:
        said.append(
            ngettext("With %(count)d friend you get “%(gift)s”.", "With %(count)d friends you get “%(gift)s”.", friends)
            % facts
        )
    said.append(gettext("If a friend leaves later, what you were given stays yours."))
    return [*said, pieces.stock_term(answers)]


RECIPE = Recipe(
    name="invite",
    slug="invite",
    title=gettext_noop("Invite three, get a gift"),
    summary=gettext_noop(
        "For when members are content: they bring friends, and a friend counts by what the friend does."
    ),
    sentence=gettext_noop(
        "Members who bring %(friends)s friends who %(act)s between %(first_day)s and %(last_day)s"
        " get [%(gift)s (there are %(stock)s), and] %(first_points)s points for the first friend."
        " At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("Members bring the next ones: the right people, who do something of their own."),
    stage="refer",
    icon="user-plus",
    is_amber=True,
    fields=_FIELDS,
    write=_write,
)
