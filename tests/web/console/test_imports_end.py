"""How bringing in customers ends: done, stopped, failed; and that the file is gone afterwards, whichever it was."""

import io
import tempfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from guanxi.connectors import jobs
from guanxi.connectors.customers import contents, errors, trials, uploads
from guanxi.connectors.intake import joining
from guanxi.connectors.intake.feed import Imported
from guanxi.kernel import statements, tenancy
from guanxi.members import actions, browsing, queries
from tests import cast
from tests.web import faces

FIVE = b"id\na\nb\nc\nd\n;\n"


@pytest.fixture
def upload_id(tea) -> int:
    """A file that waits for the worker."""
    upload_id = uploads.keep(space_id=tea.space_id, name="k.csv", content=FIVE, actor=tea.actor)
    trials.try_out(space_id=tea.space_id, upload_id=upload_id, mapping={"id": "id:shop"})
    uploads.start(space_id=tea.space_id, upload_id=upload_id, actor=tea.actor)
    return upload_id


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def _members(tea: cast.House) -> int:
    count = browsing.count(space_id=tea.space_id, filter_=browsing.Filter())
    assert count is not None
    return count.n


def _left(tea: cast.House) -> tuple[Any, ...]:
    """What of the upload is still kept."""
    with tenancy.acting_in(tea.space_id):
        (row,) = statements.rows("SELECT content IS NULL, rejects IS NULL FROM connectors_upload", [])
        places = statements.value("SELECT count(*) FROM connectors_position", [])
    return (*row, places)


def _try(tea: cast.House, upload_id: int, attempts: int) -> None:
    context: Any = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    jobs.bring_in_customers.func(context, space_id=tea.space_id, upload_id=upload_id)


def test_can_be_stopped_and_keeps_who_is_in(tea, owner, upload_id, monkeypatch) -> None:
    monkeypatch.setattr(joining, "BATCH", 2)
    advance = uploads._advance

    def stopped_meanwhile(space_id: int, upload_id: int, rows: int, imported: Imported) -> None:
        advance(space_id, upload_id, rows, imported)
        if uploads.upload(space_id=space_id, upload_id=upload_id).seen == 2:
            uploads.stop(space_id=space_id, upload_id=upload_id, actor=tea.actor)

    assert _at("import-stop", upload_id) in owner.get(_at("import", upload_id)).content.decode()
    monkeypatch.setattr(uploads, "_advance", stopped_meanwhile)
    assert uploads.work(space_id=tea.space_id, upload_id=upload_id) == 2
    found = uploads.upload(space_id=tea.space_id, upload_id=upload_id)
    assert (found.state, found.seen, found.joined, _members(tea)) == ("stopped", 2, 2, 2)
    assert _left(tea)[::2] == (True, 0)
    page = owner.get(_at("import", upload_id)).content.decode()
    assert "Who is in stays in" in page
    assert "2 members joined." in page
    assert "hx-trigger" not in page
    assert uploads.work(space_id=tea.space_id, upload_id=upload_id) == 2


def test_throws_a_file_away_that_was_never_begun(tea, owner) -> None:
    upload_id = uploads.keep(space_id=tea.space_id, name="k.csv", content=FIVE, actor=tea.actor)
    assert "Throw the file away" in owner.get(_at("import", upload_id)).content.decode()
    assert owner.post(_at("import-stop", upload_id)).status_code == 303
    assert _left(tea)[0]
    assert uploads.upload(space_id=tea.space_id, upload_id=upload_id).state == "stopped"
    assert faces.desk(tea, "agent").post(_at("import-stop", upload_id)).status_code == 403


def test_fails_after_the_last_try_and_keeps_neither_file_nor_place(tea, owner, upload_id, monkeypatch) -> None:
    monkeypatch.setattr(joining, "BATCH", 2)
    join_many = actions.join_many

    def breaks(**given: Any) -> Any:
        if _members(tea) >= 2:
            raise OperationalError
        return join_many(**given)

    monkeypatch.setattr(actions, "join_many", breaks)
    for attempts, state in ((0, "running"), (jobs.RETRIES - 1, "running"), (jobs.RETRIES, "failed")):
        with pytest.raises(OperationalError):
            _try(tea, upload_id, attempts)
        assert uploads.upload(space_id=tea.space_id, upload_id=upload_id).state == state
    assert (_members(tea), _left(tea)[::2]) == (2, (True, 0))
    assert not list(Path(tempfile.gettempdir()).glob(f"guanxi-rejects-{tea.space_id}-*"))
    page = owner.get(_at("import", upload_id)).content.decode()
    assert "gave up" in page
    assert "nobody joins twice" in page


