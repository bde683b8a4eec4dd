"""The books in the reader's words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop

from guanxi.insight.liability import Liability
from guanxi.kernel import keyset
from guanxi.ledger import books
from guanxi.spaces import currencies
from guanxi.web import access, charts, formats, listing, wording
from guanxi.web.console import links

KINDS = {
    "wallet": gettext_noop("Wallet"),
    "pending": gettext_noop("Pending"),
    "held": gettext_noop("Held"),
    "debt": gettext_noop("Debt"),
    "reserve": gettext_noop("Reserve"),
    "escrow": gettext_noop("Set aside for quests"),
    "stock": gettext_noop("Stock"),
    "issuance": gettext_noop("Brought in"),
    "redemption": gettext_noop("Redeemed"),
    "expiry": gettext_noop("Expired"),
    "forfeit": gettext_noop("Forfeited"),
    "clearing": gettext_noop("Clearing"),
    "outside": gettext_noop("Outside"),
}
OF_MEMBERS = frozenset({"wallet", "pending", "held", "debt"})
SHOWN = ("issuance", "reserve", "escrow", "redemption", "expiry", "forfeit")
"""Of what the brand holds; the other kinds are shown where there is something on them."""


def kind(code: str) -> str:
    """The name of a kind of account."""
    return gettext(KINDS[code]) if code in KINDS else code


def side(one: books.Side) -> str:
    """An account of a transfer: Wallet of member 412, Reserve."""
    if one.kind in OF_MEMBERS:
        return gettext("%(kind)s of member %(number)d") % {"kind": kind(one.kind), "number": one.owner_id}
    return kind(one.kind)


def page(desk: access.Desk, *, accounts: Sequence[books.Account], owing: Liability) -> Mapping[str, object]:
    """What the brand holds, what it owes, and when that ends."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in accounts:
        found[one.unit][one.kind] = one.balance
    used = {one.kind for one in accounts if one.balance}
    kinds = [name for name in books.SYSTEM_KINDS if name in SHOWN or name in used]
    kinds.sort(key=lambda name: SHOWN.index(name) if name in SHOWN else len(SHOWN))
    counted = formats.moment(owing.at, zone=desk.space.time_zone)
    return {
        "kinds": [kind(name) for name in kinds],
        "accounts": [
            {
                "unit": wording.unit(unit),
                "cells": [_amount(desk, unit, _shown(name, held.get(name, 0))) for name in kinds],
            }
            for unit, held in found.items()
        ],
        "owed": [_owed(desk, one) for one in owing.owed],
        "expiring": _expiring(desk, owing),
        "as_of": "" if owing.is_live else gettext("Counted at %(moment)s") % {"moment": counted},
        "may_fund": desk.can("ledger.fund"),
    }


def _shown(name: str, balance: int) -> int:
    """What was brought in stands below zero in the books; people read it as what it is."""
    return -balance if name == "issuance" else balance


def _amount(desk: access.Desk, unit: str, value: int) -> str:
    return currencies.quantity(value, unit=unit, currency=desk.space.currency) if value else "–"


def _owed(desk: access.Desk, one: object) -> Mapping[str, object]:
    names = ("available", "pending", "held", "debt", "set_aside")
    unit = str(getattr(one, "unit"))  # noqa: B009 - read by names like the others
    return {"unit": wording.unit(unit), **{name: _amount(desk, unit, int(getattr(one, name))) for name in names}}


def _expiring(desk: access.Desk, owing: Liability) -> list[Mapping[str, object]]:
    highest = max((one.amount for one in owing.expiring), default=0)
    return [
        {
            "when": formats.month(one.month) if one.month else gettext("never"),
            "amount": formats.amount(one.amount, unit=one.unit, currency=desk.space.currency),
            "share": charts.share(one.amount, highest),
        }
        for one in owing.expiring
    ]


def heads() -> list[str]:
    """The columns of the transfers as a table."""
    return [
        gettext("Transfer"),
        gettext("When"),
        gettext("Unit"),
        gettext("Amount"),
        gettext("From"),
        gettext("To"),
        gettext("Cause"),
        gettext("Event"),
    ]


def csv_line(desk: access.Desk, one: books.Transfer) -> list[object]:
    """A transfer as a line of the table."""
    moment = formats.moment(one.recorded_at, zone=desk.space.time_zone)
    return [
        *(one.id, moment, wording.unit(one.unit), one.amount, side(one.source), side(one.target)),
        *(one.event_type, one.event_id),
    ]


