"""The overview as words and figures in the reader's language: templates only place them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, groupby

from django.utils.translation import gettext, ngettext

from guanxi.insight import liability, overview
from guanxi.spaces import currencies
from guanxi.web import charts, formats, happenings, wording
from guanxi.web.console import overview_card, overview_next

DAYS_OF_WEEK = 7
MOST_STEPS = 4
LEAST_MONTHS = 4  # until then the eight weeks show nearly all of it


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a count differs from the week before: a figure, its direction, and the whole sentence."""

    figure: str
    direction: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A count with its name, and its change where there is one."""

    name: str
    value: str
    meaning: str
    change: Change | None = None


def page(seen: overview.Overview, names: Mapping[int, str] = happenings.NO_NAMES) -> Mapping[str, object]:
    """Everything the overview's template shows, in the order of the page; members by `names`, else by number."""
    return {
        "space_name": seen.name,
        "slug": seen.slug,
        "demo": seen.demo,
        "zone": seen.time_zone,
        "answer": _answer(seen),
        "week": _week(seen),
        "as_of": _as_of(seen),
        "loop": [_stage(stage) for stage in seen.loop],
        "figures": _figures(seen),
        "chart": _chart(seen) if any(day.events for day in seen.days) else None,
        "life": _life(seen) if len(seen.months) >= LEAST_MONTHS else None,
        "newest": formats.day(seen.newest) if seen.newest else "",
        "quests": [overview_card.card(quest, seen) for quest in seen.quests],
        "promises": [_owed(owed, seen) for owed in seen.owed],
        "expiring": _expiring(seen),
        "audit": _audit(seen),
        "next": overview_next.steps(seen)[:MOST_STEPS],
        "latest": [happenings.line(event, seen, names) for event in seen.latest],
    }


def _answer(seen: overview.Overview) -> str:
    joined = ngettext("%(n)s member joined", "%(n)s members joined", seen.members_joined.now)
    active = ngettext("%(n)s was active", "%(n)s were active", seen.members_active.now)
    return gettext("%(joined)s, %(active)s.") % {
        "joined": joined % {"n": formats.number(seen.members_joined.now)},
        "active": active % {"n": formats.number(seen.members_active.now)},
    }


def _week(seen: overview.Overview) -> Mapping[str, object]:
    today = formats.local(seen.now, zone=seen.time_zone).date()
    later = seen.week_to + timedelta(days=DAYS_OF_WEEK)
    return {
        "days": formats.days(seen.week_from, seen.week_to),
        "current": seen.week_to == today,
        "earlier": (seen.week_to - timedelta(days=DAYS_OF_WEEK)).isoformat(),
        "later": min(later, today).isoformat() if seen.week_to < today else "",
        "today": today.isoformat(),
    }


def _as_of(seen: overview.Overview) -> str:
    if seen.counted_to is None:
        return gettext("Nothing counted yet.")
    counted = formats.moment(seen.counted_to, zone=seen.time_zone)
    if seen.catching_up:
        return gettext("Counted up to %(moment)s, and catching up.") % {"moment": counted}
    return gettext("Counted up to %(moment)s.") % {"moment": counted}


def _change(count: overview.Pair) -> Change:
    difference = count.now - count.before
    direction = "same" if difference == 0 else ("up" if difference > 0 else "down")
    sentence = gettext("%(before)s in the seven days before") % {"before": formats.number(count.before)}
    return Change(figure=formats.signed(difference), direction=direction, sentence=sentence)


def _stage(stage: overview.Stage) -> Mapping[str, object]:
    return {
        "name": gettext(wording.STAGES[stage.name]),
        "meaning": gettext(wording.STAGE_MEANINGS[stage.name]),
        "value": formats.number(stage.count.now),
        "change": _change(stage.count),
    }


