"""What the auditor says of a space that has seen everything that referral can do."""

from guanxi import journal
from guanxi.insight import audit
from guanxi.members import actions as members
from guanxi.referral import actions
from tests.referral.conftest import DAY, LONG_AGO, recorded

ORDER = "test.order_delivered"


def order(space: int, member_id: int, days: float) -> int:
    event = journal.Event(type=ORDER, member_id=member_id, at=LONG_AGO + days * DAY, props={"sum_cents": 9000})
    return journal.record(space_id=space, events=[event]).ids[0]


def test_finds_nothing_wrong_after_a_life_of_all_of_it(space, join):
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    people = [join("p0")]
    for n in range(1, 9):
        code = actions.personal_code(space_id=space, member_id=people[n // 2]).code
        actions.record_touch(space_id=space, code=code, visitor=f"v{n}", at=LONG_AGO + (n - 0.5) * DAY)
        actions.record_touch(space_id=space, code=code, visitor=f"v{n}", at=LONG_AGO + (n - 0.4) * DAY)
        people.append(join(f"p{n}", days=n))
        actions.bind(space_id=space, member_id=people[n], visitor=f"v{n}", at=LONG_AGO + n * DAY)
    acts = [order(space, one, 20 + n) for n, one in enumerate(people)]
    journal.void(space_id=space, event_id=acts[3], reason="refund", actor="staff:1")
    order(space, people[3], 40)
    order(space, people[5], 19)
    actions.disqualify(space_id=space, member_id=people[6], reason="one device", actor="staff:1")
    root = actions.personal_code(space_id=space, member_id=people[0]).code
    actions.rebind(space_id=space, member_id=people[4], code=root, reason="mixed up", actor="staff:1")
    members.merge(space_id=space, keep=people[7], lose=people[5], actor="staff:1")
    members.leave(space_id=space, member_id=people[8], actor=None)
    actions.forget_touches(space_id=space, actor="test", at=LONG_AGO + 34.6 * DAY)
    journal.drain_all(space_id=space)

    report = audit.run(space_id=space, keep=False)
    assert {f.check.id: f.examples for f in report.findings if f.violations} == {}
    seen = {finding.check.id: finding.rows for finding in report.findings}
    assert all(seen[check] > 0 for check in ("A1", "A2", "A3", "A4", "A6", "A7"))
    assert len(recorded(space, "referral.rebound")) == 2
