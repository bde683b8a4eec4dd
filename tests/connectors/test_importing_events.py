"""Events of one's own from a file: declared or not, once, and nothing of Guanxi's own (IM-8, IM-30 to IM-33)."""

import json
from pathlib import Path

import pytest

from guanxi import journal
from guanxi.connectors.intake import errors, files
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.tables import actions
from tests import cast
from tests.connectors.conftest import Journal, rejects


def run(tea: cast.House, path: Path, text: str, *, join: bool = False) -> Imported:
    path.write_text(text, encoding="utf-8")
    return actions.import_events(space_id=tea.space_id, source=files.inspect(path), actor=tea.actor, join=join)


def reasons(done: Imported) -> list[str]:
    return [reason for _, reason, _ in rejects(Path(done.reject_files[0]))]


def test_reads_cells_as_the_declared_types(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    member = cast.member(tea.space_id)
    text = (
        "type,at,member,key,props.post,props.length,props.tags\npost.created,2024-05-01,shop:小满,k1,p1,12,tea;spring\n"
    )
    assert run(tea, tmp_path / "e.csv", text).recorded == 1
    assert journal_of("post.created") == [(member, {"post": "p1", "length": 12, "tags": ["tea", "spring"]})]


def test_keeps_what_nobody_declared_without_showing_it(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    member = cast.member(tea.space_id)
    lines = [
        {
            "type": "lesson.finished",
            "at": "2024-05-01T09:00:00Z",
            "member": "shop:小满",
            "props": {"lesson": "5", "n": 1.5},
        },
        {"type": "lesson.finished", "at": "2024-05-02T09:00:00Z", "props": {"lesson": "6"}},
    ]
    done = run(tea, tmp_path / "e.ndjson", "\n".join(json.dumps(line) for line in lines))
    assert (done.recorded, done.rejected) == (2, 0)
    assert journal_of("lesson.finished") == [(member, {}), (None, {"lesson": "6"})]


def test_knows_a_row_without_a_key_by_what_it_says(tea: cast.House, tmp_path: Path) -> None:
    row = "lesson.finished,2024-05-01 09:00\n"
    first = run(tea, tmp_path / "e.csv", "type,at\n" + row + row)
    again = run(tea, tmp_path / "e.csv", "type,at\n" + row + "lesson.finished,2024-05-01 09:01\n")
    assert (first.recorded, first.repeated) == (1, 1)
    assert (again.recorded, again.repeated) == (1, 1)


def test_rejects_what_is_about_nobody_we_know(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    text = "type,at,member\nlesson.finished,2024-05-01,shop:nobody\nlesson.finished,2024-05-01,nobody\n"
    done = run(tea, tmp_path / "e.csv", text)
    assert (done.recorded, done.rejected) == (0, 2)
    assert reasons(done) == [
        "Nobody has the external id “shop:nobody”. Import the members first, or add --join.",
        "“member” is “nobody”, which is not an id such as shop:1042.",
    ]


def test_lets_them_join_when_told_so(tea: cast.House, tmp_path: Path) -> None:
    done = run(tea, tmp_path / "e.csv", "type,at,member\nlesson.finished,2024-05-01,shop:new\n", join=True)
    assert (done.recorded, done.joined) == (2, 1)


@pytest.mark.parametrize("forged", ["quest.granted", "journal.voided", "member.joined"])
def test_rejects_what_only_guanxi_records(tea: cast.House, journal_of: Journal, tmp_path: Path, forged: str) -> None:
    done = run(tea, tmp_path / "e.csv", f"type,at\n{forged},2024-05-01\nlesson.finished,2024-05-01\n")
    assert (done.recorded, done.rejected) == (1, 1)
    assert "is recorded by Guanxi itself" in reasons(done)[0]
    assert journal_of(forged) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"type": "a.b", "at": "2924-01-01"}', "That is in the future"),
        ('{"type": "A b", "at": "2024-01-01"}', "is not the name of an event"),
        ('{"at": "2024-01-01"}', "“type” is empty."),
        ('{"type": "a.b"}', "“at” is empty."),
        ('{"type": "a.b", "at": "2024-01-01", "colour": 1}', "These mean nothing here: colour. Known: "),
        ('{"type": "a.b", "at": "2024-01-01", "props": [1]}', "which is not a JSON object"),
        (
            '{"type": "post.created", "at": "2024-01-01", "props": {"colour": "red"}}',
            "colour is not declared for post.created; there are: ",
        ),
        (
            '{"type": "post.created", "at": "2024-01-01", "props": {"post": 1}}',
            "post.created: post must be of type text.",
        ),
        ('{"type": "post.created", "at": "2024-01-01", "props": {"length": 9223372036854775808}}', "too large"),
        ('{"type": "a.b", "at": "2024-01-01", "props": {"a": "\\u0000"}}', "which is not JSON that can be kept"),
        ('{"type": "a.b"', "which is not JSON"),
    ],
)
def test_rejects_a_bad_line_with_its_reason(tea: cast.House, tmp_path: Path, line: str, reason: str) -> None:
    done = run(tea, tmp_path / "e.ndjson", f'{line}\n{{"type": "a.b", "at": "2024-01-01"}}\n')
    assert (done.recorded, done.rejected) == (1, 1)
    ((number, told, raw),) = rejects(Path(done.reject_files[0]))
    assert (number, raw) == ("1", line)
    assert reason in told
    assert "Event 1" not in told
    assert "Nothing was recorded" not in told


