"""What the journal refuses of a batch, told of the one row to blame: in a file its number there means nothing."""

from collections.abc import Mapping

from guanxi.connectors.intake import errors
from guanxi.journal.errors import BadProp, BadTypeName, ClockInTheFuture, KeyReused, NotYours, UnknownMember
from guanxi.kernel.errors import Refusal

_OF_A_ROW: Mapping[type[Refusal], type[errors.RowRefused]] = {
    BadProp: errors.PropRefused,
    BadTypeName: errors.TypeUnreadable,
    ClockInTheFuture: errors.TimeAhead,
    KeyReused: errors.RecordedDifferently,
    NotYours: errors.TypeNotYours,
    UnknownMember: errors.MemberGone,
}
OF_ONE_EVENT = tuple(_OF_A_ROW)
"""Refusals of the journal that some event of the batch is to blame for; others stop the import."""


def of_the_row(refusal: Refusal) -> Refusal:
    """The same refusal as the reason of a single row; what is no refusal of the journal stays as it is."""
    told = _OF_A_ROW.get(type(refusal))
    return refusal if told is None else told(**refusal.facts)
