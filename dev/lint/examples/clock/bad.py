# as guanxi/quests/actions.py
import time
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone


def close_what_is_over() -> None:
    now = timezone.now()  # <- bad
    later = datetime.now(tz=UTC)  # <- bad
    stamp = time.time()  # <- bad
    with connection.cursor() as cursor:
        cursor.execute("UPDATE quests_quest SET state = 'ended' WHERE until <= now()")  # <- bad
    print(now, later, stamp)
