"""What the ledger refuses."""

from typing import ClassVar

from guanxi.kernel.errors import Refusal


class InsufficientBalance(Refusal):
    """The wallet has less than is to be spent."""

    code = "insufficient_balance"
    text = "There are %(available)s %(unit)s to spend, and %(amount)s are asked for. Nothing was moved."
    constraints: ClassVar[tuple[str, ...]] = ("ledger_account_has_enough",)


class AmountNotPositive(Refusal):
    """Amounts are positive whole numbers in the smallest part of the unit."""

    code = "amount_not_positive"
    text = (
        "%(amount)s is not an amount: give a positive whole number, in the smallest part of the unit. Nothing "
        "was moved."
    )
    constraints: ClassVar[tuple[str, ...]] = ("ledger_transfer_is_positive",)


class AmountTooLarge(Refusal):
    """An amount beyond what is counted exactly."""

    code = "amount_too_large"
    text = "%(amount)s is more than can be counted exactly (9223372036854775807). Nothing was moved."


class UnknownUnit(Refusal):
    """The unit's code has another form than the ledger knows."""

    code = "unknown_unit"
    text = (
        "“%(unit)s” is not a unit. Units are points, growth, granted, purchased, commission, membership_days,"
        " and coupon:NAME, item:NAME, ticket:NAME."
    )


class NotHeld(Refusal):
    """The hold has less left than is asked for, or is none."""

    code = "not_held"
    text = "Hold %(hold)s has %(available)s left, and %(amount)s are asked for. Nothing was moved."


class NothingSpent(Refusal):
    """The event has spent nothing, or it was taken back already."""

    code = "nothing_spent"
    text = "Event %(event)s has spent nothing that could be given back. Nothing was moved."


class OwesLess(Refusal):
    """The member owes less than is to be forgiven."""

    code = "owes_less"
    text = "The member owes %(available)s %(unit)s, less than %(amount)s. Nothing was forgiven."
