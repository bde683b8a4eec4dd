"""What each row of a dump says happened (IM-51 to IM-54)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

from guanxi.connectors.intake import errors
from guanxi.connectors.stackexchange import dump, shelf, story
from guanxi.connectors.stackexchange.story import Told

QUESTION = {
    "Id": "1",
    "PostTypeId": "1",
    "CreationDate": "2020-03-01T18:00:00.500",
    "OwnerUserId": "10",
    "Body": "<p>a &amp; b</p>",
    "Tags": "<bug><faq>",
    "Score": "2",
}
ANSWER = {
    "Id": "2",
    "PostTypeId": "2",
    "ParentId": "1",
    "CreationDate": "2020-05-01T12:00:00.000",
    "OwnerUserId": "11",
    "Body": "yes",
}
LATER_ANSWER = {**ANSWER, "Id": "3", "CreationDate": "2020-05-02T12:00:00.000", "OwnerUserId": "10"}
ORPHAN = {**QUESTION, "Id": "4"}
del ORPHAN["OwnerUserId"]


def told_of_votes(*votes: Mapping[str, str], posts: Iterable[Mapping[str, str]] = (QUESTION, ANSWER)) -> list[Told]:
    with shelf.filled(map(dump.read_post, posts)) as known:
        return [told for vote in votes for told in story.of_vote(dump.read_vote(vote), known)]


def vote(number: int, post: int, kind: int, day: str = "2020-03-01") -> dict[str, str]:
    return {"Id": str(number), "PostId": str(post), "VoteTypeId": str(kind), "CreationDate": f"{day}T00:00:00.000"}


def test_tells_a_question() -> None:
    with shelf.filled([]) as known:
        (told,) = story.of_post(dump.read_post(QUESTION), known)
    assert told.about == 10
    assert told.event.type == "post.created"
    assert told.event.at == datetime(2020, 3, 1, 18, 0, 0, 500000, UTC)
    assert told.event.props == {"post": "1", "kind": "question", "tags": ["bug", "faq"], "length": 5}
    assert told.event.key == "se:post:1"


def test_reads_tags_between_bars_too() -> None:
    assert dump.read_post({**QUESTION, "Tags": "|bug|faq|"}).tags == ("bug", "faq")


def test_tells_a_comment_with_the_kind_of_its_post() -> None:
    row = {"Id": "5", "PostId": "2", "UserId": "12", "Text": "good", "CreationDate": "2020-05-01T13:00:00.000"}
    with shelf.filled(map(dump.read_post, [QUESTION, ANSWER])) as known:
        (told,) = story.of_comment(dump.read_comment(row), known)
    assert told.about == 12
    assert told.event.props == {"comment": "5", "post": "2", "post_kind": "answer", "length": 4}


def test_tells_a_vote_of_the_owner_of_the_post() -> None:
    up, down = told_of_votes(vote(7, 1, 2), vote(8, 1, 3))
    assert (up.about, up.event.props["value"]) == (10, 1)
    assert (down.about, down.event.props["value"]) == (10, -1)
    assert up.event.props["post_kind"] == "question"


def test_puts_a_vote_after_its_post_and_the_votes_of_a_post_in_order() -> None:
    same_day, next_day, earlier_number = told_of_votes(vote(9, 1, 2), vote(10, 1, 2, "2020-03-02"), vote(8, 1, 2))
    assert same_day.event.at == datetime(2020, 3, 1, 18, 0, 0, 500009, UTC)
    assert next_day.event.at == datetime(2020, 3, 2, 0, 0, 0, 10, UTC)
    assert earlier_number.event.at is not None
    assert same_day.event.at > earlier_number.event.at


def test_tells_of_an_answer_what_could_be_known_of_it() -> None:
    first, later = told_of_votes(
        vote(7, 2, 2, "2020-05-03"), vote(8, 3, 2, "2020-05-03"), posts=[QUESTION, ANSWER, LATER_ANSWER]
    )
    known = ("first_answer", "own_question", "after_days")
    assert [first.event.props[name] for name in known] == [True, False, 60]
    assert [later.event.props[name] for name in known] == [False, True, 61]


def test_tells_an_acceptance_of_the_writer_and_of_the_asker() -> None:
    answered, asked = told_of_votes(vote(7, 2, 1, "2020-05-03"))
    assert (answered.event.type, answered.about) == ("answer.accepted", 11)
    assert (asked.event.type, asked.about) == ("question.answer_accepted", 10)
    assert answered.event.key != asked.event.key
    assert answered.event.props["question"] == asked.event.props["question"] == "1"


def test_tells_nobody_where_the_owner_is_deleted() -> None:
    (told,) = told_of_votes(vote(7, 4, 2), posts=[ORPHAN])
    assert told.about is None
    assert told.event.props["post_kind"] == "question"


def test_leaves_a_gap_where_the_post_is_deleted() -> None:
    up, accepted = told_of_votes(vote(7, 99, 2), vote(8, 99, 1))
    assert (up.about, up.event.props) == (None, {"vote": "7", "post": "99", "value": 1})
    assert (accepted.event.type, accepted.about, accepted.event.props) == ("answer.accepted", None, {"answer": "99"})


def test_tells_a_bookmark_of_the_voter_and_other_votes_of_nobody() -> None:
    kept, closed, unheard_of = told_of_votes({**vote(7, 1, 5), "UserId": "12"}, vote(8, 1, 6), vote(9, 1, 77))
    assert (kept.event.type, kept.about) == ("post.bookmarked", 12)
    assert (closed.event.type, closed.about, closed.event.props["act"]) == ("post.moderated", None, "close")
    assert unheard_of.event.props["act"] == "type_77"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Id": "one"}, "“Id” is “one”, which is not a whole number."),
        ({"CreationDate": "never"}, "“CreationDate” is “never”, which is not a time"),
        ({"CreationDate": ""}, "“CreationDate” is empty."),
    ],
)
def test_refuses_a_row_that_does_not_say_what_it_must(change: dict[str, str], reason: str) -> None:
    with pytest.raises(errors.RowRefused) as refusal:
        dump.read_post(QUESTION | change)
    assert reason in str(refusal.value)
