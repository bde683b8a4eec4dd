# as guanxi/quests/queries.py
"""Read what the ledger publishes."""

from django.db import connection


def spent() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(balance) FROM ledger_public_balance")
