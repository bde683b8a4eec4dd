"""What must not stand in a log: a link that opens something."""

import logging
import re
from typing import override

_LINK = re.compile(r"(/welcome/|/here/|/password/reset/key/)[^/\s]+")


class WithoutLinks(logging.Filter):
    """Cut one-time secrets out of the addresses that Django logs when a form was filled in wrongly."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _cut(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_cut(one) for one in record.args)
        return True


def _cut(told: object) -> object:
    return _LINK.sub(r"\1…", told) if isinstance(told, str) else told
