"""What came of each code, and what other modules may read (RF-34)."""

from django.db import connection

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.referral import actions, queries
from tests.referral.conftest import DAY, LONG_AGO

ORDER = "test.order_delivered"


def test_tells_the_cost_of_each_person_who_stays(space, join):
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    code = actions.create_channel_code(
        space_id=space, channel="fair", campaign="spring", bait="sample", bait_cost_cents=500, actor="staff:1"
    ).code
    people = []
    for n in range(4):
        actions.record_touch(space_id=space, code=code, visitor=f"v{n}", at=LONG_AGO + n * DAY)
        people.append(join(f"p{n}", days=n))
        actions.bind(space_id=space, member_id=people[n], visitor=f"v{n}", at=LONG_AGO + n * DAY)
    actions.record_touch(space_id=space, code=code, visitor="only looked", at=LONG_AGO)
    for person, day in ((0, 2), (0, 30), (1, 40), (2, 5), (3, 31.5)):
        journal.record(
            space_id=space,
            events=[journal.Event(type=ORDER, member_id=people[person], at=LONG_AGO + day * DAY)],
        )
    members.leave(space_id=space, member_id=people[2], actor=None, at=LONG_AGO + 30.4 * DAY)
    (figures,) = queries.channel_report(space_id=space, at=LONG_AGO + 30.5 * DAY)
    assert (figures.touches, figures.visitors, figures.joined, figures.qualified) == (5, 5, 4, 4)
    assert (figures.old_enough, figures.retained) == (3, 1)
    assert (figures.bait_cost_cents, figures.cost_per_retained_cents) == (2000, 2000)
    (later,) = queries.channel_report(space_id=space, at=LONG_AGO + 60 * DAY)
    assert (later.old_enough, later.retained, later.cost_per_retained_cents) == (4, 3, 667)


def test_reports_a_code_that_brought_nobody(space):
    actions.create_channel_code(space_id=space, channel="wall", bait_cost_cents=100, actor="staff:1")
    (figures,) = queries.channel_report(space_id=space, at=LONG_AGO)
    assert (figures.joined, figures.bait_cost_cents, figures.cost_per_retained_cents) == (0, 0, None)


def test_publishes_who_brought_whom(space, join):
    alice, bob = join("alice"), join("bob", days=1)
    code = actions.personal_code(space_id=space, member_id=alice).code
    actions.bind(space_id=space, member_id=bob, code=code, at=LONG_AGO + DAY)
    with acting_in(space), connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id, inviter_id, code, channel, bound_at, qualified_at FROM referral_public_binding"
        )
        assert cursor.fetchall() == [(bob, alice, code, "member", LONG_AGO + DAY, None)]


def test_hands_a_member_their_own_side_of_it(space, join):
    alice, bob = join("alice"), join("bob", days=1)
    code = actions.personal_code(space_id=space, member_id=alice).code
    actions.bind(space_id=space, member_id=bob, code=code, at=LONG_AGO + DAY)
    exported = members.export(space_id=space, member_id=alice, actor="staff:1")
    assert '"invited": 1' in str(exported).replace("'", '"')
