"""A request handler that says nothing and lets go of its connection to the database."""

from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections


class QuietHandler(WSGIRequestHandler):
    """Writes no log; a thread that ends leaves no connection behind."""

    def log_message(self, *_: object) -> None:
        return

    def handle(self) -> None:
        super().handle()
        connections.close_all()
