"""Who sits at the console."""

import pytest
from django.test import Client

from tests import cast
from tests.web import faces


@pytest.fixture
def owner(tea: cast.House) -> Client:
    """The browser of the owner of the tea house."""
    return faces.staff(tea.owner)