def _figures(seen: overview.Overview) -> list[Figure]:
    return [
        Figure(name=gettext("Members"), value=formats.number(seen.members), meaning=gettext("in this space")),
        Figure(
            name=gettext("Joined"),
            value=formats.number(seen.members_joined.now),
            meaning=gettext("in these seven days"),
            change=_change(seen.members_joined),
        ),
        Figure(
            name=gettext("Active"),
            value=formats.number(seen.members_active.now),
            meaning=gettext("did something of their own"),
            change=_change(seen.members_active),
        ),
        Figure(name=gettext("Events"), value=formats.number(seen.events), meaning=gettext("in the journal")),
    ]


def _chart(seen: overview.Overview) -> Mapping[str, object]:
    day_counts = [(day.events, f"{formats.short_day(day.date)}: {formats.number(day.events)}") for day in seen.days]
    count = seen.events_week.now
    title = ngettext("%(n)s event in these seven days", "%(n)s events in these seven days", count)
    weeks = [
        {
            "from": formats.short_day(week[0].date),
            "to": formats.short_day(week[-1].date),
            "events": formats.number(sum(day.events for day in week)),
            "effects": formats.number(sum(day.effects for day in week)),
        }
        for week in batched(seen.days, DAYS_OF_WEEK)
    ]
    return {
        "title": title % {"n": formats.number(count)},
        "change": _change(seen.events_week),
        "drawing": charts.bars(day_counts, emphasise_last=DAYS_OF_WEEK),
        "from": formats.short_day(seen.days[0].date),
        "to": formats.short_day(seen.days[-1].date),
        "highest": formats.number(max(day.events for day in seen.days)),
        "weeks": list(reversed(weeks)),
    }


def _life(seen: overview.Overview) -> Mapping[str, object]:
    months = [(month.events, f"{formats.month(month.date)}: {formats.number(month.events)}") for month in seen.months]
    count = sum(month.events for month in seen.months)
    title = ngettext("%(n)s event in its whole life", "%(n)s events in its whole life", count)
    years = [
        {"year": str(year), "events": formats.number(sum(month.events for month in months_of_year))}
        for year, months_of_year in groupby(seen.months, key=lambda month: month.date.year)
    ]
    return {
        "title": title % {"n": formats.number(count)},
        "drawing": charts.bars(months, emphasise_last=0),
        "from": formats.month(seen.months[0].date),
        "to": formats.month(seen.months[-1].date),
        "highest": formats.number(max(month.events for month in seen.months)),
        "years": list(reversed(years)),
    }


def _owed(owed: liability.Owed, seen: overview.Overview) -> Mapping[str, object]:
    def written(value: int) -> str:
        return currencies.quantity(value, unit=owed.unit, currency=seen.currency)

    return {
        "unit": wording.unit(owed.unit),
        "available": written(owed.available),
        "pending": written(owed.pending),
        "held": written(owed.held),
        "debt": written(owed.debt),
        "set_aside": written(owed.set_aside),
    }


def _expiring(seen: overview.Overview) -> list[Mapping[str, object]]:
    highest = max((expiring.amount for expiring in seen.expiring), default=0)
    return [
        {
            "when": formats.month(expiring.month) if expiring.month else gettext("never"),
            "amount": formats.amount(expiring.amount, unit=expiring.unit, currency=seen.currency),
            "share": charts.share(expiring.amount, highest),
        }
        for expiring in seen.expiring
    ]


def _audit(seen: overview.Overview) -> Mapping[str, object] | None:
    run = seen.audit
    if run is None:
        return None
    broken = [check for check in run.checks if check.violations]
    counted = ngettext("%(n)s check", "%(n)s checks", len(run.checks)) % {"n": formats.number(len(run.checks))}
    rows = sum(check.rows for check in run.checks)
    return {
        "ok": run.ok,
        "when": formats.ago(run.ran_at, now=seen.now, zone=seen.time_zone),
        "moment": formats.moment(run.ran_at, zone=seen.time_zone),
        "checks": counted,
        "rows": ngettext("%(n)s row looked at", "%(n)s rows looked at", rows) % {"n": formats.number(rows)},
        "broken": [{"name": check.name, "violations": formats.number(check.violations)} for check in broken],
        "table": [
            {"name": check.name, "rows": formats.number(check.rows), "violations": formats.number(check.violations)}
            for check in run.checks
        ],
    }