def transfers(
    desk: access.Desk,
    found: keyset.Found[books.Transfer],
    *,
    asked: listing.Asked,
    units: Sequence[str],
    unit: str,
    kind: str,
) -> listing.Listing:
    """The list of what moved."""
    return listing.Listing(
        label=gettext("Transfers"),
        columns=(
            listing.Column(head=gettext("When"), sort="when"),
            listing.Column(head=gettext("Amount"), numeric=True),
            listing.Column(head=gettext("From"), sort="from"),
            listing.Column(head=gettext("To"), sort="to"),
            listing.Column(head=gettext("Cause")),
        ),
        rows=tuple(_row(desk, one) for one in found.rows),
        asked=asked,
        filters=(
            listing.Filter(
                name="unit",
                label=gettext("Unit"),
                choices=tuple((code, wording.unit(code)) for code in units),
                value=unit,
            ),
            listing.Filter(
                name="kind",
                label=gettext("Account"),
                choices=tuple((name, gettext(KINDS[name])) for name in books.SYSTEM_KINDS),
                value=kind,
            ),
        ),
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nothing has moved yet"),
            text=gettext("Every point, gift and red packet that moves stands here: from where, to where, and why."),
        ),
    )


def _row(desk: access.Desk, one: books.Transfer) -> listing.Row:
    amount = formats.amount(one.amount, unit=one.unit, currency=desk.space.currency)
    taken_back = " " + gettext("(takes back)") if one.reverses_id else ""
    return listing.Row(
        key=str(one.id),
        cells=(
            listing.Cell(
                text=formats.moment(one.recorded_at, zone=desk.space.time_zone),
                hint=gettext("Transfer %(id)d") % {"id": one.id},
            ),
            listing.Cell(text=amount),
            _cell(desk, one.source),
            _cell(desk, one.target),
            listing.Cell(
                text=cause(one.event_type) + taken_back,
                href=_cause_page(desk, one),
                hint=f"{one.event_type} {one.event_id}",
            ),
        ),
    )


def _cause_page(desk: access.Desk, one: books.Transfer) -> str:
    """The page of the event, which is among what happened to the member; empty where none is concerned."""
    member = next((side.owner_id for side in (one.target, one.source) if side.kind in OF_MEMBERS), None)
    return "" if member is None else links.to("console:member-event", desk.space.slug, member, one.event_id)


def _cell(desk: access.Desk, one: books.Side) -> listing.Cell:
    href = links.member(desk.space.slug, one.owner_id) if one.kind in OF_MEMBERS else ""
    return listing.Cell(text=side(one), href=href)


CAUSES = {
    "ledger.funded": gettext_noop("the reserve was filled"),
    "quest.launched": gettext_noop("a quest was launched"),
    "quest.settled": gettext_noop("a quest was settled"),
    "quest.returned": gettext_noop("it came back after its quest was settled"),
    "quest.drawn": gettext_noop("a settled quest owes it again"),
    "quest.step_merged": gettext_noop("both entries of one person had it"),
    "quest.step_reached": gettext_noop("a step was reached"),
    "quest.granted": gettext_noop("a quest gives it for each time"),
    "quest.hold_released": gettext_noop("what was held is released"),
    "quest.hold_denied": gettext_noop("what was held is denied"),
    "quest.resumed": gettext_noop("a paused quest goes on"),
    "ledger.spent": gettext_noop("a member spent it"),
    "ledger.matured": gettext_noop("the return window has passed"),
    "ledger.expired": gettext_noop("it was not used by its date"),
    "ledger.forfeited": gettext_noop("the member was erased"),
    "ledger.merged": gettext_noop("two entries of one person were merged"),
    "ledger.debt_forgiven": gettext_noop("a debt was forgiven"),
    "ledger.held": gettext_noop("it was set aside for something"),
    "ledger.captured": gettext_noop("what was set aside is spent"),
    "ledger.hold_released": gettext_noop("what was set aside is free again"),
    "ledger.refunded": gettext_noop("a spend was taken back"),
    "journal.voided": gettext_noop("something does not count any more"),
    "journal.reinstated": gettext_noop("something counts again"),
    "member.merged": gettext_noop("two entries of one person were merged"),
}


def cause(event_type: str) -> str:
    """Why it moved, in words."""
    return gettext(CAUSES[event_type]) if event_type in CAUSES else event_type
