"""What the import of a dump refuses."""

from guanxi.connectors.intake.errors import FileRefused


class DumpIncomplete(FileRefused):
    """The folder lacks a file of the dump."""

    code = "dump_incomplete"
    text = "%(path)s is not a Stack Exchange dump: %(names)s missing."
