"""Feeds: newest and warmest, by keyset, for who may read them, in a fixed number of statements (CI-46 to CI-52)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi import journal
from guanxi.circles import actions, entry, errors, queries, readiness
from guanxi.kernel import tenancy
from guanxi.members import actions as members


def _walk(tea, circle_ids, order, *, limit=3):
    met, after = [], None
    for _ in range(20):
        page = queries.feed(
            space_id=tea.space_id, circle_ids=circle_ids, member_id=None, order=order, after=after, limit=limit
        )
        met += [post.id for post in page.posts]
        after = page.next
        if after is None:
            return met
    raise AssertionError


def test_meets_every_post_once_whatever_the_order(write, tea, circle, people):
    posts = [write(f"第 {number} 帖") for number in range(10)]
    for post_id in posts[2:5]:
        actions.react(space_id=tea.space_id, post_id=post_id, member_id=people[1], kind="useful")
    assert _walk(tea, [circle.id], "newest") == posts[::-1]
    warmest = _walk(tea, [circle.id], "warmest")
    assert sorted(warmest) == posts
    assert set(warmest[:3]) == set(posts[2:5])


def test_joins_the_circles_of_a_member_in_one_order(write, open_circle, enter, tea, circle, people):
    other = open_circle(name="新茶友")
    enter(other, people[0])
    posts = [write("一"), write("二", within=other), write("三"), write("四", within=other)]
    both = [number for number, _ in queries.circles_of(space_id=tea.space_id, member_id=people[0])]
    assert _walk(tea, both, "newest", limit=2) == posts[::-1]
    assert _walk(tea, [circle.id], "newest") == [posts[2], posts[0]]


def test_lets_warmth_give_way_to_age(write, tea, circle, people):
    now = journal.now(space_id=tea.space_id)
    old = write("三天前很热", at=now - timedelta(days=3))
    young = write("刚写的", at=now)
    for member_id in people[1:3]:
        actions.react(space_id=tea.space_id, post_id=old, member_id=member_id, kind="useful")
    assert _walk(tea, [circle.id], "warmest") == [young, old]
    middle = write("昨天很热", at=now - timedelta(hours=20))
    for member_id in people[1:3]:
        actions.react(space_id=tea.space_id, post_id=middle, member_id=member_id, kind="useful")
    assert _walk(tea, [circle.id], "warmest") == [middle, young, old]


def test_shows_the_featured_by_themselves(write, tea, circle):
    posts = [write(f"第 {number} 帖") for number in range(3)]
    actions.feature_post(space_id=tea.space_id, post_id=posts[1], actor=tea.actor)
    assert _walk(tea, [circle.id], "featured") == [posts[1]]


@pytest.mark.parametrize("after", [("x",), (1, 2, 3), (2**70,), ("1", "2"), ()])
def test_begins_at_the_start_for_a_cursor_that_nobody_gave_out(write, tea, circle, after):
    post_id = write()
    for order in ("newest", "warmest"):
        page = queries.feed(space_id=tea.space_id, circle_ids=[circle.id], member_id=None, order=order, after=after)
        assert [post.id for post in page.posts] == [post_id]


def test_reads_any_number_of_posts_in_two_statements(write, say, tea, circle, people):
    for number, member_id in enumerate(people):
        members.set_face(space_id=tea.space_id, member_id=member_id, name=f"名{number}", avatar_id=None, actor=None)

    def statements() -> tuple[int, int]:
        with tenancy.acting_in(tea.space_id), CaptureQueriesContext(connection) as seen:
            queries.feed(space_id=tea.space_id, circle_ids=[circle.id], member_id=people[1], pinned=True)
        with tenancy.acting_in(tea.space_id), CaptureQueriesContext(connection) as also:
            queries.comments(space_id=tea.space_id, post_id=post_id)
        return len(seen), len(also)

    post_id = write("一")
    say(post_id)
    few = statements()
    for number in range(8):
        write(f"第 {number} 帖", author=people[number % 3])
        say(post_id, author=people[number % 3])
    assert few == statements() == (2, 2)


def test_lets_nobody_read_a_circle_that_one_must_be_let_into(open_circle, enter, write, tea, people):
    closed = open_circle(name="内圈", rule=entry.Rule(name="request"), host_member_id=people[0])
    post_id = write("内部", within=closed)
    with pytest.raises(errors.UnknownPost):
        queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1])
    assert not queries.door(space_id=tea.space_id, slug=closed.slug, member_id=people[1]).may_read
    with pytest.raises(errors.NotInside):
        write("我也要", within=closed, author=people[1])
    with pytest.raises(errors.UnknownPost):
        actions.write_comment(space_id=tea.space_id, post_id=post_id, text="好", author_id=people[1])


def test_shows_nothing_to_another_space(write, owl, circle):
    post_id = write()
    with pytest.raises(errors.UnknownPost):
        queries.post(space_id=owl.space_id, post_id=post_id, member_id=1)
    assert queries.feed(space_id=owl.space_id, circle_ids=[circle.id], member_id=None).posts == ()
    assert queries.posts(space_id=owl.space_id, post_ids=[post_id], member_id=None) == {}


def test_counts_a_week_of_a_circle(write, say, tea, circle, people):
    now = journal.now(space_id=tea.space_id)
    write("很久以前", at=now - timedelta(days=9))
    post_id = write("这周")
    say(post_id, author=people[1])
    say(post_id, author=people[0])
    actions.react(space_id=tea.space_id, post_id=post_id, member_id=people[2], kind="like")
    actions.refresh_figures(space_id=tea.space_id)
    actions.refresh_figures(space_id=tea.space_id, circle_id=circle.id)
    counted = queries.figures(space_id=tea.space_id, circle_id=circle.id)
    assert counted is not None
    assert (counted.members, counted.active, counted.posts, counted.replies) == (3, 3, 1, 1)
    assert (counted.old_enough, counted.retained) == (0, 0)


def test_tells_who_was_still_there_in_the_fourth_week(open_circle, enter, write, tea, people):
    now = journal.now(space_id=tea.space_id)
    circle = open_circle(at=now - timedelta(days=60))
    for member_id in people:
        enter(circle, member_id, at=now - timedelta(days=40))
    write("第四周", within=circle, at=now - timedelta(days=17), author=people[0])
    write("第三周", within=circle, at=now - timedelta(days=22), author=people[1])
    write("第五周", within=circle, at=now - timedelta(days=11), author=people[2])
    actions.refresh_figures(space_id=tea.space_id)
    counted = queries.figures(space_id=tea.space_id, circle_id=circle.id)
    assert counted is not None
    assert (counted.old_enough, counted.retained) == (4, 1)


def _figures(**known):
    zero = dict.fromkeys(("members", "active", "posts", "replies", "old_enough", "retained"), 0)
    return readiness.Figures(counted_at=journal.real_now(), **{**zero, **known})


@pytest.mark.django_db
def test_calls_a_circle_ready_when_all_three_are_met():
    assert readiness.judge(None).stage == "new"
    assert readiness.judge(_figures(members=9, active=9)).stage == "new"
    kindled = _figures(members=50, active=10, posts=20, replies=9)
    assert readiness.judge(kindled).stage == "kindled"
    warm = _figures(members=50, active=10, posts=20, replies=20, old_enough=20, retained=5)
    assert (readiness.judge(warm).stage, len(readiness.judge(warm).lacking)) == ("warm", 1)
    ready = _figures(members=50, active=10, posts=20, replies=20, old_enough=20, retained=6)
    assert (readiness.judge(ready).stage, readiness.judge(ready).lacking) == ("ready", ())
    assert readiness.judge(ready).is_ready


@pytest.mark.django_db
def test_is_not_ready_by_retention_alone():
    cold = _figures(members=50, active=1, posts=20, replies=20, old_enough=20, retained=20)
    assert readiness.judge(cold).stage == "new"