def test_fails_at_once_where_no_second_try_could_help(tea, owner, upload_id, monkeypatch) -> None:
    def refuses(*_: Any, **__: Any) -> Any:
        raise errors.NobodyNamed

    monkeypatch.setattr(trials, "read", refuses)
    _try(tea, upload_id, attempts=0)
    found = uploads.upload(space_id=tea.space_id, upload_id=upload_id)
    assert found.state == "failed"
    assert "who somebody is" in owner.get(_at("import", upload_id)).content.decode()


def test_keeps_no_file_for_ever_whatever_became_of_its_work(tea, upload_id) -> None:
    def aged(days: int) -> int:
        with tenancy.acting_in(tea.space_id):
            statements.run("UPDATE connectors_upload SET uploaded_at = guanxi_now(%s) - make_interval(days => %s),"
                           " state = 'running'", [tea.space_id, days])  # fmt: skip
        return uploads.forget(space_id=tea.space_id)

    assert [aged(days) for days in (8, 13, 15)] == [0, 0, 1]


def test_takes_a_workbook_like_any_other_file(tea, owner) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["会员名", "手机号", "注册时间", "标签"],
        ["小满", 13800138000, datetime.fromisoformat("2026-05-01T09:30"), "tea;vip"],
        [],
        ["谷雨", 139, None, "#N/A"],
    ):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    owner.post(_at("imports"), {"file": SimpleUploadedFile("客户.xlsx", kept.getvalue())})
    with tenancy.acting_in(tea.space_id):
        upload_id = statements.value("SELECT id FROM connectors_upload", [])
    waits = owner.get(_at("import", upload_id)).content.decode()
    assert "The workbook is being read" in waits
    assert "hx-trigger" in waits
    assert uploads.unpack(space_id=tea.space_id, upload_id=upload_id) == 3
    assert uploads.unpack(space_id=tea.space_id, upload_id=upload_id) == 3
    assert owner.get(_at("import", upload_id), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    found = uploads.upload(space_id=tea.space_id, upload_id=upload_id)
    assert (found.name, found.mapping) == (
        "客户.xlsx",
        {"会员名": "id:shop", "手机号": "id:phone", "注册时间": "joined_at", "标签": "tags"},
    )
    names = {f"column-{place}": target for place, target in enumerate(("id:shop", "id:phone", "joined_at", "tags"))}
    tried = owner.post(_at("import", upload_id), {**names, "act": "try"}).content.decode()
    assert "1 row can be brought in." in tried
    assert "Line 4:" in tried
    owner.post(_at("import", upload_id), {**names, "act": "start"})
    assert uploads.work(space_id=tea.space_id, upload_id=upload_id) == 1
    member = queries.member_by_external_id(space_id=tea.space_id, system="phone", value="+8613800138000")
    assert member is not None
    seen = queries.member(space_id=tea.space_id, member_id=member)
    assert (seen.tags, seen.joined_at.isoformat()) == (("tea", "vip"), "2026-05-01T01:30:00+00:00")


def _workbook(*rows: list[Any]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def _being_read(tea: cast.House, content: bytes) -> int:
    return uploads.keep(space_id=tea.space_id, name="客户.xlsx", content=content, actor=tea.actor)


def test_unpacks_a_workbook_outside_of_any_transaction(tea, monkeypatch) -> None:
    """An idle transaction of the application ends after five seconds; a large workbook takes longer."""
    upload_id = _being_read(tea, _workbook(["id"], ["a"]))
    unpacked, seen = contents.unpacked, []

    def looks(content: bytes) -> bytes:
        seen.append(tenancy._inside.get())
        return unpacked(content)

    monkeypatch.setattr(contents, "unpacked", looks)
    _read(tea, upload_id, attempts=0)
    assert seen == [None]
    assert uploads.upload(space_id=tea.space_id, upload_id=upload_id).state == "new"


def _read(tea: cast.House, upload_id: int, attempts: int) -> None:
    context: Any = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    jobs.read_workbook.func(context, space_id=tea.space_id, upload_id=upload_id)


def test_gives_up_a_workbook_that_kills_its_workers_or_holds_too_much(tea, owner, monkeypatch) -> None:
    words = _workbook(["id"], *[["a" * 30_000]] * 40)
    killer, large = _being_read(tea, words), _being_read(tea, words)
    _read(tea, killer, attempts=jobs.RETRIES + 1)
    monkeypatch.setattr(contents, "MOST_TEXT_MB", 1)
    _read(tea, large, attempts=0)
    for upload_id, why in ((killer, "gave up"), (large, "客户.xlsx has more than 1 MB")):
        found = uploads.upload(space_id=tea.space_id, upload_id=upload_id)
        assert (found.state, found.has_content) == ("failed", False)
        assert why in owner.get(_at("import", upload_id)).content.decode()


def test_stops_a_workbook_that_is_being_read(tea) -> None:
    upload_id = _being_read(tea, _workbook(["id"], ["a"]))
    uploads.stop(space_id=tea.space_id, upload_id=upload_id, actor=tea.actor)
    _read(tea, upload_id, attempts=0)
    assert uploads.upload(space_id=tea.space_id, upload_id=upload_id).state == "stopped"
    assert _left(tea)[0]


def test_tries_the_first_rows_and_says_so(tea, owner, upload_id, monkeypatch) -> None:
    monkeypatch.setattr(trials, "TRIED", 2)
    upload_id = uploads.keep(space_id=tea.space_id, name="k.csv", content=FIVE, actor=tea.actor)
    tried = owner.post(_at("import", upload_id), {"column-0": "id:shop", "act": "try"}).content.decode()
    assert "2 rows can be brought in." in tried
    assert "These are the first 2 rows." in tried
    monkeypatch.setattr(trials, "TRIED", 5)
    tried = owner.post(_at("import", upload_id), {"column-0": "id:shop", "act": "try"}).content.decode()
    assert "These are the first" not in tried


def test_gives_up_what_kills_its_workers(tea, upload_id) -> None:
    """A worker that is killed raises nothing; the job is taken up again and counts its attempts."""
    _try(tea, upload_id, attempts=jobs.RETRIES + 1)
    found = uploads.upload(space_id=tea.space_id, upload_id=upload_id)
    assert (found.state, found.joined, _left(tea)) == ("failed", 0, (True, True, 0))


def _killed_after_a_batch(tea: cast.House, upload_id: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A worker dies with a refused row in clear on the disk: the path of it."""
    monkeypatch.setattr(joining, "BATCH", 5)
    run = joining.run

    def dies(**given: Any) -> None:
        run(**given)
        raise KeyboardInterrupt

    monkeypatch.setattr(joining, "run", dies)
    with pytest.raises(KeyboardInterrupt):
        uploads.work(space_id=tea.space_id, upload_id=upload_id)
    monkeypatch.undo()
    path = uploads._rejects_path(tea.space_id, upload_id)
    assert path.exists()
    return path


def test_leaves_no_refused_row_in_clear_when_it_is_stopped_after_its_worker_died(tea, upload_id, monkeypatch) -> None:
    path = _killed_after_a_batch(tea, upload_id, monkeypatch)
    uploads.stop(space_id=tea.space_id, upload_id=upload_id, actor=tea.actor)
    _try(tea, upload_id, attempts=1)  # periodic.take_up gave it to another worker
    assert not path.exists()
    assert ";" in uploads.rejects(space_id=tea.space_id, upload_id=upload_id)
    assert _left(tea) == (True, False, 0)


def test_forgets_the_refused_rows_with_their_upload(tea, upload_id, monkeypatch) -> None:
    path = _killed_after_a_batch(tea, upload_id, monkeypatch)
    with tenancy.acting_in(tea.space_id):
        statements.run("UPDATE connectors_upload SET uploaded_at = guanxi_now(%s) - make_interval(days => 15)",
                       [tea.space_id])  # fmt: skip
    assert uploads.forget(space_id=tea.space_id) == 1
    assert not path.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"PK\x03\x04" * 100])
def test_refuses_a_broken_workbook_by_its_own_name(tea, owner, content) -> None:
    sent = owner.post(_at("imports"), {"file": SimpleUploadedFile("客户.xlsx", content)})
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "客户.xlsx is no Excel workbook that can be read" in page
    assert "guanxi-" not in page
