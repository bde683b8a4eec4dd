"""The accepted answer: one at a time, and only while it can be read (CI-33)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from guanxi.circles import actions, errors, queries
from guanxi.kernel import statements, tenancy
from tests.circles.together import at_once, question_in_a_circle


def _asker(people):
    return actions.member_actor(member_id=people[0])


@pytest.fixture
def question(write):
    return write("怎么泡？", kind="question")


@pytest.fixture
def answer(question, say, tea, people):
    """What 谷雨 answered, accepted; 白露 has replied to it."""
    number = say(question, "八十五度")
    say(question, "谢谢", author=people[2], parent_id=number)
    actions.accept_answer(space_id=tea.space_id, comment_id=number, actor=_asker(people))
    return number


def test_is_no_longer_answered_when_the_answer_is_gone(question, answer, say, seen, tea, people, happened):
    say(question, "九十度", author=people[2])
    actions.delete_comment(space_id=tea.space_id, comment_id=answer, author_id=people[1])
    assert seen(question).accepted_id is None
    assert happened("answer.accepted") == happened("question.answer_accepted") == []
    gap, other = queries.comments(space_id=tea.space_id, post_id=question).comments
    assert (gap.id, gap.text, gap.is_accepted, [one.text for one in gap.replies]) == (answer, "", False, ["谢谢"])
    assert other.text == "九十度"


def test_is_answered_again_when_the_answer_is_back(question, answer, seen, tea, people, happened):
    actions.delete_comment(space_id=tea.space_id, comment_id=answer, author_id=people[1])
    actions.restore_comment(space_id=tea.space_id, comment_id=answer, author_id=people[1])
    assert seen(question).accepted_id == answer
    assert len(happened("answer.accepted")) == len(happened("question.answer_accepted")) == 1
    (shown,) = queries.comments(space_id=tea.space_id, post_id=question).comments
    assert (shown.is_accepted, [one.text for one in shown.replies]) == (True, ["谢谢"])


def test_pays_no_answer_that_is_gone_when_its_question_comes_back(question, answer, tea, people, happened):
    actions.delete_post(space_id=tea.space_id, post_id=question, author_id=people[0])
    actions.hide_comment(space_id=tea.space_id, comment_id=answer, reason="x", actor=tea.actor)
    actions.restore_post(space_id=tea.space_id, post_id=question, author_id=people[0])
    assert happened("answer.accepted") == []
    actions.show_comment(space_id=tea.space_id, comment_id=answer, reason="x", actor=tea.actor)
    assert len(happened("answer.accepted")) == 1


def test_pays_no_answer_whose_question_is_gone(question, answer, tea, people, happened):
    actions.hide_comment(space_id=tea.space_id, comment_id=answer, reason="x", actor=tea.actor)
    actions.delete_post(space_id=tea.space_id, post_id=question, author_id=people[0])
    actions.show_comment(space_id=tea.space_id, comment_id=answer, reason="x", actor=tea.actor)
    assert happened("answer.accepted") == []
    actions.restore_post(space_id=tea.space_id, post_id=question, author_id=people[0])
    assert len(happened("answer.accepted")) == 1


def test_lets_another_answer_take_the_place_of_one_that_is_gone(question, answer, say, seen, tea, people, happened):
    other = say(question, "九十度", author=people[2])
    actions.delete_comment(space_id=tea.space_id, comment_id=answer, author_id=people[1])
    actions.accept_answer(space_id=tea.space_id, comment_id=other, actor=_asker(people))
    actions.restore_comment(space_id=tea.space_id, comment_id=answer, author_id=people[1])
    assert seen(question).accepted_id == other
    assert [told["answer"] for told in happened("answer.accepted")] == [str(other)]


@pytest.fixture
def place(committed_db):
    """A question of the first with an answer of every other; the transactions of several connections see it."""
    tea, _, question, people = question_in_a_circle(4)
    answers = [
        actions.write_comment(space_id=tea.space_id, post_id=question, text="答", author_id=member_id)
        for member_id in people[1:]
    ]
    return tea, people, question, answers


def _at_once(calls):
    return at_once(calls, errors.NotAQuestion)


def _counting(tea, type_="answer.accepted"):
    with tenancy.acting_in(tea.space_id):
        return statements.rows(
            "SELECT props ->> 'answer' FROM journal_public_event WHERE space_id = %s AND type = %s AND NOT voided",
            [tea.space_id, type_],
        )


def test_pays_one_answer_of_all_that_are_accepted_at_once(place):
    tea, people, question, answers = place
    for _ in range(3):
        _at_once(
            [
                lambda number=number: actions.accept_answer(
                    space_id=tea.space_id, comment_id=number, actor=_asker(people)
                )
                for number in answers
            ]
        )
        accepted = queries.post(space_id=tea.space_id, post_id=question, member_id=people[0]).post.accepted_id
        assert _counting(tea) == _counting(tea, "question.answer_accepted") == [(str(accepted),)]


def test_waits_for_the_other_acceptance_before_it_decides(place):
    tea, people, question, answers = place
    with ThreadPoolExecutor(max_workers=1) as pool:
        with tenancy.acting_in(tea.space_id):
            actions.accept_answer(space_id=tea.space_id, comment_id=answers[0], actor=_asker(people))
            later = pool.submit(
                _at_once_in_a_thread,
                lambda: actions.accept_answer(space_id=tea.space_id, comment_id=answers[1], actor=_asker(people)),
            )
            with pytest.raises(TimeoutError):
                later.result(timeout=0.5)
        later.result(timeout=10)
    assert _counting(tea) == [(str(answers[1]),)]
    assert queries.post(space_id=tea.space_id, post_id=question, member_id=people[0]).post.accepted_id == answers[1]


def test_leaves_nothing_paid_that_is_taken_back_or_gone_at_the_same_time(place):
    tea, people, question, answers = place
    asker = _asker(people)
    for _ in range(3):
        _at_once(
            [
                lambda: actions.accept_answer(space_id=tea.space_id, comment_id=answers[0], actor=asker),
                lambda: actions.accept_answer(space_id=tea.space_id, comment_id=answers[1], actor=asker),
                lambda: actions.unaccept_answer(space_id=tea.space_id, post_id=question, actor=asker),
                lambda: actions.hide_comment(space_id=tea.space_id, comment_id=answers[0], reason="x", actor=tea.actor),
                lambda: actions.show_comment(space_id=tea.space_id, comment_id=answers[0], reason="x", actor=tea.actor),
            ]
        )
        accepted = queries.post(space_id=tea.space_id, post_id=question, member_id=people[0]).post.accepted_id
        assert _counting(tea) == ([] if accepted is None else [(str(accepted),)])


def test_counts_a_post_exactly_while_it_can_be_seen(place):
    tea, people, question, _ = place
    who = {"space_id": tea.space_id, "post_id": question, "author_id": people[0]}
    for _ in range(4):
        _at_once([lambda: actions.delete_post(**who), lambda: actions.restore_post(**who)] * 2)
        is_seen = queries.posts(space_id=tea.space_id, post_ids=[question], member_id=None) != {}
        assert len(_counting(tea, "post.created")) == is_seen


def _at_once_in_a_thread(call):
    try:
        return call()
    finally:
        connections.close_all()
