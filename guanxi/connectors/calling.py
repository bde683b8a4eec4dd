"""One call to a system outside, with a limit on time and size; what goes wrong says whether trying again can help."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from guanxi.kernel.errors import OutsideError

TIMEOUT_S = 5
_LARGEST_ANSWER = 1_000_000
_SERVER_ERRORS = 500
_BUSY = 429


def json_answer(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> dict[str, Any]:
    """The JSON object that the address answers with, also beside an error it explains. Raises OutsideError.

    The address comes from the configuration, never from a visitor.
    """
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}), method=method)  # noqa: S310 - see above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310 - see above
            return _object(response.read(_LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            if error.code >= _SERVER_ERRORS or error.code == _BUSY:
                message = f"answered {error.code}"
                raise OutsideError(message, transient=True) from error
            return _object(error.read(_LARGEST_ANSWER))
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        message = f"does not answer: {error}"
        raise OutsideError(message, transient=True) from error


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        message = "answered what is no JSON"
        raise OutsideError(message, transient=False) from error
    if not isinstance(found, dict):
        message = "answered something else than an object"
        raise OutsideError(message, transient=False)
    return found
