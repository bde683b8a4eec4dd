# as guanxi/web/middleware.py
from django.db import connection


def enter(space_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', %s, false)", [str(space_id)])  # <- bad
        cursor.execute("SET app.space = '7'")  # <- bad
        cursor.execute("SET SESSION app.space = '7'")  # <- bad
