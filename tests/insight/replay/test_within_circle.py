"""Who has left a circle since keeps what they earned in it: a replay takes the verdict of then."""

from datetime import date

from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.insight import replay
from tests.quests import tea


def test_replays_what_counted_for_a_circle_that_somebody_has_left(committed_db):
    house = tea.open_house()
    circle = circles.open_circle(
        space_id=house.space_id,
        canvas=circles.Canvas(
            background="Alone.", purpose="seed_users", goal="A hundred", goal_number=100, goal_date=date(2027, 3, 31)
        ),
        look=circles.Look(name="Old friends", trait="raw tea"),
        charter="Be kind.",
        rule=entry.Rule(),
        actor=house.actor,
        slug="old-friends",
    )
    house.launch(
        tea.quest(audience="has(member.circles, 'old-friends')", each="[{points: 3}]", ceiling_per_day="{points: 90}")
    )
    inside, outside = house.members(2)
    circles.enter(space_id=house.space_id, circle_id=circle, member_id=inside, charter_version=1)
    house.check_in(inside, "2026-05-01 08:00")
    house.check_in(outside, "2026-05-01 08:00")
    circles.leave(space_id=house.space_id, circle_id=circle, member_id=inside)
    house.check_in(inside, "2026-05-02 08:00")

    replayed = replay.replay(space_id=house.space_id)

    assert (house.points(inside), house.points(outside)) == (3, 0)
    assert replayed.failures == ()
    assert [one.name for one in (*replayed.ledger, *replayed.rules) if one.different] == []
