# as guanxi/insight/queries.py
from django.db import connection
from psycopg import sql


def report(column: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM insight_day ORDER BY {column}")  # <- bad
        cursor.execute("SELECT * FROM insight_day WHERE name = '%s'" % name)  # <- bad
        cursor.execute("SELECT * FROM insight_day WHERE name = " + name)  # <- bad
        cursor.execute("SELECT {} FROM insight_day".format(column))  # <- bad
        query = f"SELECT {column} FROM insight_day"
        cursor.execute(query)  # <- bad
        cursor.execute(sql.SQL(f"SELECT {column} FROM insight_day"))  # <- bad
