"""What the import of a dump refuses."""

from django.utils.translation import gettext_noop

from guanxi.connectors.intake.errors import FileRefused


class DumpIncomplete(FileRefused):
    """The folder lacks a file of the dump."""

    code = "dump_incomplete"
    text = gettext_noop("%(path)s is not a Stack Exchange dump: %(names)s missing.")
