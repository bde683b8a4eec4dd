"""Everything that is known about a member, as one file: with the pictures, one after the other, and no formula."""

import csv
import io
import json
import zipfile

import pytest
from PIL import Image

from guanxi.circles import actions, entry
from guanxi.media import actions as media
from guanxi.media import queries as pictures
from guanxi.members import actions as members
from guanxi.web.h5 import export_file
from tests import cast
from tests.circles.conftest import CANVAS, CHARTER
from tests.media import attacks
from tests.web import faces

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(db):
    return cast.spring_tea()


@pytest.fixture
def member_id(tea):
    return cast.member(tea.space_id)


def picture(tea, member_id):
    return media.take(
        space_id=tea.space_id, member_id=member_id, content=attacks.with_position(), actor=f"member:{member_id}"
    ).id


def archive_of(tea, member_id):
    answer = faces.member(tea.space_id, member_id).post("/m/spring-tea/me/data/export/")
    assert answer["Content-Type"] == "application/zip"
    assert answer.streaming
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def table(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_has_the_pictures_and_names_them_in_the_tables(tea, member_id):
    numbers = sorted(picture(tea, member_id) for _ in range(2))
    archive = archive_of(tea, member_id)
    assert archive.testzip() is None
    listed = table(archive, "pictures.csv")
    assert sorted(row["file"] for row in listed) == sorted(f"pictures/{number}.webp" for number in numbers)
    for row in listed:
        assert Image.open(io.BytesIO(archive.read(row["file"]))).format == "WEBP"


def test_has_no_picture_of_somebody_else(tea, member_id):
    picture(tea, cast.member(tea.space_id, "谷雨"))
    assert not [name for name in archive_of(tea, member_id).namelist() if name.startswith("pictures/")]


def test_reads_one_picture_at_a_time(tea, member_id, monkeypatch):
    numbers = [picture(tea, member_id) for _ in range(3)]
    read = []
    content = pictures.content

    def noted(**asked):
        read.append(asked["picture_id"])
        return content(**asked)

    monkeypatch.setattr(pictures, "content", noted)
    tree = members.export(space_id=tea.space_id, member_id=member_id, actor=None)
    pieces = export_file.packed(tree, space_id=tea.space_id)
    seen = b""
    for number in numbers:
        while f"pictures/{number}.webp".encode() not in seen:
            seen += next(pieces)
        assert read[-1] == number
    assert read == numbers


def test_goes_on_where_a_picture_is_gone(tea, member_id):
    number = picture(tea, member_id)
    tree = members.export(space_id=tea.space_id, member_id=member_id, actor=None)
    media.delete(space_id=tea.space_id, picture_ids=[number], actor=tea.actor)
    packed = b"".join(export_file.packed(tree, space_id=tea.space_id))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(packed)).namelist() if name.startswith("pictures/")]


def test_has_no_formula_in_a_cell_or_a_head():
    tree = {"odd": [{"=cmd()": "\n=1+1", "b": "＝1", "c": -5, "d": ["=x"], "e": None, "f": "－1"}]}
    archive = zipfile.ZipFile(io.BytesIO(b"".join(export_file.packed(tree, space_id=1))))
    (row,) = table(archive, "odd.csv")
    assert row == {"'=cmd()": "'\n=1+1", "b": "'＝1", "c": "-5", "d": '["=x"]', "e": "", "f": "'－1"}


def test_has_all_that_circles_know(tea, member_id):
    circle = actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name="老茶友", trait="都爱生普"),
        charter=CHARTER,
        rule=entry.Rule(name="request"),
        actor=tea.actor,
        slug="tea",
    )
    here = {"space_id": tea.space_id, "circle_id": circle}
    actions.ask_to_enter(**here, member_id=member_id, charter_version=1, note="我喝茶二十年")
    actions.let_in(**here, member_id=member_id, actor=tea.actor)
    number = picture(tea, member_id)
    draft = actions.Draft(text="哪一款好", kind="poll", options=("红", "白"), pictures=(number,))
    post = actions.write_post(**here, draft=draft, author_id=member_id)
    actions.bookmark(space_id=tea.space_id, post_id=post, member_id=member_id)
    actions.mute(**here, member_id=member_id, days=3, reason="吵架了", actor=tea.actor)
    actions.remove_member(**here, member_id=member_id, reason="又吵架了", actor=tea.actor)
    archive = archive_of(tea, member_id)
    assert [row["note"] for row in table(archive, "circles-entry_requests.csv")] == ["我喝茶二十年"]
    assert [row["text"] for row in table(archive, "circles-poll_options.csv")] == ["红", "白"]
    assert [row["post_id"] for row in table(archive, "circles-bookmarks.csv")] == [str(post)]
    (place,) = table(archive, "circles-circles.csv")
    assert (place["mute_reason"], place["removal_reason"]) == ("吵架了", "又吵架了")
    told = json.loads(archive.read("everything.json"))["circles"]
    assert told["posts"][0]["pictures"] == [f"pictures/{number}.webp"]
    assert told["proposals"] == []
