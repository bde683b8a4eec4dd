"""A plugin for mypy: what a cursor takes as parameters is psycopg's to say, not Django's.

django-stubs lists the types that every database driver of Django understands. There is one driver here, and it adapts
more (timedelta, Jsonb, ranges, our own composite types), so a parameter of `execute` may be any object; that the
statement and its parameters fit is what the test of the query shows.
"""

from collections.abc import Callable

from mypy.plugin import MethodSigContext, Plugin
from mypy.types import AnyType, FunctionLike, TypeOfAny

METHODS = {
    "django.db.backends.utils.CursorWrapper.execute",
    "django.db.backends.utils.CursorWrapper.executemany",
}


class CursorPlugin(Plugin):
    """Takes any parameters where Django's cursor takes some."""

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        """Answer for the two methods that run a statement."""
        return _any_parameters if fullname in METHODS else None


def _any_parameters(context: MethodSigContext) -> FunctionLike:
    signature = context.default_signature
    return signature.copy_modified(
        arg_types=[signature.arg_types[0], *(AnyType(TypeOfAny.explicit) for _ in signature.arg_types[1:])]
    )


def plugin(_version: str) -> type[Plugin]:
    """Name the plugin to mypy."""
    return CursorPlugin
