# as guanxi/quests/queries.py
"""SELECT is only a word in a docstring about ledger_transfer."""

from django.db import connection


def spent() -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT sum(amount)
            FROM ledger_transfer  -- <- bad
        """)
