"""What a space sets."""

from collections.abc import Iterator

import pytest
from django.db import connection

from guanxi.kernel import tenancy
from guanxi.spaces import actions, errors, queries, settings
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    before = dict(settings._declared)
    settings.declare(settings.Setting(name="test.days", kind="integer", default=7, least=1, most=30, meaning="days"))
    settings.declare(settings.Setting(name="test.open", kind="boolean", default=False, meaning="open"))
    settings.declare(settings.Setting(name="test.word", kind="text", default="", meaning="a word"))
    yield
    settings._declared.clear()
    settings._declared.update(before)


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


def test_has_the_default_until_something_is_set(tea: cast.House) -> None:
    owl = cast.night_owl()
    assert queries.setting(space_id=tea.space_id, name="test.days") == 7
    actions.change_setting(space_id=tea.space_id, name="test.days", value=14, actor=tea.actor)
    assert queries.setting(space_id=tea.space_id, name="test.days") == 14
    assert queries.setting(space_id=owl.space_id, name="test.days") == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("test.days", "7"),
        ("test.days", True),
        ("test.days", 0),
        ("test.days", 31),
        ("test.open", 1),
        ("test.word", None),
    ],
)
def test_refuses_a_value_of_another_type(tea: cast.House, name: str, value: settings.Value) -> None:
    with pytest.raises(errors.SettingTypeWrong):
        actions.change_setting(space_id=tea.space_id, name=name, value=value, actor=tea.actor)


def test_refuses_a_setting_that_nobody_declared(tea: cast.House) -> None:
    with pytest.raises(errors.UnknownSetting, match=r"test\.nothing"):
        actions.change_setting(space_id=tea.space_id, name="test.nothing", value=1, actor=tea.actor)


def test_refuses_to_declare_one_name_twice() -> None:
    with pytest.raises(ValueError, match=r"test\.days"):
        settings.declare(settings.Setting(name="test.days", kind="text", default="", meaning="other"))


def test_records_a_change_and_nothing_else(tea: cast.House) -> None:
    for value in (7, 9, 9):
        actions.change_setting(space_id=tea.space_id, name="test.days", value=value, actor=tea.actor)
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT props::json FROM journal_public_event WHERE type = 'space.settings_changed'")
        assert cursor.fetchall() == [({"name": "test.days", "before": 7, "after": 9},)]
