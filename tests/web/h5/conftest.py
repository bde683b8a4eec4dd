"""Phones in the tea house, and a circle that most of them are in."""

import pytest

from guanxi.circles import actions
from tests import cast
from tests.web.h5 import circle_people as people


@pytest.fixture
def phones(tea: cast.House) -> list[people.Phone]:
    """The phones of 小满, 谷雨, 白露 and 霜降."""
    return people.phones(tea)


@pytest.fixture
def circle(tea: cast.House, phones: list[people.Phone]) -> int:
    """A circle that one enters freely; 小满, 谷雨 and 白露 are in it, 霜降 is not."""
    number = people.circle(tea)
    for phone in phones[:3]:
        actions.enter(space_id=tea.space_id, circle_id=number, member_id=phone.member_id, charter_version=1)
    return number
