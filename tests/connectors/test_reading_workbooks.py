"""Workbooks as they come from shops: dates, numbers that are text, formulas; and those that are made to hurt."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from guanxi.connectors.intake import errors, files, workbooks
from guanxi.connectors.intake.files import Broken, Row

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def made(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def with_sheet(path: Path, content: str, **parts: str) -> Path:
    """A workbook whose first sheet is written by hand."""
    made(path, ["id"])
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, content if name == "xl/worksheets/sheet1.xml" else old.read(name)))
    path.write_bytes(packed.getvalue())
    return path


def read(path: Path) -> list[Row | Broken]:
    return list(files.table(files.inspect(path), header=lambda names: names))


def test_says_what_the_sheet_shows(tmp_path) -> None:
    path = made(
        tmp_path / "客户.xlsx",
        ["会员名", "手机号", "注册时间", "金额", "VIP", "备注"],
        ["小满", 13800138000, datetime.fromisoformat("2026-05-01"), 19.9, True, "two\nlines, and “more”"],
        ["谷雨", "013900139000", datetime.fromisoformat("2026-05-01T09:30"), 0.1 + 0.2, False, None],
        [],
        [1042, None, date(2026, 5, 2), 1e6],
        [],
    )
    source = files.inspect(path)
    assert (source.encoding, source.lines, files.is_ndjson(source)) == (files.WORKBOOK, 5, False)
    found = read(path)
    assert [list(one.cells.values()) for one in found if isinstance(one, Row)] == [
        ["小满", "13800138000", "2026-05-01", "19.9", "true", "two lines, and “more”"],
        ["谷雨", "013900139000", "2026-05-01 09:30:00", "0.3", "false", ""],
        ["1042", "", "2026-05-02", "1000000", "", ""],
    ]
    assert [one.line for one in found] == [2, 3, 5]


def test_reads_what_formulas_came_to_and_every_row_whatever_the_file_says_of_its_size(tmp_path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>sum</v></c></row>'
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><f>1+2</f><v>3</v></c></row>'
        '<row r="4"><c r="A4"><v>8</v></c><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="5"><c r="A5"><v>9</v></c><c r="B5"><v>1</v></c><c r="C5"><v>2</v></c></row>'
        '<row r="6"><c r="A6"><v>10</v></c><c r="B6"><f>A1</f></c></row>'
    )
    path = with_sheet(tmp_path / "f.xlsx", SHEET.format(f'<dimension ref="A1:B2"/><sheetData>{rows}</sheetData>'))
    found = read(path)
    assert [(one.line, one.cells) for one in found if isinstance(one, Row)] == [
        (2, {"id": "7", "sum": "3"}),
        (6, {"id": "10", "sum": ""}),
    ]
    broken = [one for one in found if isinstance(one, Broken)]
    assert [one.line for one in broken] == [4, 5]
    assert "“sum” is “#DIV/0!”" in str(broken[0].reason)
    assert isinstance(broken[1].reason, errors.CellsUneven)


def test_takes_the_first_sheet_that_is_shown(tmp_path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("shown").append(["id"])
    book.save(tmp_path / "two.xlsx")
    assert list(workbooks.lines(tmp_path / "two.xlsx")) == ["", "id\n"]


def test_refuses_what_is_made_to_fill_the_memory(tmp_path, monkeypatch) -> None:
    path = made(tmp_path / "b.xlsx", ["id", "a"], [1, 2], [3, 4])
    for name, most in (("MOST_ROWS", 2), ("MOST_COLUMNS", 1), ("MOST_UNPACKED_MB", 0), ("MOST_PARTS", 1)):
        with monkeypatch.context() as bounds:
            bounds.setattr(workbooks, name, most)
            with pytest.raises(errors.WorkbookTooLarge):
                list(workbooks.lines(path))
    wide = with_sheet(
        tmp_path / "w.xlsx", SHEET.format('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>')
    )
    assert list(workbooks.lines(wide)) == []  # beyond the columns that are looked at
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SHEET.format("<sheetData/>")
    with pytest.raises(errors.XmlForbidden):
        list(workbooks.lines(with_sheet(tmp_path / "x.xlsx", bomb)))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 500, b"zip"])
def test_refuses_what_is_no_workbook(tmp_path, content) -> None:
    path = tmp_path / "x.xlsx"
    if content == b"zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("word/document.xml", "<a/>")
    else:
        path.write_bytes(content)
    with pytest.raises(errors.WorkbookUnreadable):
        list(workbooks.lines(path))
    path.write_bytes(made(tmp_path / "good.xlsx", ["id"]).read_bytes()[:-200])
    with pytest.raises(errors.FileRefused):
        read(path)


def test_refuses_a_sheet_that_names_no_columns(tmp_path) -> None:
    for rows in ([], [[], ["id"]]):
        with pytest.raises(errors.HeaderMissing):
            read(made(tmp_path / "e.xlsx", *rows))
