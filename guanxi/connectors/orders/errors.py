"""What the import of orders refuses."""

from django.utils.translation import gettext_noop

from guanxi.connectors.intake.errors import FileRefused, RowRefused


class FormatWrong(FileRefused):
    """The file is not what --format says."""

    code = "format_wrong"
    text = gettext_noop("%(path)s is not a CDNow file: its first line must be %(columns)s.")


class FieldUnknown(FileRefused):
    """A column was mapped to something that an order does not have."""

    code = "field_unknown"
    text = gettext_noop("An order has no “%(field)s”. It has: %(fields)s.")


class CurrencyUnknown(FileRefused):
    """Not a currency of ISO 4217."""

    code = "currency_unknown"
    text = gettext_noop("“%(currency)s” is not the code of a currency, such as CNY.")


class NotPaid(RowRefused):
    """The shop says that this order was not paid, or was given back."""

    code = "not_paid"
    text = gettext_noop("The order is “%(state)s”: only paid orders are imported.")
