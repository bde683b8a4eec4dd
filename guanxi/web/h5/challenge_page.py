"""A challenge in full: the calendar, the steps, the cards, what others tell; and who stands where."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext, ngettext

from guanxi.challenges import queries as challenges
from guanxi.challenges import rules
from guanxi.challenges.actions.moderating import KIND
from guanxi.members import signin
from guanxi.web import access, formats
from guanxi.web.h5 import locked, today_page, words

_WEEKS = 5
_BOARD = 15


def page(visit: access.Visit, challenge: str, *, before: int | None = None) -> Mapping[str, object]:
    """Everything on the page, in words. Refuses with UnknownChallenge."""
    space = visit.space
    mine = challenges.mine(
        space_id=space.id, member_id=visit.member_id, challenge=challenge, zone=space.zone, now=visit.now
    )
    told = challenges.board(space_id=space.id, quest_id=mine.quest.quest_id, before=before, limit=_BOARD)
    makeable = [
        day for day in mine.calendar(mine.today - timedelta(days=rules.MOST_MAKE_UP_DAYS), mine.today) if day.makeable
    ]
    return {
        **today_page.challenge(mine, visit, is_first=True, landed=False),
        "is_open": mine.quest.is_open,
        "locked": next(iter(locked.cards(visit, [mine.quest])), None),
        "longest": formats.number(mine.longest),
        "total": formats.number(mine.total),
        "terms": words.title(mine.quest.definition.terms),
        "steps": _steps(mine, visit),
        "weekdays": _weekdays(),
        "calendar": _calendar(mine),
        "makeable": [(day.day.isoformat(), formats.short_day(day.day)) for day in reversed(makeable)],
        "cards": _cards(mine),
        "undoable": mine.done_today,
        "board": [_told(one, visit) for one in told],
        "more": told[-1].event_id if len([one for one in told if not one.is_featured]) == _BOARD else None,
        "has_ranking": mine.rules.ranking != "none",
    }


def ranking(visit: access.Visit, challenge: str) -> Mapping[str, object]:
    """The ranking of a challenge, in words. Refuses with UnknownChallenge."""
    space = visit.space
    mine = challenges.mine(
        space_id=space.id, member_id=visit.member_id, challenge=challenge, zone=space.zone, now=visit.now
    )
    seen = challenges.ranking(space_id=space.id, member_id=visit.member_id, quest_id=mine.quest.quest_id)
    is_far = seen.mine is not None and all(not place.is_me for place in seen.places)
    return {
        "slug": challenge,
        "title": words.title(mine.quest.definition.title, challenge),
        "places": [
            _place(place, space.slug) for place in (*seen.places, *([seen.mine] if is_far and seen.mine else []))
        ],
        "members": ngettext("%(n)s member is on it", "%(n)s members are on it", seen.members)
        % {"n": formats.number(seen.members)},
        "count": seen.members,
        "shown": mine.shown,
        "asked": gettext(signin.RANKING.words) if mine.rules.ranking == "asks" and not mine.shown else "",
        "exists": mine.rules.ranking != "none",
    }


def _steps(mine: challenges.Mine, visit: access.Visit) -> list[Mapping[str, object]]:
    return [
        {
            "reach": words.reach(mine.quest, step),
            "reward": words.promises(step.promises, currency=visit.space.currency),
            "reached": step.no in mine.quest.reached,
        }
        for step in mine.quest.definition.steps
    ]


def _calendar(mine: challenges.Mine) -> list[Sequence[Mapping[str, object]]]:
    """Whole weeks, Monday first, up to the one that it is; no more than five, and none before the challenge began."""
    monday = mine.today - timedelta(days=mine.today.weekday())
    begin = max(
        monday - timedelta(weeks=_WEEKS - 1), mine.quest.first_day - timedelta(days=mine.quest.first_day.weekday())
    )
    first = today_page.first_day(mine)
    known = {
        day.day: day for day in mine.calendar(begin, monday + timedelta(days=6)) if day.day >= first or day.makeable
    }
    weeks: list[Sequence[Mapping[str, object]]] = []
    while begin <= monday:
        days = [begin + timedelta(days=offset) for offset in range(7)]
        weeks.append([today_page.dot(known.get(day), day, is_today=day == mine.today) for day in days])
        begin += timedelta(weeks=1)
    return weeks


def _weekdays() -> list[str]:
    """Monday to Sunday in little room: Mon, Tue; in Chinese the one character that tells them apart."""
    names = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    return [name[-1] for name in names] if (get_language() or "").startswith("zh") else names


def _cards(mine: challenges.Mine) -> str:
    count = mine.own_cards + mine.cards
    return ngettext("You have %(n)s make-up card.", "You have %(n)s make-up cards.", count) % {
        "n": formats.number(count)
    }


def _told(one: challenges.Told, visit: access.Visit) -> Mapping[str, object]:
    return {
        "id": one.event_id,
        "name": one.face.name,
        "initial": one.face.name[:1],
        "is_staff": one.face.is_staff,
        "picture": words.picture(visit.space.slug, one.face.avatar_id),
        "text": one.text,
        "pictures": [
            address for one_id in one.picture_ids if (address := words.picture(visit.space.slug, one_id, size="medium"))
        ],
        "featured": one.is_featured,
        "made_up": one.is_made_up,
        "ago": formats.ago(one.at, now=visit.now, zone=visit.space.time_zone),
        "is_mine": one.member_id == visit.member_id,
        "report": words.link("report", visit.space.slug, KIND, one.event_id)
        if one.member_id != visit.member_id and (one.text or one.picture_ids)
        else "",
    }


def _place(place: challenges.Place, slug: str) -> Mapping[str, object]:
    return {
        "place": formats.number(place.place),
        "name": place.face.name,
        "initial": place.face.name[:1],
        "picture": words.picture(slug, place.face.avatar_id),
        "longest": ngettext("%(n)s day", "%(n)s days", place.longest) % {"n": formats.number(place.longest)},
        "total": ngettext("%(n)s day in all", "%(n)s days in all", place.total) % {"n": formats.number(place.total)},
        "is_me": place.is_me,
    }
