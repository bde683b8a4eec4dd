"""The story of a balance in plain words, in the language that is spoken now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, gettext_noop, pgettext

from guanxi.circles import queries as circles
from guanxi.insight import why
from guanxi.ledger import queries as ledger
from guanxi.spaces import currencies, naming

# What a person did, as something that a sentence can refer to. The one who reads it may be the staff.
DEEDS = {
    "answer.accepted": gettext_noop("the accepted answer of %(day)s"),
    "certificate.issued": gettext_noop("the certificate of %(day)s"),
    "challenge.ranking_chosen": gettext_noop("the choice about rankings on %(day)s"),
    "checkin.featured": gettext_noop("the check-in that was featured on %(day)s"),
    "checkin.made": gettext_noop("the check-in of %(day)s"),
    "circle.charter_accepted": gettext_noop("accepting the charter of a circle on %(day)s"),
    "circle.child_proposed": gettext_noop("the circle that was proposed on %(day)s"),
    "circle.entered": gettext_noop("entering a circle on %(day)s"),
    "circle.entry_asked": gettext_noop("asking to enter a circle on %(day)s"),
    "circle.role_changed": gettext_noop("the new part in a circle since %(day)s"),
    "comment.created": gettext_noop("the comment of %(day)s"),
    "consent.given": gettext_noop("the consent of %(day)s"),
    "member.joined": gettext_noop("joining on %(day)s"),
    "member.linked": gettext_noop("signing in for the first time on %(day)s"),
    "member.rejoined": gettext_noop("coming back on %(day)s"),
    "member.tagged": gettext_noop("the tag of %(day)s"),
    "member.tier_changed": gettext_noop("the new tier of %(day)s"),
    "moderation.reported": gettext_noop("the report of %(day)s"),
    "order.delivered": gettext_noop("the order that arrived on %(day)s"),
    "order.paid": gettext_noop("the order of %(day)s"),
    "order.refunded": gettext_noop("the refund of %(day)s"),
    "poll.voted": gettext_noop("the vote in a poll on %(day)s"),
    "post.bookmarked": gettext_noop("keeping a post on %(day)s"),
    "post.created": gettext_noop("the post of %(day)s"),
    "post.edited": gettext_noop("changing a post on %(day)s"),
    "post.featured": gettext_noop("the post that was featured on %(day)s"),
    "profile.changed": gettext_noop("the answers of %(day)s about oneself"),
    "quest.granted": gettext_noop("what was granted on %(day)s"),
    "quest.step_reached": gettext_noop("the step that was reached on %(day)s"),
    "question.answer_accepted": gettext_noop("choosing an answer on %(day)s"),
    "reaction.given": gettext_noop("the reaction to a post on %(day)s"),
    "referral.bound": gettext_noop("coming by an invitation on %(day)s"),
    "referral.qualified": gettext_noop("the friend who took part on %(day)s"),
    "review.written": gettext_noop("the review of %(day)s"),
    "survey.answered": gettext_noop("the survey that was answered on %(day)s"),
    "vote.cast": gettext_noop("the vote of %(day)s"),
}
_DEED = gettext_noop("what was done on %(day)s")
_LINES = {
    "quest.step_reached": gettext_noop("“%(quest)s”, step %(step)s, was reached by %(deed)s"),
    "quest.granted": gettext_noop("“%(quest)s” gives it for %(deed)s"),
    "quest.hold_released": gettext_noop("“%(quest)s”: what was held is released (%(reason)s)"),
    "quest.hold_denied": gettext_noop("“%(quest)s”: what was held is not given (%(reason)s)"),
    "quest.resumed": gettext_noop("“%(quest)s” goes on: what the pause held is released"),
    "ledger.spent": gettext_noop("spent for %(for)s"),
    "ledger.held": gettext_noop("set aside for %(for)s"),
    "ledger.captured": gettext_noop("what was set aside is spent"),
    "ledger.hold_released": gettext_noop("what was set aside is free again"),
    "ledger.refunded": gettext_noop("a spend is taken back (%(reason)s)"),
    "ledger.matured": gettext_noop("its waiting time is over: %(ready)s can be spent now"),
    "ledger.expired": gettext_noop("it was not used by its date"),
    "ledger.forfeited": gettext_noop("it is forfeit, because the member was erased"),
    "quest.step_merged": gettext_noop(
        "“%(quest)s”, step %(step)s: two entries of the same person had it; one is taken back"
    ),
    "ledger.merged": gettext_noop("two entries of the same person became one"),
    "ledger.debt_forgiven": gettext_noop("the debt is forgiven (%(reason)s)"),
    "member.merged": gettext_noop("two entries of the same person became one"),
    "journal.voided": gettext_noop("taken back, because %(deed)s does not count any more (%(reason)s)"),
    "journal.reinstated": gettext_noop("given again, because %(deed)s counts again (%(reason)s)"),
}
_CIRCLE = "circle:"
_LATE = gettext_noop("“%(quest)s”: a unit came back and went to who waited")
_OWED = gettext_noop("“%(quest)s”: what was owed is given out of the reserve (%(reason)s)")
_HELD = {
    "ceiling": gettext_noop("held, because the day’s ceiling was reached"),
    "paused": gettext_noop("held, because the quest was paused"),
}
_UNDOING = {"journal.voided", "journal.reinstated"}
_MADE = {"quest.granted", "quest.step_reached", *_UNDOING}
UNITS = {
    "points": gettext_noop("points"),
    "growth": gettext_noop("growth"),
    "membership_days": gettext_noop("days of membership"),
    "ticket:make-up": gettext_noop("make-up card"),
}
KINDS = {
    "wallet": gettext_noop("can be spent"),
    "pending": gettext_noop("pending"),
    "held": gettext_noop("held"),
    "debt": gettext_noop("owed"),
}


def named(*, space_id: int, lines: Iterable[why.Line]) -> Mapping[str, str]:
    """The names of what lines speak of by a code, for `what`: circles that something was spent for; one statement."""
    spent = [str(line.event.props.get("for", "")) for line in lines]
    slugs = [purpose.removeprefix(_CIRCLE) for purpose in spent if purpose.startswith(_CIRCLE)]
    return {f"{_CIRCLE}{slug}": name for slug, name in circles.names(space_id=space_id, slugs=slugs).items()}


def what(line: why.Line, *, unit: str, currency: str, zone: ZoneInfo, names: Mapping[str, str] | None = None) -> str:
    """What happened, in a sentence without a full stop: “Seven days”, step 1, was reached by the check-in of 2 May.

    `unit` is what the line moves, `currency` that of the space; `names` are what `named` found for the lines.
    """
    event = line.event
    facts = {
        "quest": _localized(line.quest_title),
        "step": event.props.get("step", ""),
        "deed": _deed(line, zone),
        "reason": _reason(line),
        "for": _purpose(str(event.props.get("for", "")), names or {}),
        "ready": currencies.quantity(max(line.changes.get("wallet", 0), 0), unit=unit, currency=currency),
    }
    owed = any(told.type == "quest.hold_released" for told in line.causes)
    late = _OWED if owed else _LATE
    known = late if event.props.get("late") else _LINES.get(event.type)
    said = [gettext(known) % facts] if known else [_named(event, zone)]
    if line.changes.get("held", 0) > 0:
        said.append(gettext(_HELD.get(str(event.props.get("reason")), gettext_noop("held until somebody decides"))))
    if line.changes.get("pending", 0) > 0 and line.change > 0:
        said.append(gettext("pending until its waiting time is over"))
    if line.restores:
        said.append(gettext("what had been taken back is given again"))
    if line.reverses is not None:
        said.append(gettext("takes back line %(number)d") % {"number": line.reverses})
    debt = line.changes.get("debt", 0)
    if debt > 0:
        said.append(
            gettext("%(amount)s of it went against a debt")
            % {"amount": currencies.quantity(debt, unit=unit, currency=currency)}
        )
    elif debt < 0:
        said.append(
            gettext("%(amount)s is owed, because it is gone already")
            % {"amount": currencies.quantity(-debt, unit=unit, currency=currency)}
        )
    return pgettext("between parts of a line", "; ").join(said)


def amount(change: int, *, unit: str, currency: str) -> str:
    """A signed amount of a unit: +20 points, −1 gaiwan (where the space calls `item:cup` so), +¥12.50."""
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else "±"
    said = f"{sign}{currencies.quantity(abs(change), unit=unit, currency=currency)}"
    return said if ledger.is_money(unit) else f"{said} {_unit(unit)}"


def kind(name: str) -> str:
    """The name of a kind of account of a member: what can be spent, what is pending, held or owed."""
    return gettext(KINDS[name])


def moment(at: datetime, *, zone: ZoneInfo) -> str:
    """A day and an hour in the space's zone: 3 May 2026 10:00."""
    return format_date(at.astimezone(zone), pgettext("moment format", "j M Y H:i"))


