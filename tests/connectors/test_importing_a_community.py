"""A community's dump becomes members and events (IM-50 to IM-55); its figures are computed from the journal (IM-60)."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from django.db import connection

from guanxi import journal
from guanxi.connectors.intake import errors
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.stackexchange import actions, figures
from guanxi.connectors.stackexchange.errors import DumpIncomplete
from guanxi.kernel.tenancy import acting_in
from guanxi.members import queries as members
from guanxi.spaces import queries as spaces
from guanxi.spaces.errors import UnknownSpace
from tests import cast
from tests.connectors.conftest import Journal, rejects
from tests.connectors.samples import sample, write_dump

DAY = "2020-03-01T00:00:00.000"
USERS = [
    {"Id": 10, "CreationDate": DAY, "DisplayName": "Minh Anh Example"},
    {"Id": 11, "CreationDate": DAY, "DisplayName": ""},
]
QUESTION = {"PostTypeId": 1, "CreationDate": DAY, "Tags": "<tea>"}
POSTS = [
    {"Id": 1, **QUESTION, "OwnerUserId": 10, "Score": 1, "CommentCount": 1, "AnswerCount": 1},
    {"Id": 2, "PostTypeId": 2, "ParentId": 1, "CreationDate": DAY, "OwnerUserId": 11, "Score": -1, "CommentCount": 0},
    {"Id": 3, **QUESTION, "Score": 0, "CommentCount": 0, "AnswerCount": 0},
]
COMMENTS = [{"Id": 1, "PostId": 1, "UserId": 11, "Text": "good", "CreationDate": DAY}]
VOTES: list[dict[str, object]] = [
    {"Id": 1, "PostId": 1, "VoteTypeId": 2, "CreationDate": DAY},
    {"Id": 2, "PostId": 2, "VoteTypeId": 3, "CreationDate": DAY},
    {"Id": 3, "PostId": 2, "VoteTypeId": 1, "CreationDate": DAY},
    {"Id": 4, "PostId": 99, "VoteTypeId": 2, "CreationDate": DAY},
]
TAGS = [{"Id": 1, "TagName": "tea", "Count": 2}, {"Id": 2, "TagName": "coffee", "Count": 0}]


def dump(folder: Path, **changed: Iterable[Mapping[str, object]]) -> Path:
    rows: dict[str, Iterable[Mapping[str, object]]]
    rows = {"Users": USERS, "Posts": POSTS, "Comments": COMMENTS, "Votes": VOTES, "Tags": TAGS}
    return write_dump(folder, **(rows | changed))


def run(tea: cast.House, folder: Path) -> Imported:
    return actions.import_dump(space_id=tea.space_id, found=actions.survey(folder=folder), actor=tea.actor)


def equal(tea: cast.House, folder: Path) -> dict[str, tuple[int, int]]:
    compared = figures.compare(space_id=tea.space_id, folder=folder)
    return {name: (one.equal, one.of) for name, one in compared.items()}


def test_tells_everything_once(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    folder = dump(tmp_path / "dump")
    first, second = run(tea, folder), run(tea, folder)
    assert (first.recorded, first.joined, first.rejected) == (11, 2, 0)
    assert (second.recorded, second.repeated, second.joined, second.rejected) == (0, 11, 0, 0)
    ten = members.member_by_external_id(space_id=tea.space_id, system="stackexchange", value="10")
    assert [member for member, _ in journal_of("vote.cast")] == [ten, ten and ten + 1, None]
    assert [member for member, _ in journal_of("question.answer_accepted")] == [ten]


def test_seals_what_people_are_called(tea: cast.House, tmp_path: Path) -> None:
    run(tea, dump(tmp_path / "dump"))
    ten = members.member_by_external_id(space_id=tea.space_id, system="stackexchange", value="10")
    assert ten is not None
    (answer,) = members.profile(space_id=tea.space_id, member_id=ten)
    assert (answer.field, answer.value) == ("display_name", members.MASK)
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM journal_event e WHERE space_id = %s", [tea.space_id])
        (everything,) = cursor.fetchone()
    assert "Minh" not in everything


def test_finds_the_publishers_figures_in_the_journal(tea: cast.House, tmp_path: Path) -> None:
    folder = dump(tmp_path / "dump")
    run(tea, folder)
    assert equal(tea, folder) == {"score": (3, 3), "comment_count": (3, 3), "answer_count": (2, 2), "tag_count": (2, 2)}


def test_counts_no_void_vote(tea: cast.House, tmp_path: Path) -> None:
    folder = dump(tmp_path / "dump")
    run(tea, folder)
    journal.drain_all(space_id=tea.space_id)
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM journal_public_event WHERE space_id = %s AND props->>'vote' = '1'", [tea.space_id]
        )
        ((vote,),) = cursor.fetchall()
    journal.void(space_id=tea.space_id, event_id=vote, reason="a test", actor=tea.actor)
    compared = figures.compare(space_id=tea.space_id, folder=folder)
    assert compared["score"].different == (("1", 0, 1),)
    assert compared["comment_count"].equal == 3


def test_rejects_a_broken_row_and_tells_the_rest(tea: cast.House, tmp_path: Path) -> None:
    votes: list[dict[str, object]] = [{**VOTES[0], "PostId": "one"}, {"Id": 2}, *VOTES[2:]]
    posts = [*POSTS, {"Id": 4, "PostTypeId": 1, "CreationDate": "2924-01-01T00:00:00.000"}]
    done = run(tea, dump(tmp_path / "dump", Votes=votes, Posts=posts))
    assert done.rejected == 3
    ahead, wrong = (rejects(Path(path)) for path in done.reject_files)
    assert [(line, reason) for line, reason, _ in wrong] == [
        ("3", "“PostId” is “one”, which is not a whole number."),
        ("4", "“PostId” is empty."),
    ]
    assert ahead[0][0] == "6"
    assert "in the future" in ahead[0][1]


def test_does_not_begin_with_a_dump_that_breaks_off(tea: cast.House, tmp_path: Path) -> None:
    folder = dump(tmp_path / "dump")
    votes = folder / "Votes.xml"
    votes.write_text(votes.read_text(encoding="utf-8").replace('<row Id="3"', "<row Id=3"), encoding="utf-8")
    with pytest.raises(errors.XmlBroken, match=r"Votes\.xml is not well-formed XML: line 5"):
        run(tea, folder)
    assert members.page(space_id=tea.space_id) == ()


def test_says_which_file_a_folder_lacks(tea: cast.House, tmp_path: Path) -> None:
    folder = dump(tmp_path / "dump")
    (folder / "Votes.xml").unlink()
    with pytest.raises(DumpIncomplete, match=r"dump is not a Stack Exchange dump: Votes\.xml missing"):
        run(tea, folder)


def test_makes_the_space_in_the_zone_of_the_dump(db: None, tmp_path: Path) -> None:
    folder = dump(tmp_path / "tea_talk")
    with pytest.raises(UnknownSpace):
        spaces.space_by_slug(slug="talk")
    made = actions.space_for(slug="talk", folder=folder, actor=cast.ACTOR)
    assert spaces.space(space_id=made).name == "Tea Talk"
    assert spaces.space(space_id=made).time_zone == "UTC"
    assert actions.space_for(slug="talk", folder=folder, actor=cast.ACTOR) == made


def test_agrees_with_the_publisher_of_a_real_community(tea: cast.House) -> None:
    folder = sample("stackexchange_french_meta")
    first = run(tea, folder)
    assert (first.joined, first.rejected) == (1703, 0)
    assert equal(tea, folder) == {
        "score": (781, 781),
        "comment_count": (781, 781),
        "answer_count": (274, 274),
        "tag_count": (94, 94),
    }
    second = run(tea, folder)
    assert (second.recorded, second.repeated) == (0, first.recorded)
