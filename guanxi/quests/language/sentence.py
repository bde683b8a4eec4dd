"""A quest in one plain sentence for members: what to do, what for, how often, until when, how many there are."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, pgettext

from guanxi.quests.definition import OPEN_KINDS, Cap, Definition, Goal, Promise
from guanxi.quests.language.cursor import ANY_LOCALE
from guanxi.spaces import naming

QUALIFIED = "referral.qualified"
ACTIONS: Mapping[str, Callable[[], str]] = {
    "answer.accepted": lambda: gettext("have an answer accepted"),
    "checkin.made": lambda: gettext("check in"),
    "comment.created": lambda: gettext("write a comment"),
    "member.joined": lambda: gettext("join"),
    "member.tier_changed": lambda: gettext("change your tier"),
    "order.delivered": lambda: gettext("receive an order"),
    "order.paid": lambda: gettext("pay for an order"),
    "post.created": lambda: gettext("publish a post"),
    "question.answer_accepted": lambda: gettext("accept an answer"),
    "quest.granted": lambda: gettext("take part in other quests"),
    "quest.step_reached": lambda: gettext("fulfil other quests"),
    QUALIFIED: lambda: (
        ngettext("bring a friend who takes part", "bring %(count)d friends who take part", 1) % {"count": 1}
    ),
    "review.written": lambda: gettext("write a review"),
    "vote.cast": lambda: gettext("receive votes"),
}
FULFILLED = frozenset({"quest.step_reached", "quest.granted"})
PERIODS: Mapping[str, Callable[[], str]] = {
    "once": lambda: gettext("once per member"),
    "day": lambda: gettext("every day anew"),
    "week": lambda: gettext("every week anew"),
    "month": lambda: gettext("every month anew"),
    "year": lambda: gettext("every year anew"),
}
SCOPES: Mapping[str, Callable[[], str]] = {
    "member": lambda: gettext("at most %(what)s per member"),
    "member_day": lambda: gettext("at most %(what)s per member and day"),
    "day": lambda: gettext("at most %(what)s per day for all together"),
    "channel": lambda: gettext("at most %(what)s through the channel %(channel)s"),
}


def sentence(definition: Definition, locale: str) -> str:
    """What `definition` asks and promises, in the language of `locale` (`en`, `zh-hans`)."""
    with translation.override(locale):
        parts = [*_deeds(definition), _period(definition), *_limits(definition)]
        body = gettext("; ").join(part for part in parts if part)
        return gettext("%(title)s: %(body)s.") % {"title": localized(definition.title, locale), "body": body}


def localized(texts: Mapping[str, str], locale: str) -> str:
    """The text for `locale`: the very one, one of the same language, the one for everybody, else the first."""
    language = locale.split("-", 1)[0]
    kin = (name for name in texts if name.split("-", 1)[0] == language)
    chosen = next((name for name in (locale, *kin, ANY_LOCALE, *texts) if name in texts), None)
    return "" if chosen is None else texts[chosen]


def deed(definition: Definition, reach: int) -> str:
    """What is to be done until `reach`, in the language that is spoken now: check in on 7 days in a row."""
    if definition.combine == "one":
        return _deed(definition.goals[0], reach)
    every = gettext(" and ") if definition.combine == "all" else gettext(" or ")
    return every.join(_deed(goal, goal.reach or 1) for goal in definition.goals)


def last_shown(edge: date) -> str:
    """The end of a window as people say it: a day is the last that counts, an instant the first that does not."""
    return _shown(edge, days_back=1)


def _deeds(definition: Definition) -> list[str]:
    rewarded = gettext("%(deed)s and get %(rewards)s")
    goal = definition.goals[0]
    deeds = []
    for promise in definition.each:
        facts = {"deed": _action(goal), "rewards": _reward(promise, definition)}
        deeds.append(gettext("each time you %(deed)s you get %(rewards)s") % facts)
    for step in definition.steps:
        rewards = gettext(", ").join(_reward(promise, definition) for promise in step.promises)
        deeds.append(rewarded % {"deed": deed(definition, step.reach), "rewards": rewards})
    if definition.audience is not None or any(goal.where for goal in definition.goals):
        deeds.append(gettext("under the conditions of the terms"))
    return deeds


def _action(goal: Goal) -> str:
    named = [
        ACTIONS[event]() if event in ACTIONS else gettext("do “%(event)s”") % {"event": event} for event in goal.events
    ]
    return gettext(" or ").join(named)


def _deed(goal: Goal, reach: int) -> str:
    facts = {"action": _action(goal), "count": reach, "prop": goal.measure.prop, "per": goal.per}
    deed = gettext("%(action)s %(count)d times") % facts if reach > 1 else _action(goal)
    match goal.measure.kind:
        case "count" | "distinct" if goal.events == (QUALIFIED,):
            deed = ngettext("bring a friend who takes part", "bring %(count)d friends who take part", reach) % facts
        case "distinct" if reach > 1:
            deed = gettext("%(action)s %(count)d times, each time another %(prop)s") % facts
        case "streak":
            deed = ngettext("%(action)s on %(count)d day", "%(action)s on %(count)d days in a row", reach) % facts
        case "sum" if goal.measure.prop in OPEN_KINDS and FULFILLED.issuperset(goal.events):
            deed = gettext("collect %(what)s in other quests") % {"what": things(goal.measure.prop, reach)}
        case "sum":
            total = _number(reach, goal.measure.prop or "")
            deed = gettext("%(action)s until it adds up to %(total)s") % {**facts, "total": total}
    return gettext("%(deed)s (for one and the same %(per)s)") % {**facts, "deed": deed} if goal.per else deed


def _number(amount: int, prop: str) -> str:
    """An amount of the prop; cents are shown in the whole unit."""
    return f"{amount // 100:,}.{amount % 100:02d}" if prop.endswith("cents") else f"{amount:,}"


def _reward(promise: Promise, definition: Definition) -> str:
    reward = things(promise.code, promise.amount) if promise.of_value else _honour(promise, definition)
    if promise.of is not None:
        facts = {"reward": reward, "part": _number(promise.for_each or 1, promise.of)}
        reward = gettext("%(reward)s for every %(part)s") % facts
    if promise.expires_days is not None:
        days = promise.expires_days
        kept = ngettext("%(reward)s (good for %(days)d day)", "%(reward)s (good for %(days)d days)", days)
        reward = kept % {"reward": reward, "days": days}
    return reward


def _honour(promise: Promise, definition: Definition) -> str:
    """The honour by its name; a certificate of the quest itself is called as the quest is."""
    is_own = promise.kind == "certificate" and promise.code == definition.slug
    own = naming.title(f"{promise.kind}:{promise.code}")
    title = localized(definition.title, translation.get_language() or "en") if is_own else promise.code
    facts = {"name": own or title}
    match promise.kind:
        case "certificate":
            return gettext("the certificate “%(name)s”") % facts
        case "tier":
            return gettext("the tier “%(name)s”") % facts
        case _:
            return gettext("the right “%(name)s”") % facts


def things(code: str, amount: int) -> str:  # noqa: PLR0911 - one return for each kind of unit
    """An amount of a unit by its name: 1,200 points, 2 coupons “ten off”."""
    kind, _, name = code.partition(":")
    facts = {"name": naming.title(code) or name, "n": f"{amount:,}", "cash": _number(amount, "cents")}
    match kind:
        case "points":
            return ngettext("%(n)s point", "%(n)s points", amount) % facts
        case "growth":
            return gettext("%(n)s growth") % facts
        case "granted":
            return gettext("a red packet of %(cash)s") % facts
        case "membership_days":
            return ngettext("%(n)s day of membership", "%(n)s days of membership", amount) % facts
        case "coupon":
            return ngettext("%(n)s coupon “%(name)s”", "%(n)s coupons “%(name)s”", amount) % facts
        case "ticket":
            return ngettext("%(n)s ticket “%(name)s”", "%(n)s tickets “%(name)s”", amount) % facts
        case _:
            return gettext("%(n)s × “%(name)s”") % facts


def _period(definition: Definition) -> str:
    if definition.period == "rolling":
        days = definition.rolling_days or 0
        return ngettext("counted over the last %(days)d day", "counted over the last %(days)d days", days) % {
            "days": days
        }
    return PERIODS[definition.period]() if definition.steps else ""


def _limits(definition: Definition) -> list[str]:
    limits = []
    if definition.window_from is not None:
        limits.append(gettext("from %(day)s") % {"day": _shown(definition.window_from, days_back=0)})
    if definition.window_to is not None:
        limits.append(gettext("until %(day)s") % {"day": _shown(definition.window_to, days_back=1)})
    limits += [_cap(cap) for cap in definition.caps]
    for budget in definition.budgets:
        limits.append(gettext("%(what)s in all, while they last") % {"what": things(budget.code, budget.total)})
    return limits


def _cap(cap: Cap) -> str:
    return SCOPES[cap.scope]() % {"what": things(cap.code, cap.amount), "channel": cap.channel}


def _shown(edge: datetime | date, *, days_back: int) -> str:
    """A day as people say it: the last one that counts where the window ends before the day."""
    if isinstance(edge, datetime):
        return format_date(edge, f"{pgettext('moment format', 'j M Y H:i')} e")
    return format_date(edge - timedelta(days=days_back), pgettext("day format", "j M Y"))
