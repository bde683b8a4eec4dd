# as guanxi/quests/actions.py
import time
from datetime import datetime

from django.db import connection


def close_what_is_over(*, at: datetime) -> float:
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE quests_quest SET state = 'ended' WHERE until <= %s", [at])
    return time.monotonic() - begun
