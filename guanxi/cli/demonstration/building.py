"""Building the demo space: open the house 49 days ago, tell day after day, and arrive at today."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from guanxi import journal
from guanxi.cli.demonstration import DAYS, house, plot, telling
from guanxi.kernel.tenancy import acting_in

_OPENS = time(8, 0)
_DAYS_OF_A_PLAN = 7


def build(progress: Callable[[int], object], *, slug: str, until: datetime | None, days: int) -> None:
    """Make the space and tell the first `days` of what happens up to `until` (None: now). Refuses SlugTaken."""
    zone = ZoneInfo(house.ZONE)
    ends_at = (until or journal.real_now()).astimezone(zone)
    first_day = ends_at.date() - timedelta(days=DAYS - 1)
    with transaction.atomic():
        with connection.cursor() as cursor:  # a long story, told in one breath
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        opened = house.open_house(slug=slug, opens_at=datetime.combine(first_day, _OPENS, tzinfo=zone))
        story = telling.Telling(opened)
        stops_at = min(ends_at, opened.opens_at + timedelta(days=days))
        told = [
            entry for entry in plot.entries(first_day=first_day, zone=zone) if opened.opens_at < entry.at <= stops_at
        ]
        with acting_in(opened.space_id):
            for number, (_, day) in enumerate(groupby(told, key=lambda entry: entry.at.date())):
                if number % _DAYS_OF_A_PLAN == 0:
                    _plan_anew()
                story.tell(list(day))
                progress(1)
            journal.drain_all(space_id=opened.space_id)
            telling.move_clock(opened.space_id, until)


def _plan_anew() -> None:
    """Forget plans that were made when the tables were small: within one transaction nothing else would."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
