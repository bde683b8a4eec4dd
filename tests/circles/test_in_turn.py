"""Who decides about a post or a comment and who changes it come one after the other, and none waits for the other."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from guanxi.circles import actions, errors, models
from guanxi.circles.actions import room
from guanxi.kernel import statements, tenancy
from guanxi.moderation import actions as moderation
from tests.circles.together import question_in_a_circle

AD = "正品代购批发，一手货源，加微信 vx88866 下单，返利百分之三十"
_WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def place(committed_db):
    """The tea house, a question of the first, an answer of the second; several connections see them."""
    tea, _, question, people = question_in_a_circle(2)
    answer = actions.write_comment(space_id=tea.space_id, post_id=question, text="答", author_id=people[1])
    return tea, people, question, answer


@pytest.fixture
def beside():
    """A function: begin a call in another connection and return, its answer to come, when it waits for this one."""

    def calling(call):
        try:
            return call()
        except errors.UnknownPost as refusal:
            return refusal
        finally:
            connections.close_all()

    def begin(call):
        later = pool.submit(calling, call)
        _until_it_waits()
        return later

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield begin


def _until_it_waits():
    for _ in range(100):
        if statements.value(_WAITING, []):
            return
        statements.run("SELECT pg_stat_clear_snapshot()", [])
        time.sleep(0.05)
    pytest.fail("nobody waits")


def _counting(tea, type_):
    with tenancy.acting_in(tea.space_id):
        return statements.value(
            "SELECT count(*) FROM journal_public_event WHERE space_id = %s AND type = %s AND NOT voided",
            [tea.space_id, type_],
        )


def _decide(tea, kind, number):
    case = moderation.open_case(space_id=tea.space_id, kind=kind, subject_id=number, actor=tea.actor)

    def decide():
        return moderation.decide(
            space_id=tea.space_id, case_id=case, outcome="hide", ground="house_ad", reason="广告", actor=tea.actor
        )

    return decide


def test_pays_no_honour_for_a_post_that_goes_at_the_same_time(place, beside):
    tea, people, question, _ = place

    def feature():
        actions.feature_post(space_id=tea.space_id, post_id=question, actor=tea.actor)

    with tenancy.acting_in(tea.space_id):
        actions.delete_post(space_id=tea.space_id, post_id=question, author_id=people[0])
        later = beside(feature)
    assert isinstance(later.result(timeout=20), errors.UnknownPost)
    assert _counting(tea, "post.featured") == 0


def test_takes_an_honour_back_in_turn(place, beside):
    tea, people, question, _ = place
    actions.feature_post(space_id=tea.space_id, post_id=question, actor=tea.actor)
    who = {"space_id": tea.space_id, "post_id": question}
    actions.delete_post(**who, author_id=people[0])

    def unfeature():
        actions.unfeature_post(**who, actor=tea.actor)

    with tenancy.acting_in(tea.space_id):
        actions.restore_post(**who, author_id=people[0])
        later = beside(unfeature)
    assert later.result(timeout=20) is None
    assert _counting(tea, "post.featured") == 0


def test_decides_about_a_post_while_it_is_edited(place, beside):
    tea, people, question, _ = place
    decide = _decide(tea, "post", question)
    with tenancy.acting_in(tea.space_id):
        room.settle_in_turn(question)
        later = beside(decide)
        actions.edit_post(space_id=tea.space_id, post_id=question, text=AD, declared="value", author_id=people[0])
    assert isinstance(later.result(timeout=20), int)
    assert _counting(tea, "post.created") == 0


def test_decides_about_a_comment_while_it_is_brought_back(place, beside):
    tea, people, question, answer = place
    with tenancy.acting_in(tea.space_id):  # words that the ad check has not read, so that it reads them now
        models.Comment.objects.filter(space_id=tea.space_id, id=answer).update(text=AD)
    who = {"space_id": tea.space_id, "comment_id": answer, "author_id": people[1]}
    decide = _decide(tea, "comment", answer)
    actions.delete_comment(**who)
    with tenancy.acting_in(tea.space_id):
        room.settle_in_turn(question)
        room.held_comment(tea.space_id, answer)
        later = beside(decide)
        actions.restore_comment(**who)
    assert isinstance(later.result(timeout=20), int)
    assert _counting(tea, "comment.created") == 0


def test_appeals_while_the_post_is_edited(place, beside):
    tea, people, question, _ = place
    case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=question, actor=tea.actor)
    moderation.decide(space_id=tea.space_id, case_id=case, outcome="warn", reason="请注意", actor=tea.actor)

    def appeal():
        moderation.appeal(space_id=tea.space_id, case_id=case, member_id=people[0], text="为什么")

    with tenancy.acting_in(tea.space_id):
        actions.edit_post(space_id=tea.space_id, post_id=question, text="改", declared="value", author_id=people[0])
        later = beside(appeal)
        actions.edit_post(space_id=tea.space_id, post_id=question, text=AD, declared="value", author_id=people[0])
    assert later.result(timeout=20) is None
