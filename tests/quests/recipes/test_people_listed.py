"""The people of a quest by step: a page costs what it shows, however many they are and however often they acted."""

import pytest
from django.db import connection

from guanxi.kernel import keyset, statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import lists
from tests.quests import tea

FIRST = 10**12
PEOPLE, PERIODS, PAGE = 400, 8, 10
"""Of every four one stands at the first step and one at the second; the others have reached nothing."""


def crowd(house: tea.House) -> int:
    """The quest with all its people."""
    steps = "[{reach: 3, promise: [{points: 1}]}, {reach: 7, promise: [{points: 1}]}]"
    house.launch(tea.quest("daily", period="day", steps=steps, budget="{points: 100}"))
    quest_id: int = house.rows("SELECT quest_id FROM quests_public_quest WHERE slug = 'daily'")[0][0]
    facts = {"space": house.space_id, "quest": quest_id, "first": FIRST, "people": PEOPLE, "periods": PERIODS}
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute(_PROGRESS, facts)
        cursor.execute(_REACHED, facts)
    return quest_id


@pytest.fixture
def crowded(house) -> tuple[tea.House, int]:
    return house, crowd(house)


def everybody(house, quest_id, *, descending, step=None):
    wanted = keyset.Wanted(sort="step", descending=descending, limit=PAGE)
    after = None
    while True:
        page = keyset.Wanted(**{**wanted.__dict__, "after": after})
        found = lists.people(space_id=house.space_id, quest_id=quest_id, wanted=page, step=step)
        yield from ((one.step, one.member_id - FIRST) for one in found.rows)
        after = found.next
        if after is None:
            return


def standing(number: int) -> int:
    return number % 4 if number % 4 in (1, 2) else 0


@pytest.mark.parametrize("descending", [False, True])
def test_shows_everybody_once_in_the_order_of_steps(crowded, descending):
    expected = sorted(((standing(number), number) for number in range(PEOPLE)), reverse=descending)
    assert list(everybody(*crowded, descending=descending)) == expected
    for step in (0, 1, 2):
        alone = [place for place in expected if place[0] == step]
        assert list(everybody(*crowded, descending=descending, step=step)) == alone


def test_goes_back_to_where_it_was(crowded):
    house, quest_id = crowded
    places = sorted((standing(number), number) for number in range(PEOPLE))
    step, number = places[PEOPLE // 2 + 5]  # behind the last of those who have reached nothing
    wanted = keyset.Wanted(sort="step", descending=False, before=(step, number + FIRST), limit=PAGE)
    found = lists.people(space_id=house.space_id, quest_id=quest_id, wanted=wanted)
    assert [(one.step, one.member_id - FIRST) for one in found.rows] == places[PEOPLE // 2 - 5 : PEOPLE // 2 + 5]


def test_reads_no_more_than_it_shows(committed_db, owner_connection):
    house = tea.open_house()
    quest_id = crowd(house)
    owner_connection.execute("ANALYZE quests_progress, quests_reached")  # rows not yet committed are counted as none
    read = {}
    for step in (None, 0, 1, 2):
        for descending in (False, True):
            wanted = keyset.Wanted(sort="step", descending=descending, limit=PAGE)
            with acting_in(house.space_id):
                before = _read()
                found = lists.people(space_id=house.space_id, quest_id=quest_id, wanted=wanted, step=step)
                read[step, descending] = tuple(after - was for after, was in zip(_read(), before, strict=True))
            assert len(found.rows) == PAGE
    assert [(at, counts) for at, counts in read.items() if counts[0] or counts[1] >= PAGE * (PERIODS + 12)] == []


def _read():
    """How often this transaction read a whole table of the quests, and how many of their rows by an index."""
    return statements.rows(
        """
        SELECT coalesce(sum(seq_scan), 0)::bigint, coalesce(sum(idx_tup_fetch), 0)::bigint
        FROM pg_stat_xact_user_tables WHERE relname IN ('quests_progress', 'quests_reached')
        """,
        [],
    )[0]


_PROGRESS = """
    INSERT INTO quests_progress (space_id, goal_id, member_id, period, grp, value)
    SELECT g.space_id, g.id, %(first)s + n, date '2026-01-01' + d, '', 1
    FROM quests_goal g, generate_series(0, %(people)s - 1) n, generate_series(1, %(periods)s) d
    WHERE g.space_id = %(space)s AND g.quest_id = %(quest)s
"""
_REACHED = """
    INSERT INTO quests_reached (space_id, quest_id, step_no, member_id, version_id, event_id, period, generation)
    SELECT v.space_id, v.quest_id, s.no, %(first)s + n, v.id, 1, date '2026-01-01' + d, 1
    FROM quests_version v JOIN quests_step s ON s.space_id = v.space_id AND s.version_id = v.id,
        generate_series(0, %(people)s - 1) n, generate_series(1, %(periods)s) d
    WHERE v.space_id = %(space)s AND v.quest_id = %(quest)s AND n %% 4 IN (1, 2) AND s.no <= n %% 4
"""
