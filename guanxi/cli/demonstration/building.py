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


def build(progress: Callable[[int], object], *, slug: str, until: datetime | None) -> None:
    """Make the space and tell everything that happens up to `until` (None: now). Refuses SlugTaken."""
    zone = ZoneInfo(house.ZONE)
    ends_at = (until or journal.real_now()).astimezone(zone)
    first_day = ends_at.date() - timedelta(days=DAYS - 1)
    with transaction.atomic():
        with connection.cursor() as cursor:  # a long story, told in one breath
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        opened = house.open_house(slug=slug, opens_at=datetime.combine(first_day, _OPENS, tzinfo=zone))
        story = telling.Telling(opened)
        told = [
            entry
            for entry in plot.entries(first_day=first_day, zone=zone)
            if opened.opens_at < entry.at <= ends_at
        ]
        with acting_in(opened.space_id):
            for _, day in groupby(told, key=lambda entry: entry.at.date()):
                story.tell(list(day))
                progress(1)
            journal.drain_all(space_id=opened.space_id)
            journal.set_clock(space_id=opened.space_id, now=until)
