"""Why this computer cannot do what was asked, in one sentence with what to do about it."""


class CannotStart(Exception):
    """Something on this computer stands in the way; the message is for the person who typed the command."""


def one_line(error: BaseException) -> str:
    """The first line of what an exception says, without the rest of the story."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
