# as guanxi/insight/queries.py
from django.db import connection
from psycopg import sql

COLUMNS = "day, amount"


def report(column: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM insight_day WHERE name = %s", [name])
        cursor.execute("SELECT " + COLUMNS + " FROM insight_day")
        cursor.execute(sql.SQL("SELECT {} FROM insight_day").format(sql.Identifier(column)))
