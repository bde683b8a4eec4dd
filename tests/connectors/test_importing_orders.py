"""Orders go into the journal once, and unknown customers become members (IM-4, IM-40 to IM-43)."""

from pathlib import Path

import pytest

from guanxi.connectors.intake import errors, files
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.orders import actions
from guanxi.connectors.orders.errors import CurrencyUnknown
from guanxi.members import queries as members
from tests import cast
from tests.connectors.conftest import Journal, rejects
from tests.connectors.samples import sample

HEADER = "order,customer,at,sum,quantity\n"


def run(tea: cast.House, path: Path, text: str | None = None, **options: object) -> Imported:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    options.setdefault("form", "generic")
    return actions.import_orders(space_id=tea.space_id, source=files.inspect(path), actor=tea.actor, **options)  # type: ignore[arg-type]


def test_records_an_order_of_a_new_customer(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    done = run(tea, tmp_path / "o.csv", HEADER + "T1,anna,2024-05-01 09:30,88.50,2\nT2,anna,2024-04-01,12,\n")
    assert (done.recorded, done.joined, done.rejected) == (3, 1, 0)
    anna = members.member_by_external_id(space_id=tea.space_id, system="shop", value="anna")
    assert journal_of("order.paid") == [
        (anna, {"order": "T1", "sum_cents": 8850, "currency": "CNY", "quantity": 2}),
        (anna, {"order": "T2", "sum_cents": 1200, "currency": "CNY"}),
    ]
    assert anna is not None
    joined_at = members.member(space_id=tea.space_id, member_id=anna).joined_at
    assert joined_at.isoformat() == "2024-03-31T16:00:00+00:00"  # with the first order, at midnight in Shanghai


def test_records_nothing_the_second_time(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    text = HEADER + "T1,anna,2024-05-01,88.50,2\nT2,bert,2024-04-01,12,\n"
    run(tea, tmp_path / "o.csv", text)
    again = run(tea, tmp_path / "copy.csv", text)
    assert (again.recorded, again.repeated, again.joined, again.rejected) == (0, 2, 0, 0)
    assert len(journal_of("order.paid")) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("T2,anna,2024-05-01,-5.00,1", "“sum” is -5.00: an amount must not be negative."),
        (
            "T2,anna,2024-05-01,92233720368547758.08,1",
            "“sum” is 92233720368547758.08: that is more than can be stored (bigint).",
        ),
        ("T2,anna,2924-05-01,5.00,1", "It says it happened at 2924-04-30T16:00:00+00:00. That is in the future"),
        ("T2,anna,2024-05-01", "Cells in this row: 3; in the first line: 5."),
        ("T1,anna,2024-05-01,7.00,1", "The same was imported before, with other content."),
    ],
)
def test_rejects_a_bad_row_and_keeps_the_rest(
    tea: cast.House, journal_of: Journal, tmp_path: Path, row: str, reason: str
) -> None:
    path = tmp_path / "o.csv"
    done = run(tea, path, f"{HEADER}T1,anna,2024-05-01,5.00,1\n{row}\nT3,bert,2024-05-01,6.00,1\n")
    assert (len(journal_of("order.paid")), done.rejected) == (2, 1)
    ((line, told, raw),) = rejects(Path(done.reject_files[0]))
    assert (line, raw) == ("3", row)
    assert told.startswith(reason)


def test_leaves_no_reject_file_behind_when_all_is_well(tea: cast.House, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    assert run(tea, path, HEADER + "T1,anna,2024-05-01,-5,1\n").reject_files == (str(path) + ".rejects.csv",)
    assert run(tea, path, HEADER + "T1,anna,2024-05-01,5,1\n").reject_files == ()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["o.csv"]


def test_lets_nobody_else_read_the_reject_file(tea: cast.House, tmp_path: Path) -> None:
    done = run(tea, tmp_path / "o.csv", HEADER + "T1,anna,2024-05-01,-5,1\n")
    assert Path(done.reject_files[0]).stat().st_mode & 0o077 == 0


def test_changes_nothing_when_a_column_is_missing(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnMissing, match="has no column “sum”"):
        run(tea, tmp_path / "o.csv", "order,customer,at\nT1,anna,2024-05-01\n")
    assert members.page(space_id=tea.space_id) == ()


def test_refuses_a_currency_that_is_none(tea: cast.House, tmp_path: Path) -> None:
    with pytest.raises(CurrencyUnknown, match="“ABC” is not the code of a currency"):
        run(tea, tmp_path / "o.csv", HEADER, currency="ABC")


def test_imports_all_of_cdnow(tea: cast.House, journal_of: Journal, tmp_path: Path) -> None:
    done = run(tea, sample("cdnow/cdnowElog.csv"), form="cdnow", rejects=tmp_path / "rejects.csv")
    assert (done.recorded - done.joined, done.joined, done.rejected) == (6919, 2357, 0)
    paid = journal_of("order.paid")
    assert sum(props["sum_cents"] for _, props in paid) == 24_409_194
    assert {props["currency"] for _, props in paid} == {"USD"}
