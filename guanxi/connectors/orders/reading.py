"""Rows of an order file → orders. Two forms: `generic`, by the names of the columns, and `cdnow`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from guanxi.connectors.intake import errors, files, values
from guanxi.connectors.intake.files import Broken, Row, Source
from guanxi.connectors.orders.errors import FieldUnknown, FormatWrong, NotPaid

REQUIRED = ("order", "customer", "at", "sum")
NAMES: Mapping[str, tuple[str, ...]] = {
    "order": ("order", "order id", "order no", "order number", "订单编号", "订单号", "主订单编号"),
    "customer": (
        "customer",
        "customer id",
        "buyer",
        "buyer id",
        "member",
        "user id",
        "客户编号",
        "会员编号",
        "买家会员名",
        "买家昵称",
    ),
    "at": (
        "at",
        "paid at",
        "payment time",
        "date",
        "time",
        "order date",
        "付款时间",
        "订单付款时间",
        "支付时间",
        "成交时间",
    ),
    "sum": ("sum", "amount", "total", "paid amount", "实付金额", "买家实际支付金额", "实付款", "支付金额", "订单金额"),
    "product": ("product", "product id", "sku", "item", "商品编号", "商品名称", "宝贝标题", "商品"),
    "quantity": ("quantity", "qty", "pieces", "数量", "商品数量", "宝贝总数量"),
    "state": ("state", "status", "order status", "状态", "订单状态"),
}
"""What a column of each field may be called, the best name first. Case, spaces, - and _ do not matter."""
UNPAID = frozenset(
    {
        "unpaid", "pending", "created", "cancelled", "canceled", "closed", "refunded", "failed", "voided",
        "待付款", "未付款", "等待买家付款", "已取消", "已关闭", "交易关闭", "已退款", "退款成功",
    }
)  # fmt: skip
CDNOW_COLUMNS = ["masterid", "sampleid", "date", "cds", "sales"]
CDNOW_CURRENCY = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A paid order. `sum_cents` is in the smallest unit of its currency; `quantity` counts pieces."""

    number: str
    customer: str
    at: datetime
    sum_cents: int
    quantity: int | None = None
    product: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row that became an order."""

    row: Row
    order: Order


def is_cdnow(source: Source) -> bool:
    """Whether the first line is CDNow's."""
    if source.encoding == files.WORKBOOK:
        return False
    with source.path.open(encoding=source.encoding) as file:
        return file.readline().strip().split(",") == CDNOW_COLUMNS


def generic(
    source: Source, *, zone: tzinfo, currency: str, columns: Mapping[str, str] | None = None
) -> Iterator[Read | Broken]:
    """Orders of a CSV file with one row per order; a time without an offset is local to `zone`.

    Columns are known by their names (NAMES), or through `columns`: field → name in the file.
    Raises ColumnMissing, ColumnTwice, FieldUnknown before the first row.
    """
    wanted = dict(columns or {})
    for field in wanted:
        if field not in NAMES:
            raise FieldUnknown(field=field, fields=", ".join(NAMES))
    rows = files.table(source, header=lambda names: _fields(source.path, names, wanted))
    return _orders(rows, lambda cells: _generic(cells, zone, currency))


def cdnow(source: Source, *, zone: tzinfo) -> Iterator[Read | Broken]:
    """Orders of CDNow's file. They have a day and no number: an order is the customer's n-th of the day.

    Raises FormatWrong before the first row.
    """

    def header(names: list[str]) -> list[str]:
        if names != CDNOW_COLUMNS:
            raise FormatWrong(path=source.path, columns=",".join(CDNOW_COLUMNS))
        return names

    ordinals = _Ordinals()
    return _orders(files.table(source, header=header), lambda cells: _cdnow(cells, zone, ordinals))


class _Ordinals:
    """Counts the orders of a day, of one customer at a time: the file is sorted by customer."""

    def __init__(self) -> None:
        self._customer = ""
        self._days: Counter[str] = Counter()

    def next(self, customer: str, day: str) -> int:
        if customer != self._customer:
            self._customer, self._days = customer, Counter()
        self._days[day] += 1
        return self._days[day]


def _orders(rows: Iterator[Row | Broken], read: Callable[[Mapping[str, str]], Order]) -> Iterator[Read | Broken]:
    for row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        try:
            yield Read(row=row, order=read({name: str(cell) for name, cell in row.cells.items()}))
        except errors.RowRefused as refusal:
            yield Broken(line=row.line, raw=row.raw, reason=refusal)


def _fields(path: Path, names: list[str], wanted: Mapping[str, str]) -> list[str]:
    """The field of each column; a column that is none keeps its place under a name that no field has."""
    plain = [_plain(name) for name in names]
    found = {field: _place(path, names, plain, field, wanted.get(field)) for field in NAMES}
    for field in REQUIRED:
        if found[field] is None:
            accepted = wanted.get(field) or ", ".join(NAMES[field])
            raise errors.ColumnMissing(path=path, column=field, names=accepted, found=", ".join(names))
    fields = {place: field for field, place in found.items() if place is not None}
    return [fields.get(place, f"#{place}") for place in range(len(names))]


def _place(path: Path, names: list[str], plain: list[str], field: str, wanted: str | None) -> int | None:
    for name in (wanted,) if wanted is not None else NAMES[field]:
        match plain.count(_plain(name)):
            case 0:
                continue
            case 1:
                return plain.index(_plain(name))
            case _:
                raise errors.ColumnTwice(path=path, column=names[plain.index(_plain(name))])
    return None


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


def _generic(cells: Mapping[str, str], zone: tzinfo, currency: str) -> Order:
    state = cells.get("state", "").strip() or None
    if state is not None and state.lower() in UNPAID:
        raise NotPaid(state=state)
    quantity = cells.get("quantity", "").strip()
    return Order(
        number=values.required("order", cells["order"]),
        customer=values.required("customer", cells["customer"]),
        at=values.instant("at", values.required("at", cells["at"]), zone=zone),
        sum_cents=values.minor_units("sum", values.required("sum", cells["sum"]), currency=currency),
        quantity=values.count("quantity", quantity) if quantity else None,
        product=cells.get("product", "").strip() or None,
        state=state,
    )


def _cdnow(cells: Mapping[str, str], zone: tzinfo, ordinals: _Ordinals) -> Order:
    customer = values.required("masterid", cells["masterid"])
    day = values.required("date", cells["date"])
    return Order(
        number=f"{customer}-{day}-{ordinals.next(customer, day)}",
        customer=customer,
        at=values.instant("date", day, zone=zone),
        sum_cents=values.minor_units("sales", values.required("sales", cells["sales"]), currency=CDNOW_CURRENCY),
        quantity=values.count("cds", values.required("cds", cells["cds"])),
    )
