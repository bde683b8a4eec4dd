"""A tea house with members, and a coffee house that must see nothing of it."""

from collections.abc import Callable

import pytest
from django.db import connection

from guanxi.kernel import tenancy
from guanxi.members import queries
from tests import cast

type Events = Callable[[int], list[tuple[str, int | None, dict[str, object]]]]


@pytest.fixture
def tea(db: None) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl(db: None) -> cast.House:
    return cast.night_owl()


@pytest.fixture
def events() -> Events:
    """The events of a space about its members, the oldest first: type, member, props."""

    def read(space_id: int) -> list[tuple[str, int | None, dict[str, object]]]:
        with tenancy.acting_in(space_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT type, member_id, props FROM journal_public_event WHERE space_id = %s"
                " AND (type LIKE 'member.%%' OR type LIKE 'profile.%%' OR type LIKE 'consent.%%') ORDER BY id",
                [space_id],
            )
            return [(name, member_id, dict(queries.as_mapping(props))) for name, member_id, props in cursor.fetchall()]

    return read
