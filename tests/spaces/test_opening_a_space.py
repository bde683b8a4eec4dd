"""Opening a space."""

from typing import Any

import pytest
from django.db import connection

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.spaces import actions, errors, queries
from tests import cast

pytestmark = pytest.mark.django_db

TEA: dict[str, Any] = {
    "slug": "spring-tea",
    "name": "春山茶",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "locale": "zh-CN",
    "actor": cast.ACTOR,
}


def test_opens_a_space_with_a_key_of_its_own() -> None:
    first = actions.create_space(**TEA)
    second = actions.create_space(**TEA | {"slug": "other"})
    space = queries.space_by_slug(slug="spring-tea")
    assert (space.id, space.name, space.zone.key, space.currency) == (first, "春山茶", "Asia/Shanghai", "CNY")
    assert not space.is_demo
    assert journal.space_key(first) != journal.space_key(second)


def test_records_it() -> None:
    space_id = actions.create_space(**TEA)
    assert [(name, props["slug"]) for name, props in _events(space_id)] == [("space.created", "spring-tea")]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"slug": "Spring Tea"}, errors.SlugUnreadable),
        ({"slug": "-tea"}, errors.SlugUnreadable),
        ({"slug": ""}, errors.SlugUnreadable),
        ({"slug": "a" * 41}, errors.SlugUnreadable),
        ({"name": "  "}, errors.NameMissing),
        ({"time_zone": "Asia/Atlantis"}, errors.UnknownTimeZone),
        ({"time_zone": "+08:00"}, errors.UnknownTimeZone),
        ({"currency": "RMB"}, errors.UnknownCurrency),
        ({"currency": "cny"}, errors.UnknownCurrency),
        ({"locale": "chinese"}, errors.UnknownLocale),
    ],
)
def test_refuses_what_is_not_a_space_and_changes_nothing(change: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        actions.create_space(**TEA | change)
    assert str(caught.value)
    assert queries.spaces() == ()


def test_refuses_a_slug_that_is_taken() -> None:
    actions.create_space(**TEA)
    with pytest.raises(errors.SlugTaken, match="spring-tea"):
        actions.create_space(**TEA | {"name": "Another"})
    assert len(queries.spaces()) == 1


def test_publishes_the_space_to_sql() -> None:
    space_id = actions.create_space(**TEA, demo=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM spaces_public_space")
        assert cursor.fetchall() == [(space_id, "spring-tea", "春山茶", "Asia/Shanghai", "CNY", "zh-CN", True)]


def test_does_not_know_an_unknown_space() -> None:
    with pytest.raises(errors.UnknownSpace):
        queries.space_by_slug(slug="nowhere")
    with pytest.raises(errors.UnknownSpace):
        queries.space(space_id=404)


def _events(space_id: int) -> list[tuple[str, dict[str, object]]]:
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT type, props::json FROM journal_public_event WHERE space_id = %s ORDER BY id", [space_id])
        return [(name, props) for name, props in cursor.fetchall()]
