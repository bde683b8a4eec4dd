"""No provider: the terminal shows what would have been sent. For development, and for trying Guanxi out."""

import sys
from datetime import datetime


class Console:
    """Prints."""

    def send_code(self, *, phone: str, code: str, brand: str, at: datetime) -> None:
        """Print the code."""
        sys.stdout.write(f"[{at:%H:%M:%S}] text message to {phone}: {brand} {code}\n")
        sys.stdout.flush()
