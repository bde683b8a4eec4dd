"""What signing in leaves behind is gone when its time is over."""

import pytest
from django.core.cache import cache
from django.db import connection

from guanxi.config import periodic
from guanxi.kernel import tenancy
from guanxi.members import signin
from guanxi.spaces import limits
from tests import cast

pytestmark = pytest.mark.django_db


def test_forgets_codes_counters_and_sessions():
    tea = cast.spring_tea()
    signin.ask(space_id=tea.space_id, system="mail", contact="a@example.com", address="203.0.113.7")
    cache.set("tries", 1, 60)
    assert periodic.forget_sign_ins(0) == 0
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        for statement in (
            "UPDATE members_arrival SET expires_at = now() - interval '1 second'",
            "UPDATE spaces_limit SET ends_at = now() - interval '1 second'",
            "UPDATE web_cache SET expires = now() - interval '1 second'",
        ):
            cursor.execute(statement)

    assert periodic.forget_sign_ins(0) == 1 + 4 + 1


def test_counts_every_try_and_begins_anew_when_the_window_is_over():
    limit = limits.Limit(name="t", subject="s", amount=2, seconds=60)
    other = limits.Limit(name="t", subject="other", amount=1, seconds=60)
    assert [limits.take([limit]) for _ in range(3)] == [True, True, False]
    assert not limits.take([limit, other])
    assert not limits.take([other]), "a try that is not allowed counts too"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spaces_limit SET ends_at = now() - interval '1 second'")

    assert limits.take([limit, other])


def test_stops_counting_at_the_first_limit_that_refuses():
    own = limits.Limit(name="own", subject="s", amount=1, seconds=60)
    shared = limits.Limit(name="shared", subject="all", amount=2, seconds=60)

    assert [limits.first_refusal([own, shared]) for _ in range(4)] == ["", "own", "own", "own"]
    assert limits.first_refusal([shared]) == "", "one of two is left to the others"
    assert limits.first_refusal([shared]) == "shared"
