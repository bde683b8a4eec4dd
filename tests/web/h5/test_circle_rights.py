"""Who may do what with a circle on the phone: outsiders, who was taken out, who is muted, who has to accept anew."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guanxi import journal
from guanxi.circles import actions, queries
from guanxi.kernel import statements, tenancy
from guanxi.moderation import actions as moderation
from guanxi.web import listing
from tests.web import faces
from tests.web.h5 import circle_people as people

ACTS = {
    "keep": {"keep": "yes"},
    "react": {"kind": "like", "give": "yes"},
    "vote": {"choice": "1"},
    "comment": {"text": "好"},
    "accept": {"comment": "1"},
    "delete": {},
    "delete-comment": {"comment": "1"},
    "honour": {"act": "pin"},
    "edit": {"text": "改"},
}


@pytest.fixture
def closed(tea, phones):
    """A circle that one has to be let into; only its host is in it."""
    return people.circle(tea, "inner", "request", name="内圈", host_member_id=phones[0].member_id)


def _take_out(tea, circle_id, phone):
    actions.remove_member(
        space_id=tea.space_id, circle_id=circle_id, member_id=phone.member_id, reason="一再骂人", actor=tea.actor
    )


def _marks(tea, post_id):
    """What members have left on a post, as rows."""
    tables = ("circles_bookmark", "circles_reaction", "circles_ballot", "circles_comment")
    with tenancy.acting_in(tea.space_id):
        return [statements.value(f"SELECT count(*) FROM {table} WHERE post_id = %s", [post_id]) for table in tables]


def _without_a_post(act: str) -> int:
    """The answer where there is no post: whoever has typed something gets it back."""
    return 422 if act == "comment" else 404


def test_answers_an_outsider_as_if_nothing_were_there(closed, tea, phones):
    post_id = people.write(tea, closed, phones[0], "内部消息", kind="question")
    for act, said in ACTS.items():
        phones[1].post(f"posts/{post_id}/{act}/", status=_without_a_post(act), **said)
        phones[1].post(f"posts/{post_id + 999}/{act}/", status=_without_a_post(act), **said)
        assert _marks(tea, post_id) == [0, 0, 0, 0], act
    phones[1].post(f"report/post/{post_id}/", status=404, reason="insult")
    assert _marks(tea, post_id) == [0, 0, 0, 0]
    assert "内部消息" not in phones[1].get("posts/kept/")


def test_answers_whoever_was_taken_out_as_if_nothing_were_there(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0], "以后的消息", kind="question")
    _take_out(tea, circle, phones[1])
    for act, said in ACTS.items():
        phones[1].post(f"posts/{post_id}/{act}/", status=_without_a_post(act), **said)
        assert _marks(tea, post_id) == [0, 0, 0, 0], act
    phones[1].post(f"report/post/{post_id}/", status=404, reason="insult")
    assert _marks(tea, post_id) == [0, 0, 0, 0]


def test_forgets_what_was_kept_where_somebody_was_taken_out(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0], "以前的消息")
    phones[1].post(f"posts/{post_id}/keep/", keep="yes")
    assert "以前的消息" in phones[1].get("posts/kept/")
    _take_out(tea, circle, phones[1])
    assert "以前的消息" not in phones[1].get("posts/kept/")


def test_shows_a_writer_who_was_taken_out_their_words_and_not_what_others_say(circle, tea, phones):
    post_id = people.write(tea, circle, phones[1], "我写的")
    people.say(tea, post_id, phones[0], "大家的悄悄话")
    _take_out(tea, circle, phones[1])
    for address in ("", "?after=1", "?at=1"):
        page = phones[1].get(f"posts/{post_id}/{address}")
        assert "我写的" in page
        assert "大家的悄悄话" not in page
    phones[1].post(f"posts/{post_id}/comment/", status=422, text="我还在")
    phones[1].post(f"posts/{post_id}/delete/")
    phones[1].post(f"posts/{post_id}/delete/", back="yes")
    assert queries.posts(space_id=tea.space_id, post_ids=[post_id], member_id=None) == {}


def _muted_by_a_moderator(tea, circle_id, phone):
    post_id = people.write(tea, circle_id, phone, "骂人的话")
    case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=post_id, actor=tea.actor)
    moderation.decide(
        space_id=tea.space_id,
        case_id=case,
        outcome="mute",
        ground="house_charter",
        mute_days=7,
        reason="连骂三人",
        actor=tea.actor,
    )


def test_tells_whoever_is_muted_before_they_type(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    poll = people.write(tea, circle, phones[0], "喝什么？", kind="poll", options=("生普", "熟普"))
    mine = people.write(tea, circle, phones[1], "我写的")
    _muted_by_a_moderator(tea, circle, phones[1])
    feed = phones[1].get("circles/tea/")
    assert "连骂三人" in feed
    assert "circles/tea/write/" not in feed
    for path in ("circles/tea/write/", "circles/tea/write/?kind=poll", f"posts/{mine}/edit/"):
        page = phones[1].get(path)
        assert "连骂三人" in page
        assert "<textarea" not in page
        assert 'type="file"' not in page
    for number in (post_id, poll):
        page = phones[1].get(f"posts/{number}/")
        assert "连骂三人" in page
        assert "<textarea" not in page
        assert "/react/" not in page
        assert "/vote/" not in page
    assert "连骂三人" not in phones[2].get("circles/tea/")


def test_takes_no_picture_in_from_whoever_is_muted(circle, tea, phones):
    _muted_by_a_moderator(tea, circle, phones[1])
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "JPEG")
    picture.name = "a.jpg"
    picture.seek(0)
    page = phones[1].post("circles/tea/write/", status=422, text="九张图", pictures=[picture]).content.decode()
    assert "连骂三人" in page
    with tenancy.acting_in(tea.space_id):
        assert statements.value("SELECT count(*) FROM media_picture WHERE member_id = %s", [phones[1].member_id]) == 0


def test_asks_for_the_new_words_of_the_charter_until_they_are_accepted(circle, tea, phones):
    assert "The charter has new words" not in phones[1].get("circles/tea/")
    actions.set_charter(space_id=tea.space_id, circle_id=circle, text="一、只说茶。", actor=tea.actor)
    assert "The charter has new words" in phones[1].get("circles/tea/")
    door = phones[1].get("circles/tea/about/")
    assert "I have read it and will keep to it" in door
    assert "I have read it and will keep to it" not in phones[3].get("circles/tea/about/")
    for version in ("1", "3", "x", "", "9" * 5000):
        phones[1].post("circles/tea/accept/", status=422, charter=version)
    phones[3].post("circles/tea/accept/", status=422, charter="2")
    for _ in range(2):
        phones[1].post("circles/tea/accept/", charter="2")
    assert "The charter has new words" not in phones[1].get("circles/tea/")
    assert "I have read it and will keep to it" not in phones[1].get("circles/tea/about/")
    assert "The charter has new words" in phones[2].get("circles/tea/")
    with tenancy.acting_in(tea.space_id):
        happened = journal.timeline(space_id=tea.space_id, member_id=phones[1].member_id)
    told = [one.props for one in happened if one.type == "circle.charter_accepted"]
    assert told == [{"circle": "tea", "version": 2}]


def test_leads_a_newcomer_to_every_circle(tea, phones):
    for number in range(32):
        people.circle(tea, f"tea-{number:02}", name=f"圈子{number:02}号")
    first = phones[0].get("circles/")
    assert "圈子31号" in first
    assert "圈子01号" not in first
    way = first.split("circles-to-find/")[1].split('"')[0]
    rest = phones[0].get(f"circles-to-find/{way}")
    assert [f"圈子{number:02}号" in rest for number in (0, 1, 2)] == [True, True, False]
    assert "More circles" not in rest


def test_leads_from_a_circle_to_a_search_in_it(circle, closed, tea, phones):
    people.write(tea, circle, phones[0], "普洱在外圈")
    people.write(tea, closed, phones[0], "普洱在内圈")
    page = phones[0].get("circles/tea/")
    way = page.split('aria-label="Search in this circle"')[0].rsplit('href="', 1)[1].split('"')[0]
    found = phones[0].get(f"{way.removeprefix('/m/spring-tea/')}&q=普洱")
    assert "在外圈" in found
    assert "在内圈" not in found


@pytest.mark.parametrize("value", [10**30, -(10**30), 2**63, -(2**63) - 1, 0, -1, True, "x", "\x00"])
def test_opens_for_a_cursor_that_nobody_gave_out(circle, tea, phones, value):
    people.write(tea, circle, phones[0], "普洱")
    one, three = listing.cursor((value,)), listing.cursor((value,) * 3)
    pages = ("circles/?", "circles-to-find/?", "circles/tea/?", "circles/tea/?order=warmest&", "posts/mine/?",
             "posts/kept/?", "topics/普洱/?", "search/?q=普洱&")  # fmt: skip
    for page in pages:
        for cursor in (one, listing.cursor((value, value)), three):
            phones[0].get(f"{page}after={cursor}")


@pytest.mark.parametrize("page", ["circles/", "circles/tea/", "circles/tea/about/", "circles/tea/write/"])
def test_asks_the_database_eight_times_at_most(circle, tea, phones, page):
    actions.set_charter(space_id=tea.space_id, circle_id=circle, text="一、只说茶。", actor=tea.actor)
    people.write(tea, circle, phones[1])
    with CaptureQueriesContext(connection) as seen:
        phones[0].get(page)
    # The transaction of the test makes a savepoint of the page's own, and has to leave the space again.
    own = ("SAVEPOINT", "set_config('app.space', '', true)")
    asked = [one["sql"] for one in seen.captured_queries if not any(word in one["sql"] for word in own)]
    assert len(asked) <= 8, "\n".join(sql.strip()[:150] for sql in asked)


class TestZero:
    """A zero character is refused clearly wherever it comes in; nothing of it reaches the database."""

    @pytest.mark.parametrize("page", ["topics/%00/", "challenge/%00/", "topics/a%00b/"])
    def test_is_in_no_address_that_is_there(self, phones, page):
        phones[0].get(page, status=404)

    @pytest.mark.usefixtures("circle")
    @pytest.mark.parametrize(
        ("page", "sent"),
        [
            ("posts/1/comment/", {"text": "好", "once": "\x00"}),
            ("circles/tea/write/", {"text": "好", "once": "a\x00"}),
            ("circles/tea/enter/", {"charter": "1", "accepted": "yes", "invitation": "\x00"}),
            ("circles/tea/propose/", {"name": "\x00"}),
        ],
    )
    def test_is_in_no_form(self, phones, page, sent):
        answer = phones[1].post(page, status=400, **sent)
        assert "Nothing was changed" in answer.content.decode()

    @pytest.mark.usefixtures("circle")
    def test_is_in_no_question(self, phones):
        phones[1].get("search/?q=%00", status=400)
        phones[1].get("circles/?%00=1", status=400)

    def test_is_in_no_form_of_the_console(self, tea):
        desk = faces.desk(tea, "owner")
        answer = desk.post("/s/spring-tea/circles/new/", {"name": "\x00"})
        assert answer.status_code == 400
        assert "Nothing was changed" in answer.content.decode()
        assert desk.get("/s/spring-tea/members/?q=%00").status_code == 400

    @pytest.mark.usefixtures("db")
    def test_is_in_no_public_page(self):
        assert faces.anonymous().get("/i/%00/").status_code == 404
        assert faces.anonymous().get("/health/?a=%00").status_code == 400
