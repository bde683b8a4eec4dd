"""Importing a file of orders."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from guanxi.connectors.intake import feed, position
from guanxi.connectors.intake.feed import Fact, Imported
from guanxi.connectors.intake.files import Broken, Source
from guanxi.connectors.intake.people import ExternalId
from guanxi.connectors.intake.rejects import Rejects, path_for
from guanxi.connectors.orders import errors, events, reading
from guanxi.connectors.orders.reading import Order, Read
from guanxi.journal import Event
from guanxi.spaces import currencies, queries

type Form = Literal["generic", "cdnow"]


def import_orders(
    *,
    space_id: int,
    source: Source,
    form: Form,
    actor: str,
    currency: str | None = None,
    system: str | None = None,
    columns: Mapping[str, str] | None = None,
    rejects: Path | None = None,
    progress: Callable[[int], object] = bool,
) -> Imported:
    """Record every order of the file as order.paid, once; customers who are no members yet join with their first order.

    `currency` is the file's (default: the space's; CDNow's is USD), `system` where the customers' ids come from
    (default "shop" or "cdnow"), `columns` names columns (field → name in the file). Rows that cannot be used go to
    the reject file. Nothing is settled: drain the queue afterwards.
    Refuses FileRefused (header, format, currency) before anything is recorded.
    """
    space = queries.space(space_id=space_id)
    money = currency or (reading.CDNOW_CURRENCY if form == "cdnow" else space.currency)
    if money not in currencies.CODES:
        raise errors.CurrencyUnknown(currency=money)
    called = system or ("cdnow" if form == "cdnow" else "shop")
    if form == "cdnow":
        orders = reading.cdnow(source, zone=space.zone)
    else:
        orders = reading.generic(source, zone=space.zone, currency=money, columns=columns)
    bookmark = position.Bookmark(
        space_id=space_id,
        reader=f"orders/1 {form} {money} {called} {sorted((columns or {}).items())}",
        digest=source.digest,
    )
    with Rejects(path_for(source.path, wanted=rejects), append=position.done(bookmark) > 0) as refused:
        return feed.run(
            bookmark=bookmark,
            facts=_facts(orders, called, money),
            unknown="join",
            rejects=refused,
            actor=actor,
            progress=progress,
        )


def _facts(orders: Iterable[Read | Broken], system: str, currency: str) -> Iterator[Fact | Broken]:
    for one in orders:
        if isinstance(one, Broken):
            yield one
        else:
            customer = ExternalId(system, one.order.customer)
            yield Fact(line=one.row.line, raw=one.row.raw, event=_event(one.order, system, currency), member=customer)


def _event(order: Order, system: str, currency: str) -> Event:
    told = {"quantity": order.quantity, "product": order.product, "state": order.state}
    props = {"order": order.number, "sum_cents": order.sum_cents, "currency": currency}
    return Event(
        type=events.ORDER_PAID.name,
        at=order.at,
        props=props | {name: value for name, value in told.items() if value is not None},
        key=f"order:{system}:{order.number}",
        source=events.SOURCE,
    )
