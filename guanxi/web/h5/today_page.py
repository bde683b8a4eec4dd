"""What "today" says: what can I do now, what do I get, what is on its way."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext, pgettext

from guanxi.challenges import errors, rules
from guanxi.challenges import queries as challenges
from guanxi.insight import notices, purse
from guanxi.quests import standing as quests
from guanxi.surveys import queries as surveys
from guanxi.web import access, formats
from guanxi.web.h5 import locked, messages_page, newcomer, places, words

_WEEK = 7
PLACES = places.BY_EVENT


def page(visit: access.Visit, *, landed: str = "") -> Mapping[str, object]:
    """Everything on the page, in words; `landed` is the challenge whose check-in has just been made."""
    space = visit.space
    standings = quests.of_member(space_id=space.id, member_id=visit.member_id, zone=space.zone, now=visit.now)
    mine = challenges.of_member(space_id=space.id, member_id=visit.member_id, standings=standings)
    held = purse.holdings(space_id=space.id, member_id=visit.member_id)
    running = sorted((one for one in mine if one.quest.is_open), key=lambda one: (one.done_today, one.quest.quest_id))
    others = [one for one in standings if one.is_open and not rules.is_challenge(one.definition)]
    counted = [one.definition for one in others]
    shut = locked.cards(visit, standings)
    # A page has eight statements: on a day with all of it the survey is found by way of its list.
    asked = None if shut and mine else places.open_surveys(visit, counted)
    cards = [
        challenge(one, visit, is_first=place == 0, landed=landed == one.quest.slug) for place, one in enumerate(running)
    ]
    is_led = bool(shut) or (bool(mine) and places.counts_surveys(counted))
    return {
        "day": formats.day(visit.now.astimezone(space.zone).date()),
        "unseen": _unseen(messages_page.unseen(visit)),
        "points": formats.number(_points(held)),
        "challenges": cards,
        "landed": any(card["landed"] for card in cards),
        "quests": [
            quest(one, visit, asked)
            for one in others
            if not _is_tier(one) and (words.next_step(one) or one.definition.each)
        ],
        "tiers": [quest(one, visit, asked) for one in others if _is_tier(one) and words.next_step(one)],
        "locked": shut,
        "newcomer": newcomer.card(visit, standings, is_led=is_led),
        "reserved": _reserved(held, visit),
        "waiting": _waiting(standings, visit),
        "pending": _pending(held, visit),
    }


def challenge(one: challenges.Mine, visit: access.Visit, *, is_first: bool, landed: bool) -> Mapping[str, object]:
    """A challenge with its button, or with what the check-in of today has done."""
    progress = words.progress(one.quest, currency=visit.space.currency)
    return {
        "slug": one.quest.slug,
        "title": words.title(one.quest.definition.title, one.quest.slug),
        "streak": one.streak,
        "streak_words": ngettext("day in a row", "days in a row", one.streak),
        "week": week(one),
        "week_words": gettext("Your first seven days") if _is_beginner(one) else gettext("The last seven days"),
        "progress": progress,
        "ahead": words.steps_after(one.quest, currency=visit.space.currency),
        "done": one.done_today,
        "landed": landed and one.done_today,
        "is_first": is_first,
        "text_least": one.rules.text_least,
        "least_words": ngettext("at least %(n)s character", "at least %(n)s characters", one.rules.text_least)
        % {"n": formats.number(one.rules.text_least)},
        "text_most": rules.LONGEST_TEXT,
        "picture": one.rules.picture,
        "pictures_most": rules.MOST_PICTURES,
        "pictures_words": _pictures(one),
        "too_many_words": gettext(errors.TooManyPictures.text) % {"most": formats.number(rules.MOST_PICTURES)},
        "hours": _hours(one, visit),
        "missed": first_day(one) < one.today and one.can_make_up(one.today - timedelta(days=1)),
        "until": _until(one.quest),
        "paused": words.paused(one.quest),
    }


def first_day(one: challenges.Mine) -> date:
    """The first day on which the member could check in: none before it was missed. They joined, or did all the same."""
    since = one.quest.first_day if one.quest.joined is None else min(one.quest.joined, one.today)
    return min(max(one.quest.first_day, since), *one.done, one.today)


def week(one: challenges.Mine) -> Sequence[Mapping[str, object]]:
    """Seven days for a strip of dots: those that end today, or for who began within them, those that begin then.

    What lies outside of the challenge is left blank.
    """
    last = one.today - timedelta(days=_WEEK - 1)
    first = first_day(one) if _is_beginner(one) else last
    days = [first + timedelta(days=number) for number in range(_WEEK)]
    known = {day.day: day for day in one.calendar(days[0], days[-1])}
    return [dot(known.get(day), day, is_today=day == one.today) for day in days]


def _is_beginner(one: challenges.Mine) -> bool:
    return first_day(one) > one.today - timedelta(days=_WEEK - 1)


def dot(known: challenges.Day | None, day: date, *, is_today: bool) -> Mapping[str, object]:
    """A day as a dot: its number, its state, and the same in words for who does not see it."""
    state = known.state if known else "outside"
    return {
        "number": day.day,
        "iso": day.isoformat(),
        "state": state,
        "words": gettext("%(day)s: %(state)s") % {"day": formats.short_day(day), "state": _said(state)},
        "is_today": is_today,
        "makeable": bool(known and known.makeable),
    }


def quest(one: quests.Standing, visit: access.Visit, asked: Sequence[surveys.Survey] | None) -> Mapping[str, object]:
    """A quest in a line: its title, how far the member is, what it gives, where to go for it."""
    currency = visit.space.currency
    return {
        "title": words.title(one.definition.title, one.slug),
        "progress": words.progress(one, currency=currency),
        "asked": words.asked(one),
        "each": words.each_time(one, currency=currency),
        "paused": words.paused(one),
        "terms": words.title(one.definition.terms),
        "until": _until(one),
        "url": places.address(one.definition, visit, asked),
    }


def _pictures(one: challenges.Mine) -> str:
    """How many pictures belong to a check-in, in words."""
    said = (
        gettext("needed; up to %(n)s pictures")
        if one.rules.picture == "required"
        else gettext("optional; up to %(n)s pictures")
    )
    return said % {"n": formats.number(rules.MOST_PICTURES)}


def _unseen(count: int) -> str:
    """How many messages are new, in words; "" when none is."""
    shown = f"{notices.MOST_UNSEEN}+" if count > notices.MOST_UNSEEN else str(count)
    return ngettext("%(n)s new message", "%(n)s new messages", count) % {"n": shown} if count else ""


def _said(state: str) -> str:
    match state:
        case "done":
            return gettext("checked in")
        case "made_up":
            return gettext("made up")
        case "missed":
            return gettext("missed")
        case "open":
            return gettext("still open")
        case "ahead":
            return gettext("to come")
        case _:
            return gettext("not part of it")


def _hours(one: challenges.Mine, visit: access.Visit) -> Mapping[str, object] | None:
    """The hours of the day, where not all are open, and whether it is one of them."""
    if not one.rules.has_hours:
        return None
    local = visit.now.astimezone(visit.space.zone)
    facts = {"from": f"{one.rules.hour_from}:00", "until": f"{one.rules.hour_to}:00"}
    is_open = one.rules.hour_from <= local.hour < one.rules.hour_to
    said = gettext("Open from %(from)s until %(until)s") if is_open else gettext("Opens at %(from)s, until %(until)s")
    return {"is_open": is_open, "words": said % facts}


def _until(one: quests.Standing) -> str:
    last = one.last_day
    if last is None:
        return ""
    said = formats.short_day(last) if last.year == one.today.year else formats.day(last)
    return gettext("until %(day)s") % {"day": said}


def _is_tier(one: quests.Standing) -> bool:
    return any(owed.kind == "tier" for owed in one.definition.promises)


def _points(held: Sequence[purse.Holding]) -> int:
    return next((one.balance for one in held if (one.unit, one.kind) == ("points", "wallet")), 0)


def _reserved(held: Sequence[purse.Holding], visit: access.Visit) -> list[Mapping[str, object]]:
    """Gifts in the member's name."""
    return [
        {
            "what": formats.amount(lot.remaining, unit=one.unit, currency=visit.space.currency),
            "why": words.title(lot.title),
            "until": gettext("reserved for you until %(day)s")
            % {"day": formats.day(lot.expires_at.astimezone(visit.space.zone).date())}
            if lot.expires_at
            else gettext("reserved for you"),
        }
        for one in held
        if one.kind == "wallet" and one.unit.startswith("item:")
        for lot in one.lots
    ]


def _waiting(standings: Sequence[quests.Standing], visit: access.Visit) -> list[Mapping[str, object]]:
    """What was reached and not given yet, with the reason."""
    return [
        {
            "what": formats.amount(late.amount, unit=late.code, currency=visit.space.currency),
            "why": words.title(one.definition.title, one.slug),
            "state": gettext("All are taken. When one comes back, the first who waits gets it.")
            if late.state == "waiting"
            else gettext("Held until somebody looks at it."),
        }
        for one in standings
        for late in one.waiting
    ]


def _pending(held: Sequence[purse.Holding], visit: access.Visit) -> str:
    """What is on its way, in one line; "" when nothing is."""
    coming = [one for one in held if one.kind == "pending"]
    said = [formats.amount(one.balance, unit=one.unit, currency=visit.space.currency) for one in coming]
    return pgettext("things on their way", "On the way: %(what)s") % {"what": gettext(", ").join(said)} if said else ""
