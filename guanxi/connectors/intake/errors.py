"""What an import refuses: a whole file (FileRefused) or one of its rows (RowRefused)."""

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


class FileRefused(Refusal):
    """Nothing of the file can be used; nothing was recorded."""

    code = "file_refused"
    text = gettext_noop("The file cannot be imported.")


class FileMissing(FileRefused):
    """There is no such file, or it cannot be opened."""

    code = "file_missing"
    text = gettext_noop("%(path)s cannot be read: %(reason)s.")


class EncodingUnknown(FileRefused):
    """Neither UTF-8 nor GB18030."""

    code = "encoding_unknown"
    text = gettext_noop("%(path)s is neither UTF-8 nor GB18030 text. Save it as “CSV UTF-8” and try again.")


class HeaderMissing(FileRefused):
    """The first line names no columns."""

    code = "header_missing"
    text = gettext_noop("%(path)s is empty: its first line must name the columns.")


class WorkbookUnreadable(FileRefused):
    """A damaged workbook, one of another kind, or no workbook at all."""

    code = "workbook_unreadable"
    text = gettext_noop(
        "%(path)s is no Excel workbook that can be read. Save it as .xlsx or “CSV UTF-8” and try again."
    )


class WorkbookTooLarge(FileRefused):
    """The workbook has more than `most` `what` (rows, columns, MB unpacked)."""

    code = "workbook_too_large"
    text = gettext_noop("%(path)s has more than %(most)s %(what)s. Split it, or save its sheet as “CSV UTF-8”.")


class ColumnMissing(FileRefused):
    """The first line lacks a column without which nothing can be imported."""

    code = "column_missing"
    text = gettext_noop("%(path)s has no column “%(column)s” (%(names)s). It has: %(found)s.")


class ColumnTwice(FileRefused):
    """Two columns would be read as the same thing."""

    code = "column_twice"
    text = gettext_noop("%(path)s names the column “%(column)s” more than once.")


class XmlBroken(FileRefused):
    """The XML is not well-formed."""

    code = "xml_broken"
    text = gettext_noop("%(path)s is not well-formed XML: line %(line)s, %(reason)s.")


class XmlForbidden(FileRefused):
    """A document type or an entity of its own: a dump has none, an attack has."""

    code = "xml_forbidden"
    text = gettext_noop(
        "%(path)s declares a document type in line %(line)s. That is refused: entities can be made to fill the memory."
    )


class RowRefused(Refusal):
    """One row cannot be used. It goes to the reject file; the others are imported."""

    code = "row_refused"
    text = gettext_noop("The row cannot be used.")


class ValueMissing(RowRefused):
    """A value without which the row means nothing is empty."""

    code = "value_missing"
    text = gettext_noop("“%(column)s” is empty.")


class ValueUnreadable(RowRefused):
    """A value is not what its column holds."""

    code = "value_unreadable"
    text = gettext_noop("“%(column)s” is “%(value)s”, which is not %(expected)s.")


class AmountNegative(RowRefused):
    """An amount below zero."""

    code = "amount_negative"
    text = gettext_noop("“%(column)s” is %(value)s: an amount must not be negative.")


class AmountTooLarge(RowRefused):
    """More than 9,223,372,036,854,775,807 of the smallest unit."""

    code = "amount_too_large"
    text = gettext_noop("“%(column)s” is %(value)s: that is more than can be stored (bigint).")


class AmountTooFine(RowRefused):
    """More decimals than the currency has."""

    code = "amount_too_fine"
    text = gettext_noop("“%(column)s” is %(value)s: %(currency)s has %(decimals)s decimals.")


class ClockAhead(RowRefused):
    """It says that something happened which has not happened yet."""

    code = "clock_ahead"
    text = gettext_noop("It says it happened at %(at)s. That is in the future (now: %(now)s).")


class TimeAhead(RowRefused):
    """As ClockAhead, found when it was recorded."""

    code = "time_ahead"
    text = gettext_noop("It says it happened at %(at)s. That is in the future: correct the time.")


class CellsUneven(RowRefused):
    """More or fewer cells than the first line has."""

    code = "cells_uneven"
    text = gettext_noop("Cells in this row: %(cells)s; in the first line: %(columns)s. Both must be the same.")


class LineUnreadable(RowRefused):
    """The line is not CSV, or not a JSON object."""

    code = "line_unreadable"
    text = gettext_noop("The line cannot be read: %(reason)s.")


class MemberUnknown(RowRefused):
    """The external id belongs to nobody in the space."""

    code = "member_unknown"
    text = gettext_noop("Nobody has the external id “%(member)s”. Import the members first, or add --join.")


class RecordedDifferently(RowRefused):
    """The same key was recorded before with other content."""

    code = "recorded_differently"
    text = gettext_noop(
        "The same was imported before, with other content. What is recorded stays: void it, or use another key."
    )


class MemberGone(RowRefused):
    """The member left the space while the file was read."""

    code = "import_member_gone"
    text = gettext_noop("The space has no member %(member)s any more.")


class TypeMistyped(RowRefused):
    """Nobody has declared or sent such a type, and it looks like one that is known."""

    code = "type_mistyped"
    text = gettext_noop(
        "There is no event %(type)s; did you mean %(near)s? If it is an event of your own, declare it first:"
        " guanxi quest declare-event %(type)s --space SLUG --meaning “…”"
    )


class TypeUnreadable(RowRefused):
    """The type has another form than words joined by dots."""

    code = "import_type_unreadable"
    text = gettext_noop(
        "“%(type)s” is not the name of an event. Use lower-case words joined by dots, such as lesson.finished."
    )


class TypeNotYours(RowRefused):
    """The type is recorded by Guanxi itself."""

    code = "import_not_yours"
    text = gettext_noop("%(type)s is recorded by Guanxi itself and cannot be imported.")


class PropUndeclared(RowRefused):
    """A declared event carries a prop that is not declared."""

    code = "prop_undeclared"
    text = gettext_noop("%(prop)s is not declared for %(type)s; %(known)s")


class PropRefused(RowRefused):
    """A prop is not what its declaration says."""

    code = "prop_refused"
    text = gettext_noop("%(type)s: %(prop)s %(problem)s.")


class ColumnUnknown(FileRefused):
    """The first line names columns that mean nothing here: better asked than left out silently."""

    code = "column_unknown"
    text = gettext_noop(
        "%(path)s has columns that mean nothing here: %(columns)s. Known: %(known)s. Rename them, or take them out."
    )


class FieldUnknown(RowRefused):
    """A JSON object has fields that mean nothing here."""

    code = "field_unknown"
    text = gettext_noop("These mean nothing here: %(fields)s. Known: %(known)s. Rename them, or take them out.")


class FieldsUndefined(ColumnUnknown):
    """A file of members has columns for which the space has defined no profile field."""

    code = "fields_undefined"
    text = gettext_noop(
        "%(path)s has columns that mean nothing here: %(columns)s. Known: %(known)s. For a fact about members, define"
        " its field first: in the console, under “Profile fields”. Or say there, under “Bring in customers”, what each"
        " column is; or rename them, or take them out."
    )


class FieldUndefined(FieldUnknown):
    """A JSON object has a field that the space has not defined."""

    code = "field_undefined"
    text = gettext_noop(
        "These mean nothing here: %(fields)s. Known: %(known)s. For a fact about members, define its field first: in"
        " the console, under “Profile fields”; or rename them, or take them out."
    )
