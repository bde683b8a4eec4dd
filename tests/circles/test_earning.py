"""What is written earns by the rules of quests, at once, and loses it when it goes (CI-24)."""

from guanxi.circles import actions
from tests.quests import tea as quests


def _pay_for(rules, event, where=None):
    goal = f"{{event: {event}}}" if where is None else f'{{event: {event}, where: "{where}"}}'
    rules.launch(quests.quest("pay", goal=goal, each="[{points: 5}]", ceiling_per_day="{points: 1000}"))


def test_pays_for_a_post_at_once_and_takes_it_back_when_it_is_deleted(rules, write, tea, people):
    _pay_for(rules, "post.created", "props.circle <> '' AND props.declared = 'value'")
    post_id = write()
    assert rules.points(people[0]) == 5
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert rules.points(people[0]) == 0
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert rules.points(people[0]) == 5
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="抄来的", actor=tea.actor)
    assert rules.points(people[0]) == 0


def test_pays_once_for_a_reaction_however_often_it_is_given(rules, write, tea, people):
    _pay_for(rules, "reaction.given")
    post_id = write()
    act = {"space_id": tea.space_id, "post_id": post_id, "member_id": people[1], "kind": "like"}
    for _ in range(3):
        actions.react(**act)
        assert rules.points(people[1]) == 5
        actions.take_back(**act)
        assert rules.points(people[1]) == 0


def test_pays_for_an_accepted_answer_and_moves_it_with_the_acceptance(rules, write, say, tea, people):
    _pay_for(rules, "answer.accepted")
    post_id = write("怎么泡？", kind="question")
    first, second = say(post_id, author=people[1]), say(post_id, author=people[2])
    asker = actions.member_actor(member_id=people[0])
    actions.accept_answer(space_id=tea.space_id, comment_id=first, actor=asker)
    assert (rules.points(people[1]), rules.points(people[2])) == (5, 0)
    actions.accept_answer(space_id=tea.space_id, comment_id=second, actor=asker)
    assert (rules.points(people[1]), rules.points(people[2])) == (0, 5)
    actions.accept_answer(space_id=tea.space_id, comment_id=first, actor=asker)
    assert (rules.points(people[1]), rules.points(people[2])) == (5, 0)
    actions.unaccept_answer(space_id=tea.space_id, post_id=post_id, actor=asker)
    assert (rules.points(people[1]), rules.points(people[2])) == (0, 0)


def test_pays_for_being_featured_until_it_is_taken_down(rules, write, tea, people):
    _pay_for(rules, "post.featured")
    post_id = write()
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    assert rules.points(people[0]) == 5
    actions.unfeature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    assert rules.points(people[0]) == 0
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    assert rules.points(people[0]) == 5
