"""Orders as shops export them."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from guanxi.connectors.intake import errors, files
from guanxi.connectors.intake.files import Broken
from guanxi.connectors.orders import errors as order_errors
from guanxi.connectors.orders import reading
from guanxi.connectors.orders.reading import Order, Read
from tests.connectors.samples import sample

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(path: Path, text: str, encoding: str = "utf-8", **options: object) -> list[Read | Broken]:
    path.write_bytes(text.encode(encoding))
    return list(reading.generic(files.inspect(path), zone=SHANGHAI, currency="CNY", **options))  # type: ignore[arg-type]


def test_knows_the_columns_of_a_marketplace_export(tmp_path: Path) -> None:
    head = "订单编号,买家会员名,订单付款时间,买家实际支付金额,宝贝标题,宝贝总数量,订单状态"
    text = f"{head}\nT1,小王,2024/5/1 9:30,88.5,茶,2,交易成功\n"
    (one,) = read(tmp_path / "o.csv", text, "gb18030")
    assert isinstance(one, Read)
    assert one.order == Order(
        number="T1",
        customer="小王",
        at=datetime(2024, 5, 1, 1, 30, tzinfo=UTC),
        sum_cents=8850,
        quantity=2,
        product="茶",
        state="交易成功",
    )


def test_reads_columns_that_are_named_to_it(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path / "o.csv", "Nr,Wer,Date,Total\n7,anna,2024-05-01,1\n", columns={"order": "nr", "customer": "Wer"}
    )
    assert isinstance(one, Read)
    assert (one.order.number, one.order.customer) == ("7", "anna")


def test_says_which_column_is_missing(tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnMissing, match=r"no column “sum” \(sum, amount, .*It has: order, customer, at"):
        read(tmp_path / "o.csv", "order,customer,at\n1,2,3\n")


def test_refuses_a_column_that_is_there_twice(tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnTwice, match="order_id"):
        read(tmp_path / "o.csv", "order_id,Order ID,customer,at,sum\n1,1,2,2024-01-01,3\n")


def test_refuses_a_mapping_of_what_an_order_has_not(tmp_path: Path) -> None:
    with pytest.raises(order_errors.FieldUnknown, match="no “colour”"):
        read(tmp_path / "o.csv", "order,customer,at,sum\n", columns={"colour": "c"})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,c,2024-01-01,-5.00,paid", "“sum” is -5.00: an amount must not be negative."),
        ("1,c,2024-01-01,92233720368547758.08,paid", "that is more than can be stored (bigint)."),
        ("1,c,2024-01-01,1.005,paid", "CNY has 2 decimals"),
        ("1,c,soon,1,paid", "“at” is “soon”, which is not a time"),
        ("1,,2024-01-01,1,paid", "“customer” is empty"),
        ("1,c,2024-01-01,1,交易关闭", "only paid orders are imported"),
        ("1,c,2024-01-01", "Cells in this row: 3; in the first line: 5."),
    ],
)
def test_refuses_a_row_with_its_reason(tmp_path: Path, row: str, reason: str) -> None:
    first, second = read(tmp_path / "o.csv", f"order,customer,at,sum,state\n{row}\n2,c,2024-01-01,1,paid\n")
    assert isinstance(first, Broken)
    assert reason in str(first.reason)
    assert isinstance(second, Read)


def test_numbers_the_orders_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("masterid,sampleid,date,cds,sales\n4,1,19970101,2,29.33\n4,1,19970101,1,1.5\n5,2,19970101,1,0\n")
    source = files.inspect(path)
    assert reading.is_cdnow(source)
    numbers = [one.order.number for one in reading.cdnow(source, zone=UTC) if isinstance(one, Read)]
    assert numbers == ["4-19970101-1", "4-19970101-2", "5-19970101-1"]


def test_refuses_another_file_as_cdnow(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("order,customer,at,sum\n1,2,2024-01-01,3\n")
    with pytest.raises(order_errors.FormatWrong, match="masterid,sampleid,date,cds,sales"):
        list(reading.cdnow(files.inspect(path), zone=UTC))


def test_reads_all_of_cdnow() -> None:
    orders = [
        one.order
        for one in reading.cdnow(files.inspect(sample("cdnow/cdnowElog.csv")), zone=UTC)
        if isinstance(one, Read)
    ]
    assert len(orders) == len({order.number for order in orders}) == 6919
    assert len({order.customer for order in orders}) == 2357
    assert sum(order.sum_cents for order in orders) == 24_409_194
