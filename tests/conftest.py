"""Every test meets a real PostgreSQL, as the application's role; one server serves all sessions of this work tree."""

import os
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from guanxi.config import settings as configured
from guanxi.machine import postgres
from tests import databases

SESSION_DATABASE = databases.session_database()


def pytest_configure(config: pytest.Config) -> None:
    """Tell Django where the database of this session will be; the server starts with the first test that needs it."""
    os.environ["GUANXI_HOME"] = str(databases.test_home().path)
    server = postgres.describe(databases.test_home(), database=SESSION_DATABASE)
    os.environ["DATABASE_URL"] = server.app_url
    os.environ["DATABASE_OWNER_URL"] = server.owner_url
    settings.DATABASES = {
        "default": configured._database(server.app_url),
        "owner": configured._database(server.owner_url),
    }
    for connection in connections.all(initialized_only=True):  # made from the settings before we came
        del connections[connection.alias]
    connections.settings = connections.configure_settings(settings.DATABASES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: a journey that begins last has the other workers wait for it."""
    items.sort(key=lambda item: "/journeys/" not in item.path.as_posix())


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in English, which is what the code says; a test of another language says so."""
    with translation.override("en"):
        yield


@pytest.fixture
def quick_hashes(settings: Settings) -> None:
    """Passwords hashed in no time, for tests that are not about how."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The embedded server of the tests, held until the session ends."""
    with postgres.start(databases.test_home()) as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(server: postgres.Server) -> Iterator[None]:
    """The database of this session: a copy of the migrated template."""
    with databases.copy_of_template(server, SESSION_DATABASE):
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def emptying(server: postgres.Server, django_db_setup: None) -> databases.Emptying:
    """What takes the database of this session back to its beginning."""
    return databases.Emptying(server, SESSION_DATABASE)


@pytest.fixture
def committed_db(emptying: databases.Emptying, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], None]]:
    """Real commits, visible to other connections and processes; afterwards every table is emptied.

    The value is a function that empties them at once, for tests that need that more often.
    """

    def begin_again() -> None:
        connections.close_all()
        emptying()

    with django_db_blocker.unblock():
        yield begin_again
        begin_again()


@pytest.fixture
def owner_connection(server, django_db_setup) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as guanxi_owner that commits at once. With `db`, it does not see what the test has not committed."""
    url = databases.in_database(server.owner_url, SESSION_DATABASE)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