def test_rejects_a_mistyped_type_with_the_one_it_looks_like(
    tea: cast.House, journal_of: Journal, tmp_path: Path
) -> None:
    text = "type,at\ncheckin.mad,2024-05-01\nchekin.made,2024-05-01\npost.saved,2024-05-01\n"
    done = run(tea, tmp_path / "e.csv", text)
    assert (done.recorded, done.rejected) == (1, 2)
    assert journal_of("post.saved") == [(None, {})]
    for mistyped, reason in zip(("checkin.mad", "chekin.made"), reasons(done), strict=True):
        assert reason.startswith(f"There is no event {mistyped}; did you mean checkin.made? ")
        assert f"guanxi quest declare-event {mistyped}" in reason


def test_takes_what_looks_mistyped_but_was_sent_or_declared_before(
    tea: cast.House, journal_of: Journal, tmp_path: Path
) -> None:
    journal.record(space_id=tea.space_id, events=[journal.Event(type="checkin.mad")], settle="queue")
    journal.declare_for_space(
        space_id=tea.space_id, name="checkin.mode", props={}, meaning="A check-in of the shop.", actor=tea.actor
    )
    done = run(tea, tmp_path / "e.csv", "type,at\ncheckin.mad,2024-05-01\ncheckin.mode,2024-05-01\n")
    assert (done.recorded, done.rejected) == (2, 0)


def test_names_the_declared_prop_that_was_probably_meant(tea: cast.House, tmp_path: Path) -> None:
    rows = ("checkin.made,2024-05-01,12,", "checkin.made,2024-05-01,,12")
    done = run(tea, tmp_path / "e.csv", "\n".join(("type,at,props.length,props.zzz", *rows, "")))
    assert reasons(done) == [
        "length is not declared for checkin.made; did you mean text_length?",
        "zzz is not declared for checkin.made; there are: challenge, for_date, local_hour, pictures, text_length",
    ]


@pytest.mark.parametrize(
    ("header", "refusal", "words"),
    [
        ("at,member", errors.ColumnMissing, "has no column “type”"),
        ("type,member", errors.ColumnMissing, "has no column “at”"),
        ("type,at,colour,size", errors.ColumnUnknown, "mean nothing here: colour, size. Known: type, at, member, key"),
        ("type,at,at", errors.ColumnTwice, "“at” more than once"),
    ],
)
def test_refuses_another_first_line(
    tea: cast.House, tmp_path: Path, header: str, refusal: type[Exception], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        run(tea, tmp_path / "e.csv", f"{header}\n1,2,3\n")


def test_reads_cells_as_the_space_has_declared_them(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    journal.declare_for_space(
        space_id=tea.space_id,
        name="lesson.finished",
        props={"lesson": "text", "minutes": "integer"},
        meaning="A member finished a lesson.",
        actor=tea.actor,
    )
    text = "type,at,props.lesson,props.minutes\nlesson.finished,2024-05-01,5,12\nlesson.finished,2024-05-01,5,soon\n"
    done = run(tea, tmp_path / "e.csv", text)
    assert journal_of("lesson.finished") == [(None, {"lesson": "5", "minutes": 12})]
    assert reasons(done) == ["“props.minutes” is “soon”, which is not a whole number."]