def day(at: datetime, *, zone: ZoneInfo) -> str:
    """A day in the space's zone: 3 May 2026."""
    return format_date(at.astimezone(zone), pgettext("day format", "j M Y"))


def lot(left: why.LotLeft, *, unit: str, currency: str, zone: ZoneInfo) -> str:
    """What is left of a credit: 18 of 20, until 2 June 2026."""
    facts = {
        "remaining": currencies.quantity(left.remaining, unit=unit, currency=currency),
        "amount": currencies.quantity(left.amount, unit=unit, currency=currency),
    }
    if left.expires_at is None:
        return gettext("%(remaining)s of %(amount)s, without an end") % facts
    return gettext("%(remaining)s of %(amount)s, until %(day)s") % (facts | {"day": day(left.expires_at, zone=zone)})


def _unit(code: str) -> str:
    """What the space calls a unit, in the language that is spoken; else the code’s own part after its kind."""
    if own := naming.title(code):
        return own
    return gettext(UNITS[code]) if code in UNITS else code.partition(":")[2] or code


def _deed(line: why.Line, zone: ZoneInfo) -> str:
    """What the line goes back to: the nearest thing that a person did."""
    chain = (line.event, *line.causes)
    deed = next((told for told in chain if told.type not in _MADE), chain[-1])
    return _named(deed, zone)


def _named(told: why.Told, zone: ZoneInfo) -> str:
    return gettext(DEEDS.get(told.type, _DEED)) % {"day": day(told.at, zone=zone)}


def _reason(line: why.Line) -> str:
    """The reason of the person who decided, at the end of the chain of corrections."""
    decisions = [told for told in (line.event, *line.causes) if told.props.get("reason")]
    told = next((each for each in reversed(decisions) if each.type in _UNDOING), None) or (
        decisions[0] if decisions else None
    )
    return str(told.props["reason"]) if told else ""


def _purpose(purpose: str, names: Mapping[str, str]) -> str:
    """What something was spent for: the words that it was spent with, or the name of the circle."""
    if not purpose.startswith(_CIRCLE):
        return purpose
    if purpose not in names:
        return gettext("entering a circle")
    return gettext("entering “%(circle)s”") % {"circle": names[purpose]}


def _localized(title: Mapping[str, str]) -> str:
    spoken = translation.get_language() or "en"
    return title.get(spoken) or title.get("en") or next(iter(title.values()), "")
