"""The queue of moderation: decided in place, with a reason that the author reads; taken back; answered; as a file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions as circles
from guanxi.moderation import actions, queries
from tests import cast
from tests.web import faces, payloads
from tests.web.h5.test_finding_and_reporting import opened, written

BASE = "/s/spring-tea/moderation/"
HX = {"hx-request": "true"}


@pytest.fixture
def people(tea) -> list[int]:
    return cast.members_of(tea.space_id, 3)


@pytest.fixture
def circle(tea, people):
    return opened(tea, people)


@pytest.fixture
def reported(tea, circle, people):
    """A post that 谷雨 reported, and its case."""
    post_id = written(tea, circle, people[0], "你这个笨蛋")
    case_id = actions.report(
        space_id=tea.space_id, member_id=people[1], kind="post", subject_id=post_id, reason="insult", note="他总是这样"
    )
    return post_id, case_id


@pytest.fixture
def alice(tea):
    return faces.staff(tea.owner)


def is_seen(tea, post_id: int) -> bool:
    from guanxi.circles import queries as found  # noqa: PLC0415 - beside `queries` of moderation

    return post_id in found.posts(space_id=tea.space_id, post_ids=[post_id], member_id=None)


def test_shows_what_waits(tea, alice, reported):
    page = alice.get(BASE).content.decode()
    assert "你这个笨蛋" in page
    assert "他总是这样" in page
    assert "Urgent" in page


def test_teaches_when_nothing_waits(tea, alice):
    assert "Nothing waits" in alice.get(BASE).content.decode()


def test_hides_in_place(tea, alice, reported, people):
    post_id, case_id = reported
    given = {"outcome": "hide", "ground": "house_charter", "reason": "请好好说话"}
    card = alice.post(f"{BASE}{case_id}/decide/", given, headers=HX)
    assert card.status_code == 200
    assert "<html" not in card.content.decode()
    assert "请好好说话" in card.content.decode()
    assert not is_seen(tea, post_id)
    [notice] = queries.notices(space_id=tea.space_id, member_id=people[0])
    assert notice.reason == "请好好说话"


def test_works_without_scripts(tea, alice, reported):
    post_id, case_id = reported
    done = alice.post(f"{BASE}{case_id}/decide/", {"outcome": "keep", "reason": "没有问题"})
    assert (done.status_code, done["Location"]) == (303, f"{BASE}{case_id}/")
    assert "Kept" in alice.get(done["Location"]).content.decode()
    assert is_seen(tea, post_id)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": "hide", "ground": "house_charter", "reason": ""}, "Say why"),
        ({"outcome": "hide", "reason": "请好好说话"}, "Choose the ground"),
        ({"outcome": "burn", "reason": "请好好说话"}, "Choose what is to be done"),
        ({"outcome": "mute", "days": "4000", "ground": "house_charter", "reason": "请好好说话"}, "Choose what is"),
    ],
)
def test_says_beside_the_form_what_is_missing(tea, alice, reported, given, words):
    post_id, case_id = reported
    for headers in (HX, {}):
        answer = alice.post(f"{BASE}{case_id}/decide/", given, headers=headers)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert is_seen(tea, post_id)


def test_tells_the_second_who_decided(tea, alice, reported):
    _, case_id = reported
    alice.post(f"{BASE}{case_id}/decide/", {"outcome": "keep", "reason": "没有问题"})
    again = alice.post(f"{BASE}{case_id}/decide/", {"outcome": "keep", "reason": "没有问题"}, headers=HX)
    assert again.status_code == 422
    assert "decided already" in again.content.decode()


def test_mutes_and_takes_back(tea, alice, reported, people, circle):
    post_id, case_id = reported
    given = {"outcome": "mute", "ground": "house_charter", "reason": "请冷静", "days": "7", "everywhere": "yes"}
    alice.post(f"{BASE}{case_id}/decide/", given)
    assert queries.mute_of(space_id=tea.space_id, member_id=people[0], scope_id=5) is not None
    alice.post(f"{BASE}{case_id}/undo/", {"reason": "弄错了"})
    assert queries.mute_of(space_id=tea.space_id, member_id=people[0], scope_id=5) is None
    assert is_seen(tea, post_id)
    history = alice.get(f"{BASE}history/").content.decode()
    assert "弄错了" in history
    assert "请冷静" in history


def test_answers_an_appeal(tea, alice, reported, people):
    post_id, case_id = reported
    alice.post(f"{BASE}{case_id}/decide/", {"outcome": "hide", "ground": "house_charter", "reason": "请好好说话"})
    actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=people[0], text="我们在开玩笑")
    assert "我们在开玩笑" in alice.get(BASE).content.decode()
    done = alice.post(f"{BASE}{case_id}/answer/", {"answer": "grant", "reason": "您说得对"}, headers=HX)
    assert done.status_code == 200
    assert is_seen(tea, post_id)


def test_shows_why_the_ad_check_held_a_post(tea, alice, circle, people):
    circles.enter(space_id=tea.space_id, circle_id=circle.id, member_id=people[1], charter_version=1)
    post_id = written(tea, circle, people[1], "需要的加我微信 chaye6688，量大从优")
    assert not is_seen(tea, post_id)
    page = alice.get(BASE).content.decode()
    assert "a WeChat name" in page
    assert "chaye6688" in page
    assert "held, nobody sees it" in page
    [case] = queries.queue(space_id=tea.space_id).rows
    alice.post(f"{BASE}{case.id}/decide/", {"outcome": "keep", "reason": "是店里的号"})
    assert is_seen(tea, post_id)


def test_lets_a_text_be_tried(alice, tea):
    page = alice.post(f"{BASE}check/", {"text": "需要的加我微信 chaye6688"}).content.decode()
    assert "It would wait for a moderator" in page
    assert "It would be shown" in alice.post(f"{BASE}check/", {"text": "今天的茶很香"}).content.decode()
    assert queries.queue(space_id=tea.space_id).rows == ()


def test_gives_the_history_as_a_file_without_formulas(tea, alice, reported):
    _, case_id = reported
    alice.post(f"{BASE}{case_id}/decide/", {"outcome": "keep", "reason": "=HYPERLINK(1)"})
    answer = alice.get(f"{BASE}history/", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert text.count("\n") == 2


def test_lets_analysts_look_and_agents_decide(tea, reported):
    post_id, case_id = reported
    given = {"outcome": "hide", "ground": "house_charter", "reason": "请好好说话"}
    analyst, agent = faces.desk(tea, "analyst"), faces.desk(tea, "agent")
    assert analyst.get(BASE).status_code == 200
    assert "Hide it" not in analyst.get(BASE).content.decode()
    assert analyst.post(f"{BASE}{case_id}/decide/", given).status_code == 403
    assert is_seen(tea, post_id)
    assert agent.post(f"{BASE}{case_id}/decide/", given).status_code == 303
    assert not is_seen(tea, post_id)


def test_answers_for_another_spaces_case_as_for_none(tea, reported):
    _, case_id = reported
    owl = cast.night_owl()
    charlie = faces.staff(owl.owner)
    assert charlie.get(f"/s/night-owl/moderation/{case_id}/").status_code == 404
    assert (
        charlie.post(f"/s/night-owl/moderation/{case_id}/decide/", {"outcome": "keep", "reason": "没有"}).status_code
        == 404
    )
    assert charlie.get(f"{BASE}{case_id}/").status_code == 404


def test_asks_few_statements_however_much_waits(tea, alice, circle, people):
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert alice.get(BASE).status_code == 200
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])

    def report(count: int) -> None:
        for number in range(count):
            post_id = written(tea, circle, people[0], f"笨蛋{number}")
            actions.report(
                space_id=tea.space_id, member_id=people[1], kind="post", subject_id=post_id, reason="insult", note="看"
            )

    report(1)
    few = statements()
    report(9)
    assert statements() == few <= 15


def test_runs_nothing_that_was_written(tea, alice, circle, people):
    for payload in payloads.tried(step=9):
        post_id = written(tea, circle, people[0], f"岩茶 {payload}"[:4000])
        case_id = actions.report(
            space_id=tea.space_id, member_id=people[1], kind="post", subject_id=post_id, reason="ad", note=payload[:500]
        )
        pages = [alice.get(BASE), alice.get(f"{BASE}{case_id}/"), alice.post(f"{BASE}check/", {"text": payload})]
        pages.append(alice.post(f"{BASE}{case_id}/decide/", {"outcome": "hide", "reason": payload[:400]}, headers=HX))
        for page in pages:
            assert payload not in page.content.decode() or "<" not in payload
