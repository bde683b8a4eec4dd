"""A tea house with a challenge: three days in a row for ten points, seven for a cup; its clock can be set."""

import pytest

from tests.challenges import tea


@pytest.fixture
def house(db) -> tea.Challenged:
    return tea.open_challenge()
