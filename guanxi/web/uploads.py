"""How much one request may bring: nine pictures at their largest, and not a byte of a film."""

from typing import override

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 100 * 1024 * 1024


class Bounded(FileUploadHandler):
    """Counts what arrives in files, whatever the header says, and ends the request when it is too much (400)."""

    seen = 0

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            message = "more files than one request may bring"
            raise RequestDataTooBig(message)
        return raw_data

    @override
    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that come after."""
