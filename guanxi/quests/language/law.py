"""What the law forbids a quest to promise (QU-13): cash for heads, and a right to distribute that is bought.

Whether an event tells of money or of recruits is judged by its name and its props, on the safe side:
an event of the space's own that speaks of orders, payments or invitees counts as one.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext

from guanxi.quests.definition import Definition, Goal
from guanxi.quests.language.chain import ARROW, Graph, Source
from guanxi.quests.language.findings import Finding, Path, goal_path
from guanxi.quests.language.vocabulary import Vocabulary

DELIVERED = "order.delivered"
DISTRIBUTION = "distribution"
MONEY = frozenset(
    {
        "bought",
        "buy",
        "cart",
        "cents",
        "checkout",
        "deposit",
        "deposited",
        "fee",
        "invoice",
        "membership",
        "order",
        "orders",
        "paid",
        "pay",
        "payment",
        "payments",
        "plan",
        "plans",
        "price",
        "purchase",
        "purchased",
        "recharge",
        "recharged",
        "refund",
        "refunded",
        "spend",
        "spent",
        "subscribed",
        "subscription",
        "topup",
    }
)
RECRUITS = frozenset(
    {
        "downline",
        "invitation",
        "invite",
        "invited",
        "invitee",
        "invitees",
        "inviter",
        "recruit",
        "recruited",
        "recruits",
        "referral",
        "referrals",
        "team",
    }
)
RECORDED = frozenset({"quest.step_reached", "quest.granted", "member.tier_changed"})


def judge(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """What `definition` promises against the law."""
    for path, kind, code in _promised(definition):
        if kind == "granted":
            yield from _cash(definition, graph, path)
        if kind == "right" and code == DISTRIBUTION:
            yield from _distribution(definition, graph, path)


def _cash(definition: Definition, graph: Graph, path: Path) -> Iterator[Finding]:
    for source in graph.sources(definition, audience=False):
        if _speaks_of(source, RECRUITS, graph.vocabulary):
            reason = gettext("cash for heads is refused: %(way)s counts invitees (QU-13)")
            suggestion = gettext("promise points or a coupon, or rest it on delivered orders")
            yield Finding(path, reason % {"way": _way(source)}, suggestion)
            return
    delivered = [goal.events == (DELIVERED,) for goal in definition.goals]
    rests = any(delivered) if definition.combine == "all" else all(delivered)
    if not rests:
        reason = gettext("cash rests on a delivered, unrefunded order (QU-13)")
        at = goal_path(definition, delivered.index(False))
        yield Finding((*at, "event"), reason, gettext("let the goal be order.delivered, or promise something else"))
    if definition.undo == "keep":
        reason = gettext("cash that a refund does not take back is refused (QU-13)")
        yield Finding(("undo",), reason, gettext("write undo: reverse"))


def _distribution(definition: Definition, graph: Graph, path: Path) -> Iterator[Finding]:
    for source in graph.sources(definition, audience=True):
        money = source.name == "member.plan" or _speaks_of(source, MONEY, graph.vocabulary)
        if money or _speaks_of(source, RECRUITS, graph.vocabulary):
            what = gettext("the member's own orders or payments") if money else gettext("recruiting")
            way = ARROW.join((_way(source), definition.slug))
            reason = gettext("the right to distribute would be earned by %(what)s: %(way)s (QU-13)")
            suggestion = gettext("let service earn it, such as check-ins, answers or lessons")
            yield Finding(path, reason % {"what": what, "way": way}, suggestion)
            return


def _promised(definition: Definition) -> Iterator[tuple[Path, str, str]]:
    for at, step in enumerate(definition.steps):
        for index, promise in enumerate(step.promises):
            yield ("steps", at, "promise", index), promise.kind, promise.code
    for index, promise in enumerate(definition.each):
        yield ("each", index), promise.kind, promise.code


def _speaks_of(source: Source, words: frozenset[str], vocabulary: Vocabulary) -> bool:
    if source.name in RECORDED:
        return False
    props = vocabulary.props(Goal(events=(source.name,)))
    spoken = " ".join((source.name, *(prop.removeprefix("props.") for prop in props)))
    return not words.isdisjoint(re.split(r"[^a-z0-9]+", spoken.lower()))


def _way(source: Source) -> str:
    return ARROW.join((source.name, *source.through))
