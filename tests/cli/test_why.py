"""guanxi why: the story of a balance, told with the names that the space gives to its things."""

import pytest
from click.testing import CliRunner
from django.utils import translation

from guanxi.cli import context
from guanxi.cli.why import why
from guanxi.spaces import actions as spaces
from guanxi.spaces import queries
from tests import cast
from tests.insight import world

CUP = "item:cup"
TITLES = {"en": "gaiwan", "zh-hans": "手作盖碗"}

pytestmark = pytest.mark.django_db


def test_calls_a_thing_by_its_name_in_the_language_of_the_reader(monkeypatch):
    life = world.live()
    spaces.name_thing(space_id=life.space_id, code=CUP, titles=TITLES, actor=cast.ACTOR)
    slug = queries.space(space_id=life.space_id).slug
    monkeypatch.setattr(context, "database", lambda: None)

    for language, name in TITLES.items():
        with translation.override(language):
            done = CliRunner().invoke(
                why, [str(life.people["guyu"]), "--space", slug, "--unit", CUP], catch_exceptions=False
            )
        assert f"+1 {name}" in done.output
        assert f"1 {name}" in done.output.rpartition("+1")[2]
        assert CUP not in done.output
