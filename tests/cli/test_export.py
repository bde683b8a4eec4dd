"""`guanxi export member`: everything about one person, for that person."""

import json
import stat
from pathlib import Path

import pytest

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from tests import cast
from tests.cli.commands import Guanxi

pytestmark = pytest.mark.django_db(databases=["default", "owner"])  # a command looks at the schema as its owner


def exported(house: cast.House, member_id: int) -> int:
    with acting_in(house.space_id):
        told = journal.timeline(space_id=house.space_id, member_id=member_id)
    return sum(event.type == "member.exported" for event in told)


def test_writes_a_file_that_only_the_owner_reads(guanxi: Guanxi, house: cast.House, tmp_path: Path):
    member_id = cast.member(house.space_id)
    file = tmp_path / "member.json"
    done = guanxi("export", "member", "shop:小满", "--space", "tea", "--to", file)
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {file}.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = json.loads(file.read_text(encoding="utf-8"))
    assert known["external_ids"] == [{"system": "shop", "value": "小满"}]
    assert known["member"]["id"] == member_id
    assert exported(house, member_id) == 1


def test_prints_json_and_nothing_else(guanxi: Guanxi, house: cast.House):
    member_id = cast.member(house.space_id)
    done = guanxi("export", "member", member_id, "--space", "tea")
    assert json.loads(done.out)["member"]["id"] == member_id
    assert done.err == ""


def test_never_overwrites_a_file(guanxi: Guanxi, house: cast.House, tmp_path: Path):
    member_id = cast.member(house.space_id)
    file = tmp_path / "member.json"
    file.write_text("mine", encoding="utf-8")
    done = guanxi("export", "member", member_id, "--space", "tea", "--to", file)
    assert (done.code, done.err) == (1, f"{file} cannot be written: File exists\n")
    assert file.read_text(encoding="utf-8") == "mine"
    assert exported(house, member_id) == 0


@pytest.mark.parametrize("member", ["shop:nobody", "4711", "9" * 40, "nobody"])
def test_refuses_somebody_who_is_no_member(guanxi: Guanxi, house: cast.House, member: str):
    done = guanxi("export", "member", member, "--space", "tea")
    assert (done.code, done.out) == (1, "")
    assert done.err == (f"there is no member `{member}` in this space; give a number, or SYSTEM:ID as in shop:1042\n")
