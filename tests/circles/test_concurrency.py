"""Many hands at once: counts are exact, one of each stays one (CI-37, CI-44)."""

import pytest

from guanxi.circles import actions, errors, queries
from tests import cast
from tests.circles.together import at_once, question_in_a_circle


@pytest.fixture
def place(committed_db):
    return question_in_a_circle(8)


def _at_once(calls):
    return at_once(calls, errors.AlreadyVoted, errors.TooManyPinned, errors.AlreadyInside)


def test_counts_the_reactions_of_all_who_tap_at_once(place):
    tea, _, post_id, people = place
    calls = [
        lambda member_id=member_id: actions.react(
            space_id=tea.space_id, post_id=post_id, member_id=member_id, kind="like"
        )
        for member_id in people[1:] * 2
    ]
    assert sum(answer is True for answer in _at_once(calls)) == 7
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1]).post.likes == 7


def test_counts_the_comments_of_all_who_write_at_once(place):
    tea, _, post_id, people = place
    calls = [
        lambda member_id=member_id: actions.write_comment(
            space_id=tea.space_id, post_id=post_id, text="好", author_id=member_id
        )
        for member_id in people
    ]
    _at_once(calls)
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1]).post.comments == 8


def test_takes_one_ballot_of_many_taps(place):
    tea, circle_id, _, people = place
    poll = actions.write_post(
        space_id=tea.space_id,
        circle_id=circle_id,
        draft=actions.Draft(text="选", kind="poll", options=("一", "二")),
        author_id=people[0],
    )
    calls = [
        lambda choice=choice: actions.vote(space_id=tea.space_id, post_id=poll, member_id=people[1], choices=[choice])
        for choice in (1, 2) * 4
    ]
    answers = _at_once(calls)
    assert sum(isinstance(answer, errors.AlreadyVoted) for answer in answers) == 7
    counted = queries.post(space_id=tea.space_id, post_id=poll, member_id=people[1]).poll
    assert counted is not None
    assert counted.voters == 1


def test_pins_no_fourth_post_when_all_are_pinned_at_once(place):
    tea, circle_id, _, people = place
    posts = [
        actions.write_post(
            space_id=tea.space_id, circle_id=circle_id, draft=actions.Draft(text=f"{n}"), author_id=people[0]
        )
        for n in range(6)
    ]
    answers = _at_once([lambda p=p: actions.pin_post(space_id=tea.space_id, post_id=p, actor=tea.actor) for p in posts])
    assert sum(isinstance(answer, errors.TooManyPinned) for answer in answers) == 3


def test_makes_one_post_of_many_sendings_of_one_form(place):
    tea, circle_id, _, people = place
    calls = [
        lambda: actions.write_post(
            space_id=tea.space_id,
            circle_id=circle_id,
            draft=actions.Draft(text="一"),
            author_id=people[1],
            once="same",
        )
    ] * 6
    assert len(set(_at_once(calls))) == 1


def test_lets_somebody_in_once_who_taps_twice(place):
    tea, circle_id, _, people = place
    actions.leave(space_id=tea.space_id, circle_id=circle_id, member_id=people[3])
    newcomer = cast.member(tea.space_id, "新来的")
    for member_id in (people[3], newcomer):
        calls = [
            lambda who=member_id: actions.enter(
                space_id=tea.space_id, circle_id=circle_id, member_id=who, charter_version=1
            )
        ] * 4
        answers = _at_once(calls)
        assert sum(isinstance(answer, errors.AlreadyInside) for answer in answers) == 3
    assert queries.circle_by_id(space_id=tea.space_id, circle_id=circle_id).members == 9
