"""The application's role can do what the application needs and nothing else."""

import psycopg
import pytest
from django.db import connection

from guanxi.machine import postgres


@pytest.mark.django_db
def test_connects_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("guanxi_app", False, False)
