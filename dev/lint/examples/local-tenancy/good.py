# as guanxi/kernel/tenancy.py
from django.db import connection, transaction


def enter(space_id: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', coalesce(%s, ''), true)", [str(space_id)])
