"""Files of any honest encoding, row by row; what is broken is told with its line (IM-3, IM-4)."""

from pathlib import Path

import pytest

from guanxi.connectors.intake import errors, files, xml
from guanxi.connectors.intake.files import Broken, Row


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def table(path: Path) -> list[Row | Broken]:
    return list(files.table(files.inspect(path), header=lambda names: names))


def test_knows_utf_8_with_and_without_a_mark_and_gb18030(tmp_path: Path) -> None:
    text = "订单编号,金额\n甲,1\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (row,) = table(write(tmp_path / encoding, text, encoding))
        assert isinstance(row, Row)
        assert row.cells == {"订单编号": "甲", "金额": "1"}
        assert row.line == 2


def test_refuses_bytes_that_are_no_text(tmp_path: Path) -> None:
    for content in (b"a,b\n\xff\xff\n", "a,b\n".encode("utf-16"), b"PK\x05\x06\x00\x00"):
        path = tmp_path / "bytes.csv"
        path.write_bytes(content)
        with pytest.raises(errors.EncodingUnknown, match=r"bytes\.csv is neither UTF-8 nor GB18030"):
            files.inspect(path)


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing, match="No such file"):
        files.inspect(tmp_path / "absent.csv")


def test_refuses_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(errors.HeaderMissing):
        table(write(tmp_path / "empty.csv", ""))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_finds_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    (row,) = table(write(tmp_path / "t.csv", f"a{delimiter}b\n1{delimiter}2\n"))
    assert isinstance(row, Row)
    assert row.cells == {"a": "1", "b": "2"}


def test_tells_a_broken_row_and_reads_on(tmp_path: Path) -> None:
    rows = table(write(tmp_path / "t.csv", 'a,b\n1,2\n3\n"two\nlines",4\n\n5,6,7\n8,9\n'))
    assert [(row.line, type(row).__name__, row.raw) for row in rows] == [
        (2, "Row", "1,2"),
        (3, "Broken", "3"),
        (5, "Row", '"two\nlines",4'),
        (7, "Broken", "5,6,7"),
        (8, "Row", "8,9"),
    ]
    broken = rows[1]
    assert isinstance(broken, Broken)
    assert str(broken.reason) == "Cells in this row: 1; in the first line: 2. Both must be the same."


def test_survives_a_quote_that_never_ends(tmp_path: Path) -> None:
    rows = table(write(tmp_path / "t.csv", 'a,b\n1,2\n"' + "x" * 200_000 + "\n3,4\n"))
    assert [type(row).__name__ for row in rows[:2]] == ["Row", "Broken"]


def test_reads_json_lines_without_floats(tmp_path: Path) -> None:
    rows = list(files.objects(files.inspect(write(tmp_path / "t.ndjson", '{"a": 1.10}\n\n[1]\n{"a":\n{"a": 2}\n'))))
    assert [(row.line, type(row).__name__) for row in rows] == [(1, "Row"), (3, "Broken"), (4, "Broken"), (5, "Row")]
    assert isinstance(rows[0], Row)
    assert rows[0].cells == {"a": "1.10"}


def test_streams_xml_rows_with_their_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.xml", '<?xml version="1.0"?>\n<t>\n<row Id="1" T="a&amp;b"/>\n\n<row Id="2"/>\n</t>', "utf-8-sig"
    )
    assert [(row.line, row.attributes) for row in xml.rows(path)] == [(3, {"Id": "1", "T": "a&b"}), (5, {"Id": "2"})]


def test_refuses_broken_xml_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xml", '<t>\n<row Id="1"/>\n<row Id=2/>\n</t>')
    with pytest.raises(errors.XmlBroken, match=r"line 3, not well-formed"):
        list(xml.rows(path))


def test_refuses_entities_before_they_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<t><row Id="&b;"/></t>'
    with pytest.raises(errors.XmlForbidden, match="declares a document type in line 1"):
        list(xml.rows(write(tmp_path / "t.xml", bomb)))
