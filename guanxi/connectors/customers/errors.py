"""What uploads refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class UnknownUpload(errors.Refusal):
    """The space has no such upload, or its file is gone already."""

    code = "connectors.unknown_upload"
    text = gettext_noop("There is no such file.")


class FileTooLarge(errors.Refusal):
    """The file is larger than `most` megabytes."""

    code = "connectors.file_too_large"
    text = gettext_noop("The file is larger than %(most)s MB. Split it and bring in the parts one after the other.")


class NobodyNamed(errors.Refusal):
    """No column says who somebody is, so nobody could be recognised the next time."""

    code = "connectors.nobody_named"
    text = gettext_noop("Choose a column that says who somebody is: a customer number, a phone number or an e-mail.")


class ColumnMatchedTwice(errors.Refusal):
    """Two columns would go to the same place `target`."""

    code = "connectors.column_matched_twice"
    text = gettext_noop("Two columns go to “%(target)s”. Leave one of them out.")
