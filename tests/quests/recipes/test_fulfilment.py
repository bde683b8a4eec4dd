"""Every recipe is launched for real, and a member fulfils it to the end."""

from datetime import date, timedelta

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests.recipes import birthdays
from guanxi.referral import actions as referral
from tests import cast
from tests.quests import tea

DAY = timedelta(days=1)


def test_a_week_of_check_ins_gives_the_points_half_way_and_the_gift_at_the_end(house, launch, at):
    slug = launch("checkin", gift="手作盖碗", stock=5)
    at("2026-05-20 12:00")
    member = house.member()

    for day in range(1, 8):
        house.record(house.event(member, f"2026-05-0{day} 08:00", challenge=slug, text_length=12))

    assert house.points(member) == 40
    assert house.holds(member, "item:手作盖碗") == {"wallet": 1}
    assert house.reached(slug, 2) == {member}


def test_a_check_in_of_another_challenge_or_of_too_few_characters_counts_for_nothing(house, launch, at):
    slug = launch("checkin", days=2, half_points=0, text_least=10)
    at("2026-05-20 12:00")
    member = house.member()

    house.record(house.event(member, "2026-05-01 08:00", challenge="another", text_length=12))
    house.record(house.event(member, "2026-05-02 08:00", challenge=slug, text_length=3))
    house.record(house.event(member, "2026-05-03 08:00", challenge=slug, text_length=12))

    assert house.points(member) == 0


def test_early_check_ins_count_within_their_hours_only(house, launch, at):
    slug = launch("checkin", days=2, half_points=0, hour_from=5, hour_to=8)
    at("2026-05-20 12:00")
    early, late = house.members(2)

    for day in (1, 2):
        facts = {"challenge": slug, "text_length": 12}
        house.record(house.event(early, f"2026-05-0{day} 07:59", **facts, local_hour=7))
        house.record(house.event(late, f"2026-05-0{day} 08:00", **facts, local_hour=8))

    assert (house.points(early), house.points(late)) == (30, 0)


def test_three_friends_who_check_in_bring_the_gift(house, launch, at):
    slug = launch("invite", gift="gift-box", stock=2, act="checkin.made")
    at("2026-05-20 12:00")
    inviter = house.member("小满")
    with acting_in(house.space_id):
        code = referral.personal_code(space_id=house.space_id, member_id=inviter).code

    for number in range(3):
        _bring(house, code, number)

    assert house.reached(slug, 2) == {inviter}
    assert house.holds(inviter, "item:gift-box") == {"wallet": 1}
    assert house.holds(inviter) == {"pending": 50}


def _bring(house: tea.House, code: str, number: int) -> None:
    """A friend touches the code, joins, and checks in."""
    with acting_in(house.space_id):
        referral.record_touch(space_id=house.space_id, code=code, visitor=f"friend-{number}")
        friend = members.join(space_id=house.space_id, external_ids={"shop": f"friend {number}"}, actor=cast.ACTOR)
        referral.bind(space_id=house.space_id, member_id=friend, visitor=f"friend-{number}")
        journal.record(space_id=house.space_id, events=[journal.Event(type="checkin.made", member_id=friend)])


def test_the_first_post_of_a_new_member_is_welcomed(house, launch, at):
    launch("welcome", coupon="welcome 10", coupons=3)
    at("2026-05-20 12:00")
    member = house.member()

    with acting_in(house.space_id):
        journal.record(
            space_id=house.space_id,
            events=[journal.Event(type="post.created", member_id=member, props={"post": "1", "length": 40})],
        )

    assert house.points(member) == 20
    assert house.holds(member, "coupon:welcome 10") == {"wallet": 1}


def test_a_survey_is_rewarded_whatever_the_answers_are(house, launch, at):
    launch("survey", survey="seed-2026")
    at("2026-05-20 12:00")
    answered, other = house.members(2)

    house.record(house.event(answered, "2026-05-02 10:00", "survey.answered", survey="seed-2026"))
    house.record(house.event(other, "2026-05-02 10:00", "survey.answered", survey="another"))

    assert (house.points(answered), house.points(other)) == (30, 0)


def test_a_tester_earns_the_same_for_blame_as_for_praise(house, launch, at):
    launch("trial", tag="tea-2026")
    at("2026-05-20 12:00")
    praising, blaming, untagged = house.members(3)
    with acting_in(house.space_id):
        members.tag(space_id=house.space_id, member_ids=[praising, blaming], name="tea-2026", actor=house.actor)

    for member, rating in ((praising, 5), (blaming, 1), (untagged, 5)):
        house.record(house.event(member, "2026-05-02 10:00", "review.written", order="7", length=40, rating=rating))

    assert [house.points(member) for member in (praising, blaming, untagged)] == [50, 50, 0]


def test_the_members_day_gives_to_those_who_come_that_day(house, launch, at):
    launch("member-day", date=date(2026, 5, 8), coupon="day", coupons=10)
    at("2026-05-20 12:00")
    there, late = house.members(2)

    house.check_in(there, "2026-05-08 23:59")
    house.check_in(late, "2026-05-09 00:00")

    assert (house.points(there), house.points(late)) == (18, 0)
    assert house.holds(there, "coupon:day") == {"wallet": 1}


def test_the_members_day_can_reward_what_is_paid_that_day(house, launch, at):
    launch("member-day", date=date(2026, 5, 8), act="order.paid", points=0, per_yuan=2)
    at("2026-05-20 12:00")
    member = house.member()

    house.record(house.event(member, "2026-05-08 12:00", "order.paid", order="7", sum_cents=5050, currency="CNY"))

    assert house.holds(member) == {"pending": 101}


def test_a_birthday_is_greeted_in_its_week_and_once_a_year(house, launch):
    today = journal.now(space_id=house.space_id).astimezone(house.zone).date()
    celebrating, another = house.members(2)
    with acting_in(house.space_id):
        members.define_field(
            space_id=house.space_id,
            slug="birthday",
            type_="date",
            label="生日",
            purpose="生日祝福",
            actor=house.actor,
        )
        for member, born in ((celebrating, today + 3 * DAY), (another, today + 40 * DAY)):
            members.set_profile(
                space_id=house.space_id,
                member_id=member,
                answers={"birthday": born.replace(year=1992).isoformat()},
                actor=house.actor,
            )
    launch("birthday", coupon="birthday", coupons=5)

    assert birthdays.mark(space_id=house.space_id) == 1
    assert birthdays.mark(space_id=house.space_id) == 0
    for member in (celebrating, another, celebrating):
        with acting_in(house.space_id):
            journal.record(space_id=house.space_id, events=[journal.Event(type="checkin.made", member_id=member)])

    assert (house.points(celebrating), house.points(another)) == (88, 0)
    assert house.holds(celebrating, "coupon:birthday") == {"wallet": 1}
