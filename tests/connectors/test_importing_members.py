"""The people one already has: they join once, with what is known of them (IM-20, IM-21)."""

import json
from pathlib import Path

import pytest

from guanxi.connectors.intake import errors, files
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.tables import actions
from guanxi.members import actions as members_actions
from guanxi.members import queries as members
from tests import cast
from tests.connectors.conftest import Journal, rejects


def run(tea: cast.House, path: Path, text: str) -> Imported:
    path.write_text(text, encoding="utf-8")
    return actions.import_members(space_id=tea.space_id, source=files.inspect(path), actor=tea.actor)


@pytest.fixture
def fields(tea: cast.House) -> None:
    define(tea, slug="phone", type_="phone", personal=True)
    define(tea, slug="cups", type_="integer", personal=False)


def define(tea: cast.House, *, slug: str, type_: str, personal: bool) -> None:
    members_actions.define_field(
        space_id=tea.space_id,
        slug=slug,
        type_=type_,
        personal=personal,
        label=slug,
        purpose="Know what to brew",
        actor=tea.actor,
    )


def member(tea: cast.House, system: str, value: str) -> int:
    found = members.member_by_external_id(space_id=tea.space_id, system=system, value=value)
    assert found is not None
    return found


def test_lets_people_join_with_their_profile_and_tags(tea: cast.House, fields: None, tmp_path: Path) -> None:
    text = (
        "member,joined_at,channel,tags,phone,cups\nshop:7;wechat:o9x,2024-05-01,parcel-card,green;loyal,13800138000,3\n"
    )
    done = run(tea, tmp_path / "m.csv", text)
    assert (done.joined, done.rejected) == (1, 0)
    seven = members.member(space_id=tea.space_id, member_id=member(tea, "shop", "7"))
    assert seven.id == member(tea, "wechat", "o9x")
    assert seven.joined_at.isoformat() == "2024-04-30T16:00:00+00:00"
    assert (seven.channel, set(seven.tags), seven.facts["cups"]) == ("parcel-card", {"green", "loyal"}, 3)
    assert members.members_by_contact(space_id=tea.space_id, type_="phone", value="13800138000") == (seven.id,)


def test_leaves_a_member_as_they_are_the_second_time(
    tea: cast.House, fields: None, journal_of: Journal, tmp_path: Path
) -> None:
    run(tea, tmp_path / "m.csv", "member,cups\nshop:7,3\n")
    again = run(tea, tmp_path / "m.csv", "member,cups\nshop:7,9\n")
    assert (again.recorded, again.repeated, again.joined) == (0, 1, 0)
    assert members.member(space_id=tea.space_id, member_id=member(tea, "shop", "7")).facts["cups"] == 3
    assert len(journal_of("member.joined")) == 1


def test_reads_json_lines(tea: cast.House, fields: None, tmp_path: Path) -> None:
    line = {"member": "shop:7", "joined_at": "2024-05-01T00:00:00Z", "tags": ["green"], "cups": 2}
    assert run(tea, tmp_path / "m.ndjson", json.dumps(line)).joined == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2024-05-01,1", "“member” is empty."),
        ("seven,2024-05-01,1", "which is not an id such as shop:1042."),
        ("shop:7,2924-05-01,1", "That is in the future: correct the time."),
        ("shop:7,2024-05-01,many", "“cups” is “many”, which is not a whole number."),
        ("shop:7,2024-05-01,92233720368547758070", "more than can be stored"),
    ],
)
def test_rejects_a_bad_row_and_keeps_the_rest(
    tea: cast.House, fields: None, tmp_path: Path, row: str, reason: str
) -> None:
    done = run(tea, tmp_path / "m.csv", f"member,joined_at,cups\n{row}\nshop:8,2024-05-01,1\n")
    assert (done.joined, done.rejected) == (1, 1)
    ((line, told, raw),) = rejects(Path(done.reject_files[0]))
    assert (line, raw) == ("2", row)
    assert reason in told


def test_refuses_a_column_that_the_space_does_not_ask_for(tea: cast.House, fields: None, tmp_path: Path) -> None:
    words = r"mean nothing here: salary, nickname\. Known: .*cups, phone\. .*define its field first: .*“Profile fields”"
    with pytest.raises(errors.ColumnUnknown, match=words):
        run(tea, tmp_path / "m.csv", "member,salary,nickname\nshop:7,1,seven\n")
    assert members.page(space_id=tea.space_id) == ()


def test_says_that_the_member_column_is_missing(tea: cast.House, tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnMissing, match="has no column “member”"):
        run(tea, tmp_path / "m.csv", "name\nanna\n")
