"""A check-in challenge with a gift for those who keep it up."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.quests.recipes import pieces
from guanxi.quests.recipes.recipe import Answers, Challenge, Field, Recipe, Written

_HALF = 2
_FIELDS = (
    pieces.OWN_CIRCLE,
    Field(name="days", kind="whole", label=gettext_noop("Days in a row"), default=7, least=2, most=pieces.DAYS_MOST),
    pieces.first_day(),
    pieces.last_day(30),
    *pieces.gift(),
    pieces.points("points", gettext_noop("Points at the end"), 30),
    pieces.points("half_points", gettext_noop("Points half-way"), 10),
    pieces.points_budget(12_000),
    Field(
        name="text_least",
        kind="whole",
        label=gettext_noop("Characters a check-in must have"),
        default=10,
        least=0,
        most=2000,
        is_optional=True,
        empty=gettext_noop("any number of"),
        hint=gettext_noop("Ten keep a check-in from being a mere click, and cost nobody a minute."),
    ),
    Field(
        name="needs_picture",
        kind="flag",
        label=gettext_noop("A picture is needed"),
        default=False,
        is_optional=True,
        is_more=True,
    ),
    Field(
        name="hour_from",
        kind="whole",
        label=gettext_noop("From this hour of the day"),
        least=0,
        most=23,
        is_optional=True,
        is_more=True,
        hint=gettext_noop("On the clock of the space. Leave both hours empty for the whole day."),
    ),
    Field(
        name="hour_to",
        kind="whole",
        label=gettext_noop("Until this hour of the day"),
        least=1,
        most=24,
        is_optional=True,
        is_more=True,
    ),
    Field(
        name="makeup_cards",
        kind="whole",
        label=gettext_noop("Make-up cards for each member"),
        default=1,
        least=0,
        most=31,
        is_optional=True,
        is_more=True,
        hint=gettext_noop("A card makes up for one missed day, so that one bad day does not end a habit."),
    ),
    Field(
        name="has_leaderboard",
        kind="flag",
        label=gettext_noop("Show a leaderboard; everybody can take themselves off it"),
        default=True,
        is_optional=True,
        is_more=True,
    ),
    Field(
        name="has_certificate",
        kind="flag",
        label=gettext_noop("A certificate at the end"),
        default=True,
        is_optional=True,
        is_more=True,
    ),
    *pieces.TITLE,
    *pieces.TERMS,
)


def _title(answers: Answers) -> str:
    days = pieces.whole(answers, "days")
    return ngettext("%(days)d day of check-ins", "%(days)d days of check-ins", days) % {"days": days}


def _write(slug: str, answers: Answers) -> Written:
    days, first = pieces.whole(answers, "days"), pieces.whole(answers, "half_points")
    last = _last_promises(slug, answers)
    steps: list[Mapping[str, object]] = [{"reach": days, "promise": last}]
    if first and days > _HALF:
        steps.insert(0, {"reach": (days + 1) // _HALF, "promise": [pieces.points_promise(first)]})
    has_points = any("points" in promise for promise in last) or len(steps) > 1
    quest = {
        "quest": slug,
        "title": pieces.titles(answers, lambda: _title(answers)),
        "audience": pieces.audience(answers),
        "goal": {"event": "checkin.made", "where": _where(slug, answers), "measure": {"streak": "days"}},
        "window": pieces.window(answers),
        "steps": steps,
        "budget": pieces.budget(answers, has_points=has_points),
        "terms": pieces.terms(answers, lambda: _terms(answers)),
    }
    return Written(quest=quest, challenge=_challenge(answers))


def _last_promises(slug: str, answers: Answers) -> list[Mapping[str, object]]:
    amount = pieces.whole(answers, "points")
    promises: list[Mapping[str, object]] = [pieces.points_promise(amount)] if amount else []
    promises += pieces.things(answers)
    return [*promises, {"certificate": slug}] if answers.get("has_certificate") else promises


def _where(slug: str, answers: Answers) -> str:
    parts = [f"props.challenge = {pieces.quoted(slug)}"]
    if least := pieces.whole(answers, "text_least"):
        parts.append(f"props.text_length >= {least}")
    hours = _hours(answers)
    if hours is not None:
        parts.append(f"props.local_hour BETWEEN {hours[0]} AND {hours[1] - 1}")
    return " AND ".join(parts)


def _hours(answers: Answers) -> tuple[int, int] | None:
    start, end = answers.get("hour_from"), answers.get("hour_to")
    if not isinstance(start, int) and not isinstance(end, int):
        return None
    return start if isinstance(start, int) else 0, end if isinstance(end, int) else 24


def _challenge(answers: Answers) -> Challenge:
    hours = _hours(answers)
    return Challenge(
        text_least=pieces.whole(answers, "text_least"),
        needs_picture=bool(answers.get("needs_picture")),
        hour_from=hours[0] if hours else None,
        hour_to=hours[1] if hours else None,
        makeup_cards=pieces.whole(answers, "makeup_cards"),
        has_leaderboard=bool(answers.get("has_leaderboard")),
    )


def _terms(answers: Answers) -> list[str]:
    days, half = pieces.whole(answers, "days"), pieces.whole(answers, "half_points")
    facts = {"days": days, "half": (days + 1) // _HALF, "points": half, "reward": pieces.promised(answers)}
    said = [pieces.circle_term(answers), pieces.dates_term(answers)]
    if facts["reward"]:
        said.append(gettext("Check in on %(days)d days in a row and you get %(reward)s.") % facts)
    if half and days > _HALF:
        said.append(gettext("On the way, at %(half)d days in a row, you get %(points)d points.") % facts)
    return [*said, *_proof_terms(answers), pieces.stock_term(answers)]


def _proof_terms(answers: Answers) -> list[str]:
    challenge, said = _challenge(answers), []
    if challenge.text_least:
        least = {"count": challenge.text_least}
        said.append(gettext("A check-in has at least %(count)d characters.") % least)
    if challenge.needs_picture:
        said.append(gettext("A picture belongs to it."))
    if challenge.hour_from is not None:
        hours = {"from": challenge.hour_from, "to": challenge.hour_to}
        said.append(gettext("It counts from %(from)d:00 until %(to)d:00.") % hours)
    if challenge.makeup_cards:
        cards = {"count": challenge.makeup_cards}
        said.append(
            ngettext(
                "A missed day can be made up once, with a make-up card.",
                "Missed days can be made up with %(count)d make-up cards.",
                challenge.makeup_cards,
            )
            % cards
        )
    return said


RECIPE = Recipe(
    name="checkin",
    slug="checkin",
    title=gettext_noop("Seven-day check-in"),
    summary=gettext_noop("A small daily act, kept up for a week. The surest way to bring people back."),
    sentence=gettext_noop(
        "Members of %(circle)s who check in %(days)s days in a row between %(first_day)s and %(last_day)s,"
        " with at least %(text_least)s characters each time, get [%(gift)s (there are %(stock)s)"
        " and] %(points)s points, and %(half_points)s points half-way."
        " At most %(points_budget)s points are given in all."
    ),
    purpose=gettext_noop("A habit: members come back by themselves, also four weeks after the rewards stop."),
    stage="retain",
    icon="calendar-check",
    fields=_FIELDS,
    write=_write,
)
